// Which rows may come first by relevance, told without a look at each name: search/file_match counts the words of a query that
// stand in a name, and then how well they stand there.
// Thread: any; one object may be used by several at once.
#pragma once

#include "index/file_chunk.hpp"
#include "index/literal_in_names.hpp"
#include "model/query_tree.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// The relevance of all names of files that are found, where it is the same for all: of a search for one name that is not a part.
[[nodiscard]] std::optional<uint32_t> equal_relevance(const QueryTree& tree);

class FitOfNames {
public:
    explicit FitOfNames(const QueryTree& tree);

    // False: no name fits better than another.
    [[nodiscard]] bool tells() const noexcept { return !words_.empty() || !knows_all_; }

    // Rows of `rows` that may be more relevant than `least`, or as relevant and with a name that is not behind `name`.
    [[nodiscard]] RowBits may_come_before(uint32_t least, std::string_view name, const FileChunk& chunk, const RowBits& rows) const;

private:
    void add(const QueryTree& tree, std::vector<std::string>& texts);
    // Rows whose names hold at least so many of the words.
    [[nodiscard]] RowBits with_words(size_t least, const NameColumn& names, const RowBits& rows) const;
    // The same by a look at all words in each of `rows`.
    [[nodiscard]] RowBits best_of(const RowBits& rows, uint32_t least, std::string_view name, const FileChunk& chunk) const;

    std::vector<LiteralInNames> words_;
    bool knows_all_ = true;  // false: something in the tree is not a plain word, and nothing is told
};

}  // namespace tocd
