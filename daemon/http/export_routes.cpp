// GET /files.csv, /files.ndjson and /files.paths0.
#include "http/chosen_fields.hpp"
#include "http/file_export.hpp"
#include "http/file_query.hpp"
#include "http/routes.hpp"
#include "http/scan_request.hpp"
#include "http/to_json.hpp"

#include <limits>

namespace tocd {
namespace {

Answer export_files(const Call& call, ExportForm form, std::string_view media_type, const std::string& name) {
    const int64_t most = call.parameters.number("limit").value_or(0);
    return export_answer(std::make_unique<FileExport>(call.api, export_client(call), read_file_query(call.parameters), most, std::move(form)), media_type, name);
}

std::vector<FileColumn> columns_of(const Call& call) { return file_columns(call.parameters.texts("fields")); }

Answer get_csv(const Call& call) {
    const CsvFormulas formulas = call.parameters.text("formulas") == "safe" ? CsvFormulas::safe : CsvFormulas::kept;
    return export_files(call, {ExportFormat::csv, columns_of(call), formulas}, "text/csv; charset=utf-8; header=present", "files.csv");
}

Answer get_ndjson(const Call& call) {
    return export_files(call, {ExportFormat::ndjson, columns_of(call)}, "application/x-ndjson", "files.ndjson");
}

Answer get_paths0(const Call& call) { return export_files(call, {ExportFormat::paths0}, kPathList, "files.paths0"); }

std::vector<Parameter> parameters(const std::vector<Parameter>& more) {
    std::vector<Parameter> all = file_filters("id");
    all.push_back({"limit",
                   ParameterType::integer,
                   "At most so many files; all when not given",
                   false,
                   {},
                   {},
                   1,
                   std::numeric_limits<int64_t>::max()});
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace

std::vector<Route> export_routes() {
    const Parameter fields = fields_parameter("File");
    Parameter columns = fields;
    columns.doc =
        "Only these columns, in this order. When not given: the keys of File without *_ns and project, then directory_base64 and name_base64";
    return {
        {"GET", "/api/v1/files.csv", kReads,
         parameters({columns,
                     {"formulas", ParameterType::choice,
                      "safe: an apostrophe stands before values that begin with = + - @, a tab or CR, so that no spreadsheet "
                      "takes them for formulas; kept: values are as they are",
                      false, "kept,safe", "kept"}}),
         get_csv,
         "All files that match, as CSV (RFC 4180: a header line, lines end with CR LF). Exact bytes of what is not UTF-8 stand "
         "in the columns with _base64, which are empty otherwise. "
         "Header Tocd-As-Of has the as_of of the other answers. An export that fails on the way ends without the last "
         "chunk. 503 when http.max_exports are under way",
         200, "text/csv", nullptr, nullptr, true},
        {"GET", "/api/v1/files.ndjson", kReads, parameters({fields}), get_ndjson,
         "All files that match, one File object per line; otherwise as files.csv", 200, "application/x-ndjson", nullptr, nullptr, true},
        {"GET", "/api/v1/files.paths0", kReads, parameters({}), get_paths0,
         "The paths of all files that match, as exact bytes with a NUL behind each, for xargs -0; otherwise as files.csv", 200, kPathList,
         nullptr, nullptr, true},
    };
}

}  // namespace tocd
