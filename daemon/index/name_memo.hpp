// What the last texts that were sought in a column of names were found in: who asks again, for the next page, in another
// order, with one filter more, for the facets, is told without a look at the names.
// Thread: any; one object may be used by several at once.
#pragma once

#include "base/mutex.hpp"
#include "index/row_bits.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace tocd {

// What a memo is asked. `text` says all that the answer depends on besides the names.
class MemoQuestion {
public:
    explicit MemoQuestion(std::string_view text);
    [[nodiscard]] uint64_t number() const noexcept { return number_; }  // one that was not asked for a while gets another
    [[nodiscard]] bool was_asked() const noexcept { return was_asked_; }  // false: no memo knows it

private:
    uint64_t number_ = 0;
    bool was_asked_ = false;
};

class NameMemo {
public:
    static constexpr size_t kMost = 16;  // texts; 0.13 bytes a file each

    // False: it is not known.
    [[nodiscard]] bool recall(const MemoQuestion& question, RowBits& found) const;
    // `found`: among all names of the column.
    void keep(const MemoQuestion& question, const RowBits& found);

private:
    [[nodiscard]] const RowBits* find(uint64_t number) const TOCD_REQUIRES(mutex_);
    mutable Mutex mutex_;
    std::array<uint64_t, kMost> numbers_ TOCD_GUARDED_BY(mutex_){};  // beside each other: most that is asked for is not here
    std::array<std::unique_ptr<RowBits>, kMost> kept_ TOCD_GUARDED_BY(mutex_);
    size_t next_ TOCD_GUARDED_BY(mutex_) = 0;  // place of the oldest one
};

}  // namespace tocd
