#include "http/file_export.hpp"

#include "http/to_json.hpp"

namespace tocd {
namespace {

constexpr int64_t kFirstPageFiles = 1000;  // for those who only want to see that something comes
constexpr int64_t kPageFiles = 4000;       // each goes over the directories for the words of its query
constexpr int64_t kSortedPageFiles = 16'000;  // each is a pass over all matches; 8 MB of lines

}  // namespace

FileExport::FileExport(Api& api, ExportClient client, FileQuery query, int64_t max_files, ExportForm form)
    : PagedExport(api, std::move(client), max_files), query_(std::move(query)), form_(std::move(form)) {
    if (form_.format == ExportFormat::csv) lines_ = csv_header(form_.columns.empty() ? csv_columns() : form_.columns);
}

void FileExport::append(const FileRecord& file) {
    switch (form_.format) {
        case ExportFormat::csv:
            append_csv_row(lines_, file, form_.columns.empty() ? csv_columns() : form_.columns, form_.formulas);
            return;
        case ExportFormat::ndjson: lines_.append(dump(to_json(file, form_.columns))).push_back('\n'); return;
        case ExportFormat::paths0: lines_.append(path_of(file)).push_back('\0'); return;
    }
}

void FileExport::read_page() {
    query_.limit = at_most(query_.after.empty() ? kFirstPageFiles : query_.sort == FileSort::id ? kPageFiles : kSortedPageFiles);
    const FilePage page = api_.context.readers.lend()->find_files(viewer_, query_, deadline());
    took(page.complete, page.as_of_ns, page.files.size(), page.next.empty());
    for (const FileRecord& file : page.files) append(file);
    query_.after = page.next;
}

}  // namespace tocd
