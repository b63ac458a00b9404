#include "http/scan_feed.hpp"

#include "base/time.hpp"
#include "http/to_json.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr int64_t kLookEveryNs = kNsPerSecond / 2;
constexpr auto kNoNews = std::chrono::hours(1);

}  // namespace

std::string event_text(const char* name, const std::string& data) {
    return std::string("event: ") + name + "\ndata: " + data + "\n\n";
}

ScanFeed::ScanFeed(ScanControl& scans)
    : scans_(scans), listening_(scans.news.listen([this] { rung_.store(true, std::memory_order_relaxed); })) {}

std::shared_ptr<const ScanFeed::Look> ScanFeed::look(std::chrono::milliseconds& fresh_in) {
    Lock lock(mutex_);
    const int64_t now_ns = system_clock().monotonic_ns();
    const int64_t due_ns = last_->made_ns + kLookEveryNs;
    const bool news = last_->active || rung_.load(std::memory_order_relaxed);
    if (news && (now_ns >= due_ns || last_->made_ns == 0)) {
        rung_.store(false, std::memory_order_relaxed);  // before the look: what rings from here on is for the next one
        last_ = make(now_ns);
    }
    const bool more = last_->active || rung_.load(std::memory_order_relaxed);
    const int64_t left_ns = std::max<int64_t>(0, last_->made_ns + kLookEveryNs - now_ns);
    fresh_in = more ? std::chrono::milliseconds(left_ns / 1'000'000 + 1) : kNoNews;
    return last_;
}

std::shared_ptr<const ScanFeed::Look> ScanFeed::make(int64_t now_ns) const {
    auto out = std::make_shared<Look>();
    out->made_ns = now_ns;
    for (const ScanProgress& progress : scans_.progress()) {
        out->active = out->active || progress.state != ScanProgress::State::idle;
        Json data = {{"share", progress.share}};
        data.update(to_json(progress));
        Event event{progress.share, 1, event_text("scan", dump(data))};
        for (const Event& before : last_->events)
            if (before.share == event.share) event.version = before.version + (before.text == event.text ? 0 : 1);
        out->events.push_back(std::move(event));
    }
    return out;
}

}  // namespace tocd
