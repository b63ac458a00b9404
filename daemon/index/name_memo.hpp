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

// The number under which memos know `question`, which says all that the answer depends on besides the names. One that
// was not asked for a while gets another number.
[[nodiscard]] uint64_t memo_number(std::string_view question);

class NameMemo {
public:
    static constexpr size_t kMost = 6;  // texts; 0.4 bytes a file each

    struct Found {
        RowBits rows;
        RowBits begins_name, begins_word;  // of these; as LiteralInNames has it
    };
    // False: it is not known.
    [[nodiscard]] bool recall(uint64_t number, Found& found) const;
    // `found`: among all names of the column.
    void keep(uint64_t number, const Found& found);

private:
    struct Kept {
        uint64_t number;
        Found found;
    };
    mutable Mutex mutex_;
    std::array<std::unique_ptr<Kept>, kMost> kept_ TOCD_GUARDED_BY(mutex_);
    size_t next_ TOCD_GUARDED_BY(mutex_) = 0;  // place of the oldest one
};

}  // namespace tocd
