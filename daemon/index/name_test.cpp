#include "index/name_test.hpp"

#include "base/text.hpp"
#include "search/case_fold.hpp"
#include "search/text_match.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kMostPieces = 4;
constexpr size_t kFewRows = 12;  // of 256: looked at one by one

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

LiteralInNames::LiteralInNames(const std::string& folded)
    : folded_(folded), number_(memo_number("literal " + folded)), trigrams_(folded) {
    if (is_ascii(folded)) search_.emplace(folded);
}

NameMemo::Found LiteralInNames::found(const NameColumn& names, const RowBits& alive) const {
    NameMemo::Found out;
    const bool may_be = std::any_of(names.trigrams().begin(), names.trigrams().end(),
                                    [this](const TrigramSet& set) { return trigrams_.may_be_in(set); });
    if (!may_be) return out;
    if (!names.memo().recall(number_, out)) {
        const bool keep = is_most(alive, names.size());
        const RowBits looked = keep ? RowBits::first(names.size()) : alive;
        for (size_t group = 0; group < names.trigrams().size(); ++group) {
            if (!trigrams_.may_be_in(names.trigrams()[group])) continue;
            const size_t begin = group * TrigramSet::kNames;
            find_in({names, begin, std::min(begin + TrigramSet::kNames, names.size())}, looked, out);
        }
        if (keep) names.memo().keep(number_, out);
    }
    out.rows &= alive;
    out.begins_name &= alive;
    out.begins_word &= alive;
    return out;
}

void LiteralInNames::look_at(std::string_view name, size_t row, NameMemo::Found& out) const {
    thread_local std::string room;
    fold_case(name, room);
    for (size_t at = room.find(folded_); at != std::string::npos; at = room.find(folded_, at + 1)) {
        out.rows.set(row);
        if (at == 0) out.begins_name.set(row);
        if (at == 0 || !is_word_byte(room[at - 1])) return out.begins_word.set(row);
    }
}

void LiteralInNames::find_in(const Place& place, const RowBits& alive, NameMemo::Found& out) const {
    const NameColumn& names = place.names;
    size_t count = 0;
    for (size_t word = place.begin / 64; word * 64 < place.end; ++word) count += static_cast<size_t>(std::popcount(alive.word(word)));
    if (count == 0) return;
    const bool one_by_one = count <= kFewRows;
    for (size_t word = place.begin / 64; word * 64 < place.end; ++word) {
        uint64_t rows = one_by_one ? alive.word(word) : alive.word(word) & names.not_ascii().word(word);
        for (; rows != 0; rows &= rows - 1) {
            const size_t row = word * 64 + static_cast<size_t>(std::countr_zero(rows));
            look_at(names[row], row, out);
        }
    }
    if (one_by_one || !search_) return;
    const std::string_view text(names.text(), names.end_of(place.end - 1));
    size_t row = place.begin;
    bool done = false;  // with this row
    search_->for_each(text, names.begin_of(row), [&](size_t at) {
        for (; names.end_of(row) <= at; ++row) done = false;
        if (done || at + folded_.size() > names.end_of(row)) return;  // or it begins in this name and ends in the next
        if (!alive.has(row) || names.not_ascii().has(row)) return;
        out.rows.set(row);
        const bool is_first = at == names.begin_of(row);
        done = is_first || !is_word_byte(text[at - 1]);  // else a later word may begin with it
        if (is_first) out.begins_name.set(row);
        if (done) out.begins_word.set(row);
    });
}

NameTest::NameTest(const TextValue& value)
    : sought_(value),
      number_(memo_number(memo_question("names ", value))),
      literal_decides_(value.match == TextMatch::part && !value.text.empty()),
      needed_(needed_literals(value)) {
    for (const std::string& text : needed_.texts) literals_.emplace_back(text);
}

RowBits NameTest::matching(const NameColumn& names, const RowBits& alive) const {
    if (literal_decides_) return literals_.front().find(names, alive);
    return remembered(names, number_, alive, [&](const RowBits& rows) { return look(names, rows); });
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
