#include "scan/governor.hpp"

#include <algorithm>
#include <limits>

namespace tocd {
namespace {

constexpr int64_t kSpareNs = kNsPerSecond / 5;  // of the limit of entries
constexpr int64_t kWindowNs = kNsPerSecond;
constexpr size_t kMinSamples = 8;    // a window with fewer goes on
constexpr size_t kMaxSamples = 1024; // more say nothing new
constexpr size_t kMedians = 600;
constexpr size_t kEnoughMedians = 300;
constexpr uint32_t kSlowTimes = 4;
constexpr uint32_t kGoodTimes = 2;
constexpr uint32_t kNoticeableUs = 3000;  // below, people notice nothing, and caches alone make such a difference

}  // namespace

Governor::Governor(uint32_t threads, const ShareOptions& options, const Clock& clock)
    : most_threads_(std::max(1u, threads)), max_entries_per_second_(options.max_entries_per_second),
      back_off_(options.back_off), known_usual_us_(options.usual_latency_us), clock_(clock), threads_(most_threads_),
      window_ns_(clock.monotonic_ns()) {}

int64_t Governor::note(uint64_t entries, uint64_t calls, int64_t took_ns) {
    Lock lock(mutex_);
    const int64_t now_ns = clock_.monotonic_ns();
    calls_ += calls;
    if (calls > 0 && samples_.size() < kMaxSamples) {
        const int64_t us = std::max<int64_t>(took_ns, 0) / 1000 / static_cast<int64_t>(calls);
        samples_.push_back(static_cast<uint32_t>(std::min<int64_t>(us, std::numeric_limits<uint32_t>::max())));
    }
    if (now_ns - window_ns_ >= kWindowNs && samples_.size() >= kMinSamples) end_window(now_ns);
    return wait_for(entries, now_ns);
}

int64_t Governor::wait_for(uint64_t entries, int64_t now_ns) {
    if (max_entries_per_second_ == 0 || entries == 0) return 0;
    const double cost_ns = static_cast<double>(entries) * 1e9 / max_entries_per_second_;
    paid_until_ns_ = std::max(paid_until_ns_, now_ns - kSpareNs) + static_cast<int64_t>(std::min(cost_ns, 1e18));
    return std::max<int64_t>(0, paid_until_ns_ - now_ns);
}

void Governor::end_window(int64_t now_ns) {
    const auto middle = samples_.begin() + static_cast<std::ptrdiff_t>(samples_.size() / 2);
    std::nth_element(samples_.begin(), middle, samples_.end());
    latency_us_ = *middle;
    samples_.clear();
    window_ns_ = now_ns;
    medians_.push_back(latency_us_);
    if (medians_.size() > kMedians) medians_.pop_front();
    usual_us_ = usual();
    if (!back_off_) return;
    const uint64_t latency = latency_us_;
    const uint32_t threads = threads_;
    if (latency > kNoticeableUs && latency > uint64_t{usual_us_} * kSlowTimes) threads_ = std::max(1u, threads / 2);
    else if (latency <= kNoticeableUs || latency < uint64_t{usual_us_} * kGoodTimes) threads_ = std::min(most_threads_, threads + 1);
}

uint32_t Governor::usual() const {
    std::vector<uint32_t> sorted(medians_.begin(), medians_.end());
    const auto quartile = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 4);
    std::nth_element(sorted.begin(), quartile, sorted.end());
    if (known_usual_us_ == 0 || medians_.size() >= kEnoughMedians) return *quartile;
    return std::min(*quartile, known_usual_us_);
}

Pulse Governor::pulse() {
    Lock lock(mutex_);
    return {calls_, threads_, latency_us_, usual_us_};
}

}  // namespace tocd
