#include "http/file_export.hpp"

#include "base/error.hpp"
#include "http/to_json.hpp"

#include <algorithm>
#include <limits>

namespace tocd {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
constexpr int64_t kFirstPageFiles = 1000;  // for those who only want to see that something comes
constexpr int64_t kPageFiles = 4000;       // each goes over the directories for the words of its query
constexpr int64_t kSortedPageFiles = 16'000;  // each is a pass over all matches; 8 MB of lines
constexpr int64_t kPatience = 12;     // a page's deadline, in query timeouts

}  // namespace

FileExport::FileExport(Api& api, Viewer viewer, FileQuery query, int64_t max_files, ExportForm form, StreamSeats::Seat seat,
                       std::shared_ptr<const std::atomic<bool>> gone)
    : api_(api),
      viewer_(std::move(viewer)),
      query_(std::move(query)),
      left_(max_files == 0 ? std::numeric_limits<int64_t>::max() : max_files),
      form_(std::move(form)),
      seat_(std::move(seat)),
      gone_(std::move(gone)) {
    if (form_.format == ExportFormat::csv) lines_ = csv_header(form_.columns.empty() ? csv_columns() : form_.columns);
}

bool FileExport::next(std::string& out) {
    while (!read_all_ && lines_.size() - handed_ < kPieceBytes) read_page();
    const size_t size = std::min(kPieceBytes, lines_.size() - handed_);
    out.append(lines_, handed_, size);
    handed_ += size;
    return !read_all_ || handed_ < lines_.size();
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
    lines_.erase(0, handed_);
    handed_ = 0;
    const int64_t page_files = query_.after.empty() ? kFirstPageFiles : query_.sort == FileSort::id ? kPageFiles : kSortedPageFiles;
    query_.limit = static_cast<uint32_t>(std::min(page_files, left_));
    const int64_t timeout_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(api_.query_timeout).count();
    const FilePage page = api_.context.readers.lend()->find_files(
        viewer_, query_, {system_clock().monotonic_ns() + kPatience * timeout_ns, gone_});
    if (!page.complete) throw Error(ErrorKind::limit, "the export was cut: a page of it took longer than allowed");
    if (as_of_ns_ == 0) as_of_ns_ = page.as_of_ns;
    for (const FileRecord& file : page.files) append(file);
    left_ -= static_cast<int64_t>(page.files.size());
    read_all_ = page.next.empty() || left_ == 0;
    query_.after = page.next;
}

}  // namespace tocd
