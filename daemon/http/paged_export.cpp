#include "http/paged_export.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace tocd {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
constexpr int64_t kPatience = 12;  // a page's deadline, in query timeouts

}  // namespace

ExportClient export_client(const Call& call) { return {call.viewer, call.api.exports.take(call.request.client), call.request.gone, may_go_on_now_and_then(call)}; }

PagedExport::PagedExport(Api& api, ExportClient client, int64_t most)
    : api_(api),
      viewer_(std::move(client.viewer)),
      seat_(std::move(client.seat)),
      gone_(std::move(client.gone)),
      may_go_on_(std::move(client.may_go_on)),
      left_(most == 0 ? std::numeric_limits<int64_t>::max() : most) {}

bool PagedExport::next(std::string& out) {
    while (!read_all_ && lines_.size() - handed_ < kPieceBytes) {
        lines_.erase(0, handed_);
        handed_ = 0;
        read_page();
    }
    // After the reading: see AccessRules::generation().
    if (!may_go_on_()) throw Error(ErrorKind::cancelled, "the export was cut: who asked for it may not see all of it any more");
    const size_t size = std::min(kPieceBytes, lines_.size() - handed_);
    out.append(lines_, handed_, size);
    handed_ += size;
    return !read_all_ || handed_ < lines_.size();
}

void PagedExport::took(bool complete, UnixNs as_of_ns, size_t rows, bool is_last) {
    if (!complete) throw Error(ErrorKind::limit, "the export was cut: a page of it took longer than allowed");
    if (as_of_ns_ == 0) as_of_ns_ = as_of_ns;
    left_ -= static_cast<int64_t>(rows);
    read_all_ = is_last || left_ == 0;
}

Deadline PagedExport::deadline() const {
    const int64_t timeout_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(api_.query_timeout).count();
    return {system_clock().monotonic_ns() + kPatience * timeout_ns, gone_};
}

Answer export_answer(std::unique_ptr<PagedExport> source, std::string_view media_type, const std::string& file_name) {
    Answer answer;
    answer.content_type = media_type;
    const bool more = source->next(answer.body);
    answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file_name + "\"");
    if (source->as_of_ns() != 0) answer.headers.emplace_back("Tocd-As-Of", format_iso(source->as_of_ns()));
    if (more) answer.source = std::move(source);
    return answer;
}

}  // namespace tocd
