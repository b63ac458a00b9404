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

LiteralInNames::LiteralInNames(const std::string& folded) : folded_(folded), trigrams_(folded) {
    if (is_ascii(folded)) search_.emplace(folded);
}

RowBits LiteralInNames::find(const NameColumn& names, const RowBits& alive, Begins* begins) const {
    RowBits out;
    for (size_t group = 0; group < names.trigrams().size(); ++group) {
        if (!trigrams_.may_be_in(names.trigrams()[group])) continue;
        const size_t begin = group * TrigramSet::kNames;
        find_in({names, begin, std::min(begin + TrigramSet::kNames, names.size())}, alive, out, begins);
    }
    return out;
}

void LiteralInNames::look_at(std::string_view name, size_t row, RowBits& out, Begins* begins) const {
    thread_local std::string room;
    fold_case(name, room);
    for (size_t at = room.find(folded_); at != std::string::npos; at = room.find(folded_, at + 1)) {
        out.set(row);
        if (begins == nullptr) return;
        if (at == 0) begins->of_name.set(row);
        if (at == 0 || !is_word_byte(room[at - 1])) return begins->of_word.set(row);
    }
}

void LiteralInNames::find_in(const Place& place, const RowBits& alive, RowBits& out, Begins* begins) const {
    const NameColumn& names = place.names;
    size_t count = 0;
    for (size_t word = place.begin / 64; word * 64 < place.end; ++word) count += static_cast<size_t>(std::popcount(alive.word(word)));
    if (count == 0) return;
    const bool one_by_one = count <= kFewRows;
    for (size_t word = place.begin / 64; word * 64 < place.end; ++word) {
        uint64_t rows = one_by_one ? alive.word(word) : alive.word(word) & names.not_ascii().word(word);
        for (; rows != 0; rows &= rows - 1) {
            const size_t row = word * 64 + static_cast<size_t>(std::countr_zero(rows));
            look_at(names[row], row, out, begins);
        }
    }
    if (one_by_one || !search_) return;
    const std::string_view text(names.text(), names.end_of(place.end - 1));
    size_t row = place.begin;
    for (size_t at = search_->find(text, names.begin_of(row)); at != std::string_view::npos; at = search_->find(text, at)) {
        while (names.end_of(row) <= at) ++row;
        if (at + folded_.size() > names.end_of(row)) {  // it begins in this name and ends in the next
            ++at;
            continue;
        }
        if (alive.has(row) && !names.not_ascii().has(row)) {
            out.set(row);
            const bool is_first = at == names.begin_of(row);
            if (begins != nullptr && is_first) begins->of_name.set(row);
            if (begins != nullptr && !is_first && is_word_byte(text[at - 1])) {  // a later word may begin with it
                ++at;
                continue;
            }
            if (begins != nullptr) begins->of_word.set(row);
        }
        at = names.end_of(row);
    }
}

NameTest::NameTest(const TextValue& value)
    : sought_(value), literal_decides_(value.match == TextMatch::part && !value.text.empty()), needed_(needed_literals(value)) {
    for (const std::string& text : needed_.texts) literals_.emplace_back(text);
}

RowBits NameTest::matching(const NameColumn& names, const RowBits& alive) const {
    thread_local std::string room;
    const RowBits candidates =
        rows_with(needed_, alive, [&](size_t text, const RowBits& rows) { return literals_[text].find(names, rows); });
    if (literal_decides_) return candidates;
    RowBits out;
    candidates.for_each([&](size_t row) {
        if (sought_.is_in(names[row], room)) out.set(row);
    });
    return out;
}

}  // namespace tocd
