// Seeded randomness of the simulation: the same seed gives the same story on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tocd::simulation {

class Random {
public:
    explicit Random(uint64_t seed) : state_(seed) {}

    uint64_t next() noexcept {  // splitmix64, https://prng.di.unimi.it/splitmix64.c
        uint64_t z = (state_ += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    uint64_t below(uint64_t bound) noexcept { return bound == 0 ? 0 : next() % bound; }
    int64_t between(int64_t low, int64_t high) noexcept {
        return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low) + 1));
    }
    bool permille(uint64_t chance) noexcept { return below(1000) < chance; }

    template <class Value>
    Value& pick(std::vector<Value>& values) noexcept {
        return values[below(values.size())];
    }
    template <class Value>
    const Value& pick(const std::vector<Value>& values) noexcept {
        return values[below(values.size())];
    }
    template <class Value>
    void shuffle(std::vector<Value>& values) noexcept {
        for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }

private:
    uint64_t state_;
};

}  // namespace tocd::simulation
