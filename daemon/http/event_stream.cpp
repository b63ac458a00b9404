#include "http/event_stream.hpp"

#include "base/time.hpp"
#include "http/to_json.hpp"

#include <algorithm>

namespace tocd {
namespace {

// Proxies take a connection that is silent for a minute, some for half of one, for dead.
constexpr std::chrono::milliseconds kHeartbeat{15'000};

}  // namespace

EventStream::EventStream(ScanFeed& feed, ChangeFeed& changes, ScanControl& scans, Viewer viewer, StreamSeats::Seat seat)
    : feed_(feed), changes_(changes), scans_(scans), viewer_(std::move(viewer)), seat_(std::move(seat)) {
    std::chrono::milliseconds fresh_in;
    told_changes_ = changes_.look(fresh_in)->numbers;
    if (const auto before = scans_.ended(0); !before.empty()) last_ended_ = before.back().number;
}

void EventStream::set_wake(std::function<void()> wake) { listening_ = scans_.news.listen(std::move(wake)); }

bool EventStream::sees(const std::string& share) const {
    return viewer_.sees_all || std::find(viewer_.shares.begin(), viewer_.shares.end(), share) != viewer_.shares.end();
}

bool EventStream::next(std::string& out) {
    std::chrono::milliseconds fresh_in;
    const auto look = feed_.look(fresh_in);
    for (const ScanFeed::Event& event : look->events) {
        if (!sees(event.share)) continue;
        uint64_t& told = told_[event.share];
        if (told != event.version) out += event.text;
        told = event.version;
    }
    std::chrono::milliseconds changes_in;
    const auto changes = changes_.look(changes_in);
    fresh_in = std::min(fresh_in, changes_in);
    for (const auto& [share, number] : changes->numbers) {
        if (!sees(share)) continue;
        int64_t& told = told_changes_[share];
        if (told != number) out += event_text("change", dump({{"share", share}, {"clock", changes->clock_prefix + std::to_string(number)}}));
        told = number;
    }
    for (const ScanControl::Ended& ended : scans_.ended(last_ended_)) {
        last_ended_ = ended.number;
        if (sees(ended.scan.share)) out += event_text("scan_ended", dump(to_json(ended.scan)));
    }
    const int64_t now_ns = system_clock().monotonic_ns();
    const auto silent = std::chrono::milliseconds((now_ns - said_ns_) / 1'000'000);
    if (out.empty() && silent >= kHeartbeat) out = ": here\n\n";
    if (!out.empty()) said_ns_ = now_ns;
    const auto heartbeat_in = out.empty() ? kHeartbeat - silent : kHeartbeat;
    pause_ = std::clamp(fresh_in, std::chrono::milliseconds(1), std::max(heartbeat_in, std::chrono::milliseconds(1)));
    return !closed_;
}

}  // namespace tocd
