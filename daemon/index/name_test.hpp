// A text value of a query, looked for in the names of chunks: by words of 64 bytes where the text has something fixed
// in it, name by name where not. Answers as search/sought_text does for each name.
// Thread: any; one object may be used by several at once.
#pragma once

#include "index/byte_search.hpp"
#include "index/file_chunk.hpp"
#include "model/query_tree.hpp"
#include "search/regex.hpp"
#include "search/sought_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// The texts that have to be in the folded form of whatever `value` is found in; without clauses nothing is known.
[[nodiscard]] NeededLiterals needed_literals(const TextValue& value);

// RowTest::cost() of a look for `sought`: the less its literals leave over, the cheaper.
[[nodiscard]] int cost_of(const SoughtText& sought, const NeededLiterals& needed) noexcept;

// Rows of `alive` in which one clause is found as a whole, where find(i, rows) gives those of `rows` that hold text i.
template <class Find>
[[nodiscard]] RowBits rows_with(const NeededLiterals& needed, const RowBits& alive, Find&& find) {
    if (needed.clauses.empty()) return alive;
    RowBits out;
    for (const std::vector<size_t>& clause : needed.clauses) {
        RowBits rows = alive;
        rows.take_out(out);
        for (const size_t text : clause) {
            if (rows.none()) break;
            rows = find(text, rows);
        }
        out |= rows;
    }
    return out;
}

// Whether so many are sought among that what is found is worth to be found among all names of a column, and kept.
[[nodiscard]] inline bool is_most(const RowBits& alive, size_t names) noexcept { return alive.count() * 4 > names * 3; }

// A folded text, looked for in the folded names of a column.
class LiteralInNames {
public:
    explicit LiteralInNames(const std::string& folded);

    // Rows of `alive` whose names hold it, and of these those whose names begin with it, and those in which a word begins
    // with it, as FileMatch::relevance() has it.
    [[nodiscard]] NameMemo::Found found(const NameColumn& names, const RowBits& alive) const;
    [[nodiscard]] RowBits find(const NameColumn& names, const RowBits& alive) const { return found(names, alive).rows; }

private:
    struct Place {
        const NameColumn& names;
        size_t begin, end;  // rows
    };
    void find_in(const Place& place, const RowBits& alive, NameMemo::Found& out) const;
    void look_at(std::string_view name, size_t row, NameMemo::Found& out) const;
    std::string folded_;
    uint64_t number_;
    SoughtTrigrams trigrams_;
    std::optional<ByteSearch> search_;  // none: it is not ASCII
};

// What memo_number() is asked for `value`, sought in what `where` says.
[[nodiscard]] std::string memo_question(std::string_view where, const TextValue& value);

// Rows of `alive` that look(rows) gives, which gives those of `rows` that belong to it: from the memo, or for it.
template <class Look>
[[nodiscard]] RowBits remembered(const NameColumn& names, uint64_t number, const RowBits& alive, Look&& look) {
    NameMemo::Found found;
    if (names.memo().recall(number, found)) return found.rows & alive;
    if (!is_most(alive, names.size())) return look(alive);
    found.rows = look(RowBits::first(names.size()));
    names.memo().keep(number, found);
    return found.rows & alive;
}

class NameTest {
public:
    // Throws as SoughtText.
    explicit NameTest(const TextValue& value);
    [[nodiscard]] RowBits matching(const NameColumn& names, const RowBits& alive) const;
    [[nodiscard]] int cost() const noexcept { return cost_of(sought_, needed_); }

private:
    [[nodiscard]] RowBits look(const NameColumn& names, const RowBits& alive) const;
    SoughtText sought_;
    uint64_t number_;
    bool literal_decides_ = false;
    NeededLiterals needed_;
    std::vector<LiteralInNames> literals_;  // needed_.texts
};

}  // namespace tocd
