// Time of the simulation: it moves only when something happens.
#pragma once

#include "base/time.hpp"

namespace tocd::simulation {

class SimulatedClock final : public Clock {
public:
    [[nodiscard]] UnixNs now_ns() const override { return now_ns_; }
    [[nodiscard]] int64_t monotonic_ns() const override { return now_ns_ - kStartNs + kNsPerSecond; }
    void advance(int64_t ns) noexcept { now_ns_ += ns; }

private:
    static constexpr UnixNs kStartNs = 1'760'000'000 * kNsPerSecond;
    UnixNs now_ns_ = kStartNs;
};

}  // namespace tocd::simulation
