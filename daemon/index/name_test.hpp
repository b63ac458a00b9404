// A text value of a query, looked for in the names of chunks: by words of 64 bytes where the text has something fixed
// in it, name by name where not. Answers as search/sought_text does for each name.
// Thread: any; one object may be used by several at once.
#pragma once

#include "index/literal_in_names.hpp"
#include "model/query_tree.hpp"
#include "search/regex.hpp"
#include "search/sought_text.hpp"

#include <algorithm>
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

// Whether a clause may be found as a whole, where groups(i) gives, as bits, groups of names of which some may go with text i.
template <class Groups>
[[nodiscard]] bool may_have(const NeededLiterals& needed, Groups&& groups) {
    const auto may = [&](const std::vector<size_t>& clause) {
        unsigned of_all = TrigramSets::kAll;
        for (const size_t text : clause) of_all &= groups(text);
        return of_all != 0;
    };
    return needed.clauses.empty() || std::any_of(needed.clauses.begin(), needed.clauses.end(), may);
}

// The text of a MemoQuestion for `value`, sought in what `where` says.
[[nodiscard]] std::string memo_question(std::string_view where, const TextValue& value);

// Rows of `alive` that look(rows) gives, which gives those of `rows` that belong to it: from the memo, or for it.
template <class Look>
[[nodiscard]] RowBits remembered(const NameColumn& names, const MemoQuestion& question, const RowBits& alive, Look&& look) {
    RowBits found;
    if (names.memo().recall(question, found)) return found & alive;
    if (!is_most(alive, names.size())) return look(alive);
    found = look(RowBits::first(names.size()));
    names.memo().keep(question, found);
    return found & alive;
}

class NameTest {
public:
    // Throws as SoughtText.
    explicit NameTest(const TextValue& value);
    [[nodiscard]] RowBits matching(const NameColumn& names, const RowBits& alive) const;
    [[nodiscard]] bool may_match(const NameColumn& names) const;  // false: surely none
    [[nodiscard]] int cost() const noexcept { return cost_of(sought_, needed_); }

private:
    [[nodiscard]] RowBits look(const NameColumn& names, const RowBits& alive) const;
    SoughtText sought_;
    MemoQuestion question_;
    bool literal_decides_ = false;
    NeededLiterals needed_;
    std::vector<LiteralInNames> literals_;  // needed_.texts
};

}  // namespace tocd
