#include "http/client_rates.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr double kHeldSeconds = 2;

}  // namespace

double ClientRates::left(const Bucket& bucket, uint64_t now_ms) const {
    return std::min(kHeldSeconds * per_second_, bucket.left + static_cast<double>(now_ms - bucket.at_ms) / 1000 * per_second_);
}

bool ClientRates::take(const std::string& client, uint64_t now_ms) {
    if (per_second_ == 0) return true;
    if (buckets_.size() >= look_through_at_) {
        std::erase_if(buckets_, [&](const auto& one) { return left(one.second, now_ms) >= kHeldSeconds * per_second_; });
        look_through_at_ = std::max<size_t>(1024, 2 * buckets_.size());
    }
    Bucket& bucket = buckets_.try_emplace(client, Bucket{kHeldSeconds * per_second_, now_ms}).first->second;
    bucket = {left(bucket, now_ms), now_ms};
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
}

}  // namespace tocd
