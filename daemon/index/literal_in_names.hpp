// A folded text, looked for in the folded names of columns.
// Thread: any; one object may be used by several at once.
#pragma once

#include "base/text.hpp"
#include "index/byte_search.hpp"
#include "index/name_column.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocd {

// Whether so many are sought among that what is found is worth to be found among all names of a column, and kept.
[[nodiscard]] inline bool is_most(const RowBits& alive, size_t names) noexcept { return alive.count() * 4 > names * 3; }

class LiteralInNames {
public:
    explicit LiteralInNames(const std::string& folded);  // at least one byte

    // Groups of names that may hold it: as bits.
    [[nodiscard]] unsigned may_be_in(const NameColumn& names) const noexcept { return trigrams_.groups(names.trigrams()); }

    // Rows of `alive` whose names hold it.
    [[nodiscard]] RowBits find(const NameColumn& names, const RowBits& alive) const;

    // The same, and of these those whose names begin with it, and those in which a word begins with it, as FileMatch::relevance()
    // has it. Name by name: for few rows.
    struct Found {
        RowBits rows, begins_name, begins_word;
    };
    [[nodiscard]] Found found(const NameColumn& names, const RowBits& alive) const;

    // Rows of `alive` whose names begin with it: a look at the first bytes of these names alone.
    [[nodiscard]] RowBits beginning(const NameColumn& names, const RowBits& alive) const;

    // Groups of names that may hold it, that may begin with it, and with words that may begin with it: as bits.
    struct Groups {
        unsigned hold = 0, begin_name = 0, begin_word = 0;
    };
    [[nodiscard]] Groups groups(const NameColumn& names) const noexcept;

    // Whether a name that begins with it may be it as a whole, but for an extension.
    [[nodiscard]] bool may_be_whole(std::string_view name) const noexcept {
        return !search_ || name.size() <= folded_.size() || name[folded_.size()] == '.' || !is_ascii(name);
    }

private:
    void find_in(const NameColumn& names, unsigned groups, const RowBits& alive, RowBits& out) const;
    void look_at(const NameColumn& names, size_t row, Found& out) const;
    std::string folded_;
    MemoQuestion question_;
    SoughtTrigrams trigrams_;
    std::optional<ByteSearch> search_;  // none: it is not ASCII
};

}  // namespace tocd
