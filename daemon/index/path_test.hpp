// A text value of a query, looked for in the whole paths of the files of chunks. Answers as search/sought_text does for
// each path.
// Thread: any; one object may be used by several at once.
#pragma once

#include "index/directory_marks.hpp"
#include "index/name_test.hpp"
#include "index/path_glob.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocd {

// Files whose folded paths hold a folded text.
class PathPart {
public:
    PathPart(const DirectoryTable& directories, const std::string& folded);
    [[nodiscard]] RowBits find(const FileChunk& chunk, const RowBits& alive) const;
    // Groups of names of which some may be found: as bits.
    [[nodiscard]] unsigned may_be_in(const NameColumn& names) const noexcept {
        return marks_.inside.empty() && in_names_ ? in_names_->may_be_in(names) : TrigramSets::kAll;
    }

private:
    PathPartMarks marks_;
    std::optional<LiteralInNames> in_names_;     // none: a name cannot hold a '/'
    std::optional<LiteralInNames> begins_name_;  // marks_.rest, where directories reach
};

class PathTest {
public:
    // Throws as SoughtText. `directories` outlives it.
    PathTest(const DirectoryTable& directories, const TextValue& value);
    [[nodiscard]] RowBits matching(const FileChunk& chunk, const RowBits& alive) const;
    [[nodiscard]] bool may_match(const FileChunk& chunk) const;  // false: surely none
    [[nodiscard]] int cost() const noexcept { return cost_of(sought_, needed_); }

private:
    [[nodiscard]] RowBits inside(const FileChunk& chunk, const RowBits& alive) const;
    [[nodiscard]] RowBits look_at_names(const FileChunk& chunk, const RowBits& alive) const;
    [[nodiscard]] RowBits look(const FileChunk& chunk, const RowBits& alive) const;
    [[nodiscard]] RowBits verified(const FileChunk& chunk, const RowBits& candidates) const;

    const DirectoryTable& directories_;
    SoughtText sought_;
    MemoQuestion question_;
    NeededLiterals needed_;
    std::vector<PathPart> literals_;  // needed_.texts
    DirectoryMarks inside_;           // these directories' files answer to it, whatever they are called
    std::optional<NameTest> names_;   // and of the others those whose names do, and no more
    std::optional<PathGlob> glob_;
};

}  // namespace tocd
