#include "scan/scan_watch.hpp"

#include <algorithm>

namespace tocd {

ScanWatch::ScanWatch() : state_(std::make_unique<State>()) {}
ScanWatch::~ScanWatch() = default;

void ScanWatch::stop() {
    state_->stop = true;
    Lock lock(state_->mutex);
    if (state_->engine != nullptr) state_->engine->wake();
}

bool ScanWatch::stopping() const { return state_->stop; }

void ScanWatch::pause(bool paused) {
    if (state_->pause.exchange(paused) == paused) return;
    Lock lock(state_->mutex);
    if (state_->engine != nullptr) state_->engine->wake();
}

bool ScanWatch::pausing() const { return state_->pause; }

ScanProgress ScanWatch::progress() const {
    Lock lock(state_->mutex);
    return state_->progress;
}

double RateMeter::sample(int64_t monotonic_ns, int64_t entries) {
    constexpr int64_t kWindowNs = 5 * kNsPerSecond;
    constexpr int64_t kStepNs = kNsPerSecond / 2;
    if (samples_.empty() || monotonic_ns - samples_.back().first >= kStepNs) samples_.emplace_back(monotonic_ns, entries);
    while (samples_.size() > 2 && monotonic_ns - samples_[1].first >= kWindowNs) samples_.pop_front();
    const auto& [first_ns, first_entries] = samples_.front();
    if (monotonic_ns <= first_ns) return 0;
    return static_cast<double>(entries - first_entries) * 1e9 / static_cast<double>(monotonic_ns - first_ns);
}

void RemainingTime::pass(int64_t monotonic_ns, bool going) {
    if (going && last_ns_ != 0) counted_ns_ += monotonic_ns - last_ns_;
    last_ns_ = monotonic_ns;
}

int64_t RemainingTime::time_for(int64_t left, int64_t done) const {
    constexpr int64_t kTooSoonNs = 5 * kNsPerSecond;
    constexpr int64_t kTooFew = 100;  // of what is left: one in so many
    constexpr double kForEver = 9e18;
    if (counted_ns_ < kTooSoonNs || done <= 0 || done < left / kTooFew) return 0;
    const double time_ns = static_cast<double>(counted_ns_) * static_cast<double>(left) / static_cast<double>(done);
    return time_ns > kForEver ? 0 : std::max<int64_t>(1, static_cast<int64_t>(time_ns));
}

}  // namespace tocd
