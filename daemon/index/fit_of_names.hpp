// Which rows may come first by relevance, told without a look at each name: search/file_match counts the words of a query that
// stand in a name, and then how well they stand there.
// Thread: any; one object may be used by several at once.
#pragma once

#include "index/file_chunk.hpp"
#include "index/name_test.hpp"
#include "model/query_tree.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tocd {

class FitOfNames {
public:
    explicit FitOfNames(const QueryTree& tree);

    // False: no name fits better than another.
    [[nodiscard]] bool tells() const noexcept { return !words_.empty() || !knows_all_; }

    // Rows of `rows` that may be more relevant than `least`, or as relevant and with a name that is not behind `name`.
    [[nodiscard]] RowBits may_come_before(uint32_t least, std::string_view name, const FileChunk& chunk, const RowBits& rows) const;

private:
    void add(const QueryTree& tree);

    std::vector<LiteralInNames> words_;
    bool knows_all_ = true;  // false: something in the tree is not a plain word, and nothing is told
};

}  // namespace tocd
