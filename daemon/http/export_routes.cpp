// GET /files.csv and /files.ndjson.
#include "http/file_export.hpp"
#include "http/file_query.hpp"
#include "http/routes.hpp"
#include "http/to_json.hpp"

#include <limits>

namespace tocd {
namespace {

Answer export_files(const Call& call, ExportFormat format) {
    const bool csv = format == ExportFormat::csv;
    auto source = std::make_unique<FileExport>(call.api, call.viewer, read_file_query(call.parameters),
                                               call.parameters.number("limit").value_or(0), format);
    Answer answer;
    answer.content_type = csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
    // The first piece here, so that what is wrong with the query is an answer and no cut connection.
    const bool more = source->next(answer.body);
    answer.headers.emplace_back("Content-Disposition",
                                csv ? "attachment; filename=\"files.csv\"" : "attachment; filename=\"files.ndjson\"");
    if (source->as_of_ns() != 0) answer.headers.emplace_back("Tocd-As-Of", format_iso(source->as_of_ns()));
    if (more) answer.source = std::move(source);
    return answer;
}

Answer get_csv(const Call& call) { return export_files(call, ExportFormat::csv); }
Answer get_ndjson(const Call& call) { return export_files(call, ExportFormat::ndjson); }

std::vector<Parameter> parameters() {
    std::vector<Parameter> all = file_filters("id");
    all.push_back({"limit",
                   ParameterType::integer,
                   "At most so many files; all when not given",
                   false,
                   {},
                   {},
                   1,
                   std::numeric_limits<int64_t>::max()});
    return all;
}

}  // namespace

std::vector<Route> export_routes() {
    return {
        {"GET", "/api/v1/files.csv", parameters(), get_csv,
         "All files that match, as CSV (RFC 4180): the keys of File without *_ns; exact bytes of what is not UTF-8 in "
         "directory_base64 and name_base64. "
         "Header Tocd-As-Of has the as_of of the other answers. An export that fails on the way ends without the last "
         "chunk",
         200, "text/csv"},
        {"GET", "/api/v1/files.ndjson", parameters(), get_ndjson,
         "All files that match, one File object per line; otherwise as files.csv", 200, "application/x-ndjson"},
    };
}

}  // namespace tocd
