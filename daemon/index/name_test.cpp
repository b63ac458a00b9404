#include "index/name_test.hpp"

#include "search/case_fold.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kMostPieces = 4;

}  // namespace

NeededLiterals needed_literals(const TextValue& value) {
    if (value.match == TextMatch::regex) return regex_literals(value.text);
    NeededLiterals out;
    const std::string folded = fold_case(value.text);
    if (value.match != TextMatch::glob) {
        if (!folded.empty()) out.texts.push_back(folded);
    } else {
        for (size_t at = 0; at < folded.size();) {
            const size_t end = std::min(folded.find_first_of("*?", at), folded.size());
            if (end > at) out.texts.push_back(folded.substr(at, end - at));
            at = end + 1;
        }
        // The longest tell most; one byte tells little, and is looked for only where there is nothing else.
        std::stable_sort(out.texts.begin(), out.texts.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
        while (out.texts.size() > kMostPieces || (out.texts.size() > 1 && out.texts.back().size() == 1)) out.texts.pop_back();
    }
    if (out.texts.empty()) return out;
    out.clauses.emplace_back();
    for (size_t i = 0; i < out.texts.size(); ++i) out.clauses.front().push_back(i);
    return out;
}

int cost_of(const SoughtText& sought, const NeededLiterals& needed) noexcept {
    if (needed.clauses.empty()) return 6;
    if (sought.match() != TextMatch::part) return 5;
    return needed.texts.front().size() >= 3 ? 3 : 4;  // trigrams leave most chunks out
}

std::string memo_question(std::string_view where, const TextValue& value) {
    return std::string(where) + static_cast<char>('0' + static_cast<int>(value.match)) + value.text;
}

NameTest::NameTest(const TextValue& value)
    : sought_(value),
      question_(memo_question("names ", value)),
      literal_decides_(value.match == TextMatch::part && !value.text.empty()),
      needed_(needed_literals(value)) {
    for (const std::string& text : needed_.texts) literals_.emplace_back(text);
}

bool NameTest::may_match(const NameColumn& names) const {
    return may_have(needed_, [&](size_t text) { return literals_[text].may_be_in(names); });
}

RowBits NameTest::matching(const NameColumn& names, const RowBits& alive) const {
    if (literal_decides_) return literals_.front().find(names, alive);
    return remembered(names, question_, alive, [&](const RowBits& rows) { return look(names, rows); });
}

RowBits NameTest::look(const NameColumn& names, const RowBits& alive) const {
    thread_local std::string room;
    RowBits out;
    rows_with(needed_, alive, [&](size_t text, const RowBits& rows) { return literals_[text].find(names, rows); }).for_each([&](size_t row) {
        if (sought_.is_in(names[row], room)) out.set(row);
    });
    return out;
}

}  // namespace tocd
