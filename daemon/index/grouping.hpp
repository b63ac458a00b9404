// How the files of an epoch are told apart by one property: each value has a code, a small number.
// Thread: any; one object may be used by several at once. Lives no longer than its epoch.
#pragma once

#include "index/facet_codes.hpp"
#include "index/index_epoch.hpp"
#include "index/index_sum.hpp"
#include "model/facets.hpp"

#include <unordered_map>
#include <vector>

namespace tocd {

using FacetSums = std::unordered_map<int64_t, IndexSum>;  // by code

class Grouping {
public:
    // `below`: directory id; `directory` tells its children apart, 0: the children of the shares' roots. `now_ns`: for age.
    Grouping(const IndexEpoch& epoch, int64_t below, FacetKey key, UnixNs now_ns);

    [[nodiscard]] FacetKey key() const noexcept { return key_; }
    // All files directly in one directory have one code.
    [[nodiscard]] bool is_of_directories() const noexcept { return key_ == FacetKey::share || key_ == FacetKey::project || key_ == FacetKey::directory; }
    // Both give every file the same code.
    [[nodiscard]] bool has_codes_of(const Grouping& other) const noexcept {
        const auto kind = [](FacetKey key) { return key == FacetKey::group ? FacetKey::owner : key; };
        return kind(key_) == kind(other.key_) && below_ == other.below_ && now_ns_ == other.now_ns_;
    }
    // Codes of a chunk's files are below this.
    [[nodiscard]] size_t codes(const FileChunk& chunk) const noexcept;
    // Codes are small: places of a list may stand for them.
    [[nodiscard]] bool has_small_codes() const noexcept { return key_ != FacetKey::directory; }
    [[nodiscard]] int64_t code_of_directory(int64_t id) const;

    // Asks for the memory that for_each() needs, before it does.
    void prefetch(const FileChunk& chunk) const noexcept;

    // Calls body(row, code) for each row of RowBits or RunRows, where codes are those of files.
    template <class Rows, class Body>
    void for_each(const FileChunk& chunk, const Rows& rows, Body&& body) const {
        const auto by = [&](const Column& column, auto&& code_of) {
            column.for_each(rows, chunk.rows(), [&](size_t row, int64_t value) { body(row, static_cast<size_t>(code_of(value))); });
        };
        const AgeCodes ages = ages_;
        switch (key_) {
            case FacetKey::ext: return by(chunk.extension_id, [](int64_t id) { return id; });
            case FacetKey::owner:
            case FacetKey::group: return by(chunk.owner_id, [](int64_t id) { return id; });
            case FacetKey::size: return by(chunk.size_bytes, [](int64_t size_bytes) { return size_code(size_bytes); });
            case FacetKey::age: return by(chunk.mtime_ns, ages);
            case FacetKey::year: return by(chunk.mtime_ns, [](UnixNs mtime_ns) { return year_code(mtime_ns); });
            case FacetKey::share:
            case FacetKey::project:
            case FacetKey::directory: break;
        }
    }

    // Without totals.
    [[nodiscard]] FacetValue value(int64_t code) const;
    // Values have an order of their own: that of their codes.
    [[nodiscard]] bool is_ordered() const noexcept { return key_ == FacetKey::size || key_ == FacetKey::age || key_ == FacetKey::year; }

private:
    const IndexEpoch& epoch_;
    const int64_t below_;
    const FacetKey key_;
    const UnixNs now_ns_;
    const AgeCodes ages_;
    std::vector<int64_t> tops_;
};

// The values with files: in their own order, else those with most files, or bytes, first. Several codes may stand for one value, as
// users with one name do.
[[nodiscard]] std::vector<FacetValue> values_of(const Grouping& grouping, const FacetSums& sums, bool by_size = false);

}  // namespace tocd
