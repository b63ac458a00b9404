#include "http/event_stream.hpp"

#include "base/error.hpp"
#include "base/time.hpp"
#include "http/to_json.hpp"
#include "model/sight.hpp"

#include <algorithm>

namespace tocd {
namespace {

// Proxies take a connection that is silent for a minute, some for half of one, for dead.
constexpr std::chrono::milliseconds kHeartbeat{15'000};
constexpr int64_t kLongestLookNs = kNsPerSecond;

}  // namespace

EventStream::EventStream(ScanFeed& feed, ChangeFeed& changes, ScanControl& scans, ReaderPool& readers, Viewer viewer, std::function<bool()> may_go_on,
                         StreamSeats::Seat seat)
    : feed_(feed), changes_(changes), scans_(scans), readers_(readers), viewer_(std::move(viewer)), may_go_on_(std::move(may_go_on)), seat_(std::move(seat)) {
    std::chrono::milliseconds fresh_in;
    told_changes_ = changes_.look(fresh_in)->numbers;
    for (const auto& [share, how] : seen_shares())
        if (how == Sees::part) static_cast<void>(seen_clock(share));  // from now on
    if (const auto before = scans_.ended(0); !before.empty()) last_ended_ = before.back().number;
}

void EventStream::set_wake(std::function<void()> wake) { listening_ = scans_.news.listen(std::move(wake)); }

std::map<std::string, EventStream::Sees> EventStream::seen_shares() const {
    std::map<std::string, Sees> out;
    for (const ShareRules& rules : scans_.rules())
        if (sees_share(viewer_, rules.share, rules.path))
            out[rules.share] = sees_whole_share(viewer_, rules.share, rules.path) ? Sees::whole : Sees::part;
    return out;
}

// The clock of what is new in a share of which he sees a part; empty: nothing that he sees.
std::string EventStream::seen_clock(const std::string& share) {
    std::string& since = seen_up_to_[share];
    ChangeQuery query;
    query.share = share;
    query.since = since;
    try {
        const ChangePage page = readers_.lend()->get_changes(viewer_, query, {system_clock().monotonic_ns() + kLongestLookNs});
        const bool first = since.empty();
        since = page.clock;
        if (first) return {};
        return page.changes.empty() && !page.fresh_instance ? std::string() : page.clock;
    } catch (const Error&) {
        return {};  // with the next change
    }
}

bool EventStream::next(std::string& out) {
    if (!may_go_on_()) return false;
    std::chrono::milliseconds fresh_in;
    const auto look = feed_.look(fresh_in);
    const std::map<std::string, Sees> seen = seen_shares();
    const auto sees = [&](const std::string& share) {
        const auto found = seen.find(share);
        return found == seen.end() ? Sees::nothing : found->second;
    };
    for (const ScanFeed::Event& event : look->events) {
        if (sees(event.share) != Sees::whole) continue;  // scans tell of whole shares
        uint64_t& told = told_[event.share];
        if (told != event.version) out += event.text;
        told = event.version;
    }
    std::chrono::milliseconds changes_in;
    const auto changes = changes_.look(changes_in);
    fresh_in = std::min(fresh_in, changes_in);
    for (const auto& [share, number] : changes->numbers) {
        const Sees how = sees(share);
        int64_t& told = told_changes_[share];
        if (how == Sees::nothing || told == number) continue;
        told = number;
        std::string clock = changes->clock_prefix + std::to_string(number);
        if (how == Sees::part) clock = seen_clock(share);
        if (!clock.empty()) out += event_text("change", dump({{"share", share}, {"clock", clock}}));
    }
    for (const ScanControl::Ended& ended : scans_.ended(last_ended_)) {
        last_ended_ = ended.number;
        if (sees(ended.scan.share) == Sees::whole) out += event_text("scan_ended", dump(to_json(ended.scan)));
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
