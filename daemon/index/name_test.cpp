#include "index/name_test.hpp"

#include "search/case_fold.hpp"
#include "search/regex.hpp"

#include <algorithm>
#include <cstring>

namespace tocd {
namespace {

constexpr size_t kFewRows = 12;  // of 256: looked at one by one

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string_view longest_literal(std::string_view folded_glob) noexcept {
    std::string_view longest;
    while (!folded_glob.empty()) {
        const std::string_view run = folded_glob.substr(0, folded_glob.find_first_of("*?"));
        if (run.size() > longest.size()) longest = run;
        folded_glob.remove_prefix(std::min(run.size() + 1, folded_glob.size()));
    }
    return longest;
}

std::vector<std::string> required_literals(const TextValue& value) {
    if (value.match == TextMatch::regex) return regex_literals(value.text);
    const std::string folded = fold_case(value.text);
    const std::string literal(value.match == TextMatch::glob ? longest_literal(folded) : folded);
    return literal.empty() ? std::vector<std::string>() : std::vector{literal};
}

LiteralInNames::LiteralInNames(const std::string& folded) : folded_(folded), trigrams_(folded) {
    if (is_ascii(folded)) search_.emplace(folded);
}

RowBits LiteralInNames::find(const NameColumn& names, const RowBits& alive, RowBits* at_begin) const {
    RowBits out;
    for (size_t group = 0; group < names.trigrams().size(); ++group) {
        if (!trigrams_.may_be_in(names.trigrams()[group])) continue;
        const size_t begin = group * TrigramSet::kNames;
        find_in({names, begin, std::min(begin + TrigramSet::kNames, names.size())}, alive, out, at_begin);
    }
    return out;
}

void LiteralInNames::find_in(const Place& place, const RowBits& alive, RowBits& out, RowBits* at_begin) const {
    const NameColumn& names = place.names;
    size_t count = 0;
    for (size_t word = place.begin / 64; word * 64 < place.end; ++word) count += static_cast<size_t>(std::popcount(alive.word(word)));
    if (count == 0) return;
    thread_local std::string room;
    const auto look_at = [&](uint64_t rows, size_t word) {
        for (; rows != 0; rows &= rows - 1) {
            const size_t row = word * 64 + static_cast<size_t>(std::countr_zero(rows));
            fold_case(names[row], room);
            const void* const found = memmem(room.data(), room.size(), folded_.data(), folded_.size());
            if (found == nullptr) continue;
            out.set(row);
            if (at_begin != nullptr && found == room.data()) at_begin->set(row);
        }
    };
    const bool one_by_one = count <= kFewRows;
    for (size_t word = place.begin / 64; word * 64 < place.end; ++word)
        look_at(one_by_one ? alive.word(word) : alive.word(word) & names.not_ascii().word(word), word);
    if (one_by_one || !search_) return;
    const std::string_view text(names.text(), names.end_of(place.end - 1));
    size_t row = place.begin;
    for (size_t at = search_->find(text, names.begin_of(row)); at != std::string_view::npos; at = search_->find(text, at)) {
        while (names.end_of(row) <= at) ++row;
        if (at + folded_.size() > names.end_of(row)) {  // it begins in this name and ends in the next
            ++at;
            continue;
        }
        if (alive.has(row)) {
            out.set(row);
            if (at_begin != nullptr && at == names.begin_of(row)) at_begin->set(row);
        }
        at = names.end_of(row);
    }
}

NameTest::NameTest(const TextValue& value) : sought_(value), literal_decides_(value.match == TextMatch::part) {
    for (const std::string& literal : required_literals(value)) any_of_.emplace_back(literal);
    if (any_of_.empty()) literal_decides_ = false;
}

RowBits NameTest::matching(const FileChunk& chunk, const RowBits& alive) const {
    thread_local std::string room;
    RowBits candidates = any_of_.empty() ? alive : RowBits();
    for (const LiteralInNames& literal : any_of_) candidates |= literal.find(chunk.names(), alive);
    if (literal_decides_) return candidates;
    RowBits out;
    candidates.for_each([&](size_t row) {
        if (sought_.is_in(chunk.name(row), room)) out.set(row);
    });
    return out;
}

}  // namespace tocd
