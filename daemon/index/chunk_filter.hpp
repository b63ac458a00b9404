// A query, made ready for the chunks of one epoch. Agrees with search/file_match for every file.
// Thread: any; one object may be used by several at once. Lives no longer than its epoch.
#pragma once

#include "index/directory_marks.hpp"
#include "index/index_epoch.hpp"
#include "index/index_workers.hpp"
#include "index/kleene_bits.hpp"
#include "index/sight_memory.hpp"
#include "model/query.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tocd {

// Where the files of a query are.
struct SearchScope {
    bool every_share = true;
    std::vector<int64_t> share_ids;  // else only these
    int64_t below = 0;               // directory id; 0: everywhere in these shares
    GoneFilter gone = GoneFilter::present;
    std::shared_ptr<const SeenDirectories> seen;  // nothing but these; null: all
    [[nodiscard]] bool holds_share(int64_t id) const noexcept { return every_share || std::find(share_ids.begin(), share_ids.end(), id) != share_ids.end(); }
};

// Whether all present files of some shares are asked for, of which an epoch keeps sums.
[[nodiscard]] bool asks_for_all(const QueryTree& tree, const SearchScope& scope);

// Directories in scope.
class OpenDirectories {
public:
    OpenDirectories(const DirectoryTable& directories, const SearchScope& scope);
    // Itself: gone or not, as it is asked for.
    [[nodiscard]] bool holds(int64_t directory_id) const noexcept { return is_marked(itself_, directory_id); }
    // Its files, as the scope asks for them.
    [[nodiscard]] RowBits rows(const FileChunk& chunk) const;

private:
    const DirectoryTable& directories_;
    const GoneFilter gone_;
    DirectoryMarks itself_;
    DirectoryMarks files_;  // its files may match; empty: itself_ tells
};

// One condition on files. `alive`: the rows that still matter; of the others it may say anything.
class RowTest {
public:
    virtual ~RowTest() = default;
    [[nodiscard]] virtual KleeneBits test(const FileChunk& chunk, const RowBits& alive) const = 0;
    // False: no row of the chunk can pass. A look at little more than what says which trigrams there are.
    [[nodiscard]] virtual bool may_match(const FileChunk&) const { return true; }
    // What it costs a row: of several, the cheap ones are asked first. Numbers and directories 0, dictionaries 1, names and
    // paths from 3 on.
    [[nodiscard]] virtual int cost() const noexcept { return 0; }
};

class ChunkFilter {
public:
    // A pass over the directories for the scope and for each part of the query that asks for them, several at once by `workers`. Throws
    // Error(invalid_argument) for a malformed regular expression.
    ChunkFilter(const IndexEpoch& epoch, const QueryTree& tree, const SearchScope& scope, IndexWorkers& workers);
    ~ChunkFilter();

    [[nodiscard]] RowBits matching(const FileChunk& chunk) const {
        if (!tree_->may_match(chunk)) return {};
        return matching(chunk, in_scope(chunk));
    }
    // Of the rows in scope those that match.
    [[nodiscard]] RowBits matching(const FileChunk& chunk, const RowBits& in_scope) const;
    [[nodiscard]] RowBits in_scope(const FileChunk& chunk) const { return open_->rows(chunk); }

private:
    std::optional<const OpenDirectories> open_;
    std::unique_ptr<const RowTest> tree_;
};

// The test of one value of a term. Lives no longer than `epoch`.
[[nodiscard]] std::unique_ptr<const RowTest> term_test(const IndexEpoch& epoch, QueryKey key, const QueryValue& value);

// Files that are gone, by themselves or with their directory.
[[nodiscard]] RowBits gone_rows(const DirectoryTable& directories, const FileChunk& chunk);

}  // namespace tocd
