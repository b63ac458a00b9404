#include "http/change_feed.hpp"

#include "base/error.hpp"
#include "base/time.hpp"

namespace tocd {
namespace {

constexpr int64_t kLookEveryNs = kNsPerSecond;
constexpr int64_t kLongestLookNs = 2 * kNsPerSecond;
constexpr auto kNoNews = std::chrono::hours(1);

}  // namespace

std::shared_ptr<const ChangeFeed::Look> ChangeFeed::look(std::chrono::milliseconds& fresh_in) {
    Lock lock(mutex_);
    const int64_t now_ns = system_clock().monotonic_ns();
    if (looked_ns_ && now_ns - *looked_ns_ < kLookEveryNs) {
        fresh_in = std::chrono::milliseconds((kLookEveryNs - (now_ns - *looked_ns_)) / 1'000'000 + 1);
        return last_;
    }
    looked_ns_ = now_ns;
    fresh_in = kNoNews;
    try {
        read();
    } catch (const Error&) {
        fresh_in = std::chrono::milliseconds(kLookEveryNs / 1'000'000);
    }
    return last_;
}

void ChangeFeed::read() {
    auto reader = readers_.lend();
    const int64_t version = reader->data_version();  // before the look: a commit in between is looked at twice
    if (version == version_) return;
    const ChangeClocks clocks = reader->get_change_clocks(Viewer{}, newest_, {system_clock().monotonic_ns() + kLongestLookNs});
    auto now = std::make_shared<Look>(*last_);
    now->clock_prefix = clocks.clock_prefix;
    for (const ChangeClocks::Share& share : clocks.moved) now->numbers[share.share] = share.number;
    last_ = std::move(now);
    newest_ = clocks.newest;
    version_ = version;
}

}  // namespace tocd
