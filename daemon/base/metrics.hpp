// Numbers that a running daemon keeps of itself: counts that only grow, levels that move, histograms of durations.
// Whoever counts is handed the struct that holds them; nothing here is global.
// Thread: any. Adding is one or two relaxed atomic additions; a reader may see what was added between its reads.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tocd {

class Counter {
public:
    void add(uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<uint64_t> value_{0};
};

class Level {
public:
    void add(int64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    void set(int64_t n) noexcept { value_.store(n, std::memory_order_relaxed); }
    [[nodiscard]] int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<int64_t> value_{0};
};

class DurationHistogram {
public:
    // Upper bounds of the buckets, inclusive; what is longer than the last one falls into a bucket without bound.
    // From what one row costs up to what http.query_timeout allows by default, and twice that.
    static constexpr std::array<int64_t, 13> kBoundsNs = {
        1'000'000,   2'500'000,   5'000'000,     10'000'000,    25'000'000,    50'000'000,    100'000'000,
        250'000'000, 500'000'000, 1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};

    void add(int64_t duration_ns) noexcept {
        size_t bucket = 0;
        while (bucket < kBoundsNs.size() && duration_ns > kBoundsNs[bucket]) ++bucket;
        buckets_[bucket].add();
        sum_ns_.add(duration_ns > 0 ? static_cast<uint64_t>(duration_ns) : 0);
    }

    // Durations up to each bound, and all of them at last: never falls from one to the next.
    [[nodiscard]] std::array<uint64_t, kBoundsNs.size() + 1> cumulative() const noexcept {
        std::array<uint64_t, kBoundsNs.size() + 1> out{};
        uint64_t below = 0;
        for (size_t i = 0; i < out.size(); ++i) out[i] = below += buckets_[i].value();
        return out;
    }
    [[nodiscard]] uint64_t sum_ns() const noexcept { return sum_ns_.value(); }

private:
    std::array<Counter, kBoundsNs.size() + 1> buckets_;
    Counter sum_ns_;
};

}  // namespace tocd
