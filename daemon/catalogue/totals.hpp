// The sums that the catalogue keeps beside its rows: exact, and never wrapping.
#pragma once

#include <cstdint>
#include <limits>
#include <unordered_map>

namespace tocd {

using WideBytes = __int128;  // 2^64 files of 2^63 bytes fit

[[nodiscard]] inline int64_t saturated(WideBytes bytes) noexcept {
    constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
    return bytes > kMax ? kMax : static_cast<int64_t>(bytes);
}

struct Sum {
    int64_t files = 0;
    WideBytes size_bytes = 0;
    void add(int64_t count, WideBytes bytes) noexcept {
        files += count;
        size_bytes += bytes;
    }
};

// size_low and size_carry of extension_sum and owner_sum.
inline constexpr int kCarryBits = 62;
[[nodiscard]] inline int64_t low_of(WideBytes bytes) noexcept { return static_cast<int64_t>(bytes & ((WideBytes{1} << kCarryBits) - 1)); }
[[nodiscard]] inline int64_t carry_of(WideBytes bytes) noexcept { return static_cast<int64_t>(bytes >> kCarryBits); }
[[nodiscard]] inline WideBytes wide(int64_t low, int64_t carry) noexcept { return (WideBytes{carry} << kCarryBits) + low; }

// Present files of one share, as sums per extension and owner. Loaded once, changed by the writer, stored at commits.
struct ShareSums {
    std::unordered_map<int64_t, Sum> by_extension;
    std::unordered_map<int64_t, Sum> by_owner;
    bool changed = false;

    void add(int64_t extension_id, int64_t owner_id, int64_t files, int64_t size_bytes) {
        // Neighbours mostly have the same extension and owner; pointers into an unordered_map stay valid.
        if (last_extension_ == nullptr || extension_id != last_extension_id_)
            last_extension_ = &by_extension[last_extension_id_ = extension_id];
        if (last_owner_ == nullptr || owner_id != last_owner_id_) last_owner_ = &by_owner[last_owner_id_ = owner_id];
        last_extension_->add(files, WideBytes{files} * size_bytes);
        last_owner_->add(files, WideBytes{files} * size_bytes);
        changed = true;
    }
    [[nodiscard]] int64_t files() const noexcept {
        int64_t all = 0;
        for (const auto& [id, sum] : by_extension) all += sum.files;
        return all;
    }

    ShareSums() = default;
    ShareSums(ShareSums&&) = default;  // the maps' nodes move along, and so stay where they are
    ShareSums& operator=(ShareSums&&) = default;

private:
    int64_t last_extension_id_ = 0;
    int64_t last_owner_id_ = 0;
    Sum* last_extension_ = nullptr;
    Sum* last_owner_ = nullptr;
};

}  // namespace tocd
