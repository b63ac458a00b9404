#include "http/change_stream.hpp"

#include "http/to_json.hpp"

#include <algorithm>

namespace tocd {
namespace {

using std::chrono::milliseconds;

// Changes come with the commits of a scan, of which nobody tells; a look that finds none costs microseconds.
constexpr milliseconds kLook{1000};
constexpr int64_t kHeartbeatNs = 15 * kNsPerSecond;

int64_t now_ns() { return system_clock().monotonic_ns(); }

}  // namespace

Deadline ChangeWatch::deadline() const {
    return {now_ns() + std::chrono::duration_cast<std::chrono::nanoseconds>(api_.query_timeout).count()};
}

ChangePage ChangeWatch::read(Deadline deadline) {
    auto reader = api_.context.readers.lend();
    version_ = reader->data_version();  // before the look: a commit in between is looked at twice
    ChangePage page = reader->get_changes(viewer_, query_, deadline);
    query_.since = page.clock;
    return page;
}

std::optional<ChangePage> ChangeWatch::read_if_new(Deadline deadline) {
    if (api_.context.readers.lend()->data_version() == version_) return std::nullopt;
    return read(deadline);
}

ChangeWait::ChangeWait(ChangeWatch watch, ChangePage last, bool complete, std::chrono::seconds wait, StreamSeats::Seat seat)
    : watch_(std::move(watch)), last_(std::move(last)), complete_(complete),
      until_ns_(now_ns() + std::chrono::nanoseconds(wait).count()), said_ns_(now_ns()), seat_(std::move(seat)) {}

void ChangeWait::set_wake(std::function<void()> wake) { listening_ = watch_.api().context.scans.news.listen(std::move(wake)); }

bool ChangeWait::next(std::string& out) {
    auto page = watch_.read_if_new(watch_.deadline());
    if (!watch_.may_go_on()) closed_ = true;  // with what it had
    else if (page) last_ = std::move(*page);
    const int64_t now = now_ns();
    if (!last_.changes.empty() || last_.fresh_instance || last_.more || closed_ || now >= until_ns_) {
        out = changes_body(last_, complete_);
        return false;
    }
    if (now - said_ns_ < kHeartbeatNs) return true;
    out = "\n";  // blanks before JSON mean nothing, and show a proxy that the connection lives
    said_ns_ = now;
    return true;
}

milliseconds ChangeWait::pause() const {
    return std::clamp(milliseconds((until_ns_ - now_ns()) / 1'000'000 + 1), milliseconds(1), kLook);
}

ChangeLines::ChangeLines(ChangeWatch watch, std::optional<StreamSeats::Seat> seat)
    : watch_(std::move(watch)), seat_(std::move(seat)) {}

void ChangeLines::set_wake(std::function<void()> wake) {
    if (seat_) listening_ = watch_.api().context.scans.news.listen(std::move(wake));
}

bool ChangeLines::next(std::string& out) {
    const auto line = [&](const Json& json) { out.append(dump(json)).push_back('\n'); };
    const bool first = clock_.empty();
    std::optional<ChangePage> page = more_ ? watch_.read(watch_.deadline()) : watch_.read_if_new(watch_.deadline());
    if (!watch_.may_go_on()) return false;
    if (page) {
        const bool begins = first || page->fresh_instance;
        const std::string from = page->changes.empty() ? page->clock
                                                       : page->clock_prefix + std::to_string(page->changes.front().number - 1);
        if (begins) line({{"clock", from}, {"fresh_instance", page->fresh_instance}, {"as_of", iso_or_null(page->as_of_ns)}});
        for (const ChangeRecord& change : page->changes) line(to_json(change, page->clock_prefix));
        more_ = page->more;
        clock_ = page->clock;
    }
    const bool ended = closed_ || (!seat_ && !more_);
    const bool silent = now_ns() - said_ns_ >= kHeartbeatNs;
    if ((page && !page->changes.empty()) || ended || (silent && !first)) line({{"clock", clock_}});
    if (!out.empty()) said_ns_ = now_ns();
    return !ended;
}

milliseconds ChangeLines::pause() const { return more_ ? milliseconds(0) : kLook; }

std::string changes_body(const ChangePage& page, bool complete) {
    Json changes = Json::array();
    for (const ChangeRecord& change : page.changes) changes.push_back(to_json(change, page.clock_prefix));
    return dump({{"as_of", iso_or_null(page.as_of_ns)},
                 {"complete", complete},
                 {"clock", page.clock},
                 {"fresh_instance", page.fresh_instance},
                 {"more", page.more},
                 {"changes", std::move(changes)}}) +
           "\n";
}

}  // namespace tocd
