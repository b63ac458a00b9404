// The three answers of search/file_match for the rows of a chunk.
// Thread: any (values).
#pragma once

#include "index/row_bits.hpp"

namespace tocd {

struct KleeneBits {
    RowBits yes;
    RowBits maybe;  // yes or unknown
};

// Rows that are not in `alive` need no right answer: something else has decided on them.
[[nodiscard]] inline KleeneBits known(const RowBits& yes) noexcept { return {yes, yes}; }

}  // namespace tocd
