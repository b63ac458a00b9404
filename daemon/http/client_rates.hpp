// How many requests a second each client may make: a bucket per client that holds two seconds' worth. Thread: one (the loop's).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace tocd {

class ClientRates {
public:
    // 0: as many as they like.
    explicit ClientRates(uint32_t per_second) : per_second_(per_second) {}

    // One request at this time of a clock that never goes back. False: too many lately.
    [[nodiscard]] bool take(const std::string& client, uint64_t now_ms);
    [[nodiscard]] size_t known() const noexcept { return buckets_.size(); }

private:
    struct Bucket {
        double left = 0;
        uint64_t at_ms = 0;
    };
    [[nodiscard]] double left(const Bucket& bucket, uint64_t now_ms) const;

    const double per_second_;
    std::unordered_map<std::string, Bucket> buckets_;
    size_t look_through_at_ = 1024;  // buckets: then the full ones are forgotten
};

}  // namespace tocd
