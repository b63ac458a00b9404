#include "index/literal_in_names.hpp"

#include "search/case_fold.hpp"
#include "search/text_match.hpp"

#include <algorithm>
#include <bit>

namespace tocd {
namespace {

constexpr size_t kMostStretches = 16;  // of a group: more are not worth to begin a search for each

// Calls body(first row, row behind the last one) for each stretch of rows that follow each other.
template <class Body>
void for_each_stretch(const RowBits& rows, size_t begin, size_t end, Body&& body) {
    size_t from = end;  // of a stretch that is open
    for (size_t row = begin; row < end;) {
        const bool open = from != end;
        const uint64_t word = (open ? ~rows.word(row / 64) : rows.word(row / 64)) >> row % 64;
        if (word == 0) {
            row = (row | 63) + 1;
            continue;
        }
        row += static_cast<size_t>(std::countr_zero(word));
        if (row >= end) break;
        if (open) body(from, row);
        from = open ? end : row;
    }
    if (from != end) body(from, end);
}

}  // namespace

LiteralInNames::LiteralInNames(const std::string& folded)
    : folded_(folded), question_("literal " + folded), trigrams_(folded) {
    if (is_ascii(folded)) search_.emplace(folded);
}

LiteralInNames::Groups LiteralInNames::groups(const NameColumn& names) const noexcept {
    const unsigned hold = trigrams_.groups(names.trigrams());
    if (hold == 0) return {};
    return {hold, names.name_begins().groups(folded_), names.word_begins().groups(folded_)};
}

RowBits LiteralInNames::find(const NameColumn& names, const RowBits& alive) const {
    RowBits out;
    const unsigned groups = trigrams_.groups(names.trigrams());
    if (groups == 0 || names.memo().recall(question_, out)) return out & alive;
    const bool keep = is_most(alive, names.size());
    const RowBits looked = keep ? RowBits::first(names.size()) : alive;
    names.for_each_group(groups, [&](size_t begin, size_t end) { find_in(names, begin, end, looked, out); });
    if (keep) names.memo().keep(question_, out);
    return out & alive;
}

void LiteralInNames::find_in(const NameColumn& names, size_t begin, size_t end, const RowBits& alive, RowBits& out) const {
    uint64_t any = 0, odd = 0;
    size_t stretches = 0;  // that begin in these words, about
    const RowBits& odd_names = search_ ? names.folds_to_ascii() : names.not_ascii();
    for (size_t word = begin / 64; word * 64 < end; ++word) {
        const uint64_t rows = alive.word(word);
        any |= rows;
        odd |= rows & odd_names.word(word);
        stretches += count_bits(rows & ~(rows << 1));
    }
    if (any == 0) return;
    if (search_) {
        const auto look = [&](size_t first, size_t last) {
            if (folded_.size() <= ByteSearch::kMostInRows) search_->find_rows(names.text(), names.ends(), first, last, out.words());
            else find_in_text(names, first, last, out);
        };
        if (stretches > kMostStretches) look(begin, end);
        else for_each_stretch(alive, begin, end, look);
    }
    if (odd == 0) return;
    for (size_t word = begin / 64; word * 64 < end; ++word) {
        for (uint64_t rows = alive.word(word) & odd_names.word(word); rows != 0; rows &= rows - 1) {
            Found found;
            look_at(names, word * 64 + static_cast<size_t>(std::countr_zero(rows)), found);
            out |= found.rows;
        }
    }
}

void LiteralInNames::find_in_text(const NameColumn& names, size_t begin, size_t end, RowBits& out) const {
    const uint32_t* const ends = names.ends();
    size_t row = begin;
    size_t next = names.begin_of(begin);  // before it nothing matters any more
    search_->for_each({names.text(), ends[end - 1]}, next, [&](size_t at) {
        if (at < next) return;
        while (row + 8 < end && ends[row + 7] <= at) row += 8;
        while (ends[row] <= at) ++row;
        if (at + folded_.size() > ends[row]) return;  // it begins in this name and ends in the next
        out.set(row);
        next = ends[row];
    });
}

LiteralInNames::Found LiteralInNames::found(const NameColumn& names, const RowBits& alive) const {
    Found out;
    alive.for_each([&](size_t row) {
        if (!search_ || names.folds_to_ascii().has(row)) return look_at(names, row, out);
        const size_t begin = names.begin_of(row);
        bool done = false;  // else a later word may begin with it
        search_->for_each({names.text(), names.end_of(row)}, begin, [&](size_t at) {
            if (done) return;
            done = at == begin || !is_word_byte(names.text()[at - 1]);
            out.rows.set(row);
            if (at == begin) out.begins_name.set(row);
            if (done) out.begins_word.set(row);
        });
    });
    return out;
}

void LiteralInNames::look_at(const NameColumn& names, size_t row, Found& out) const {
    thread_local std::string room;
    fold_case(names[row], room);
    for (size_t at = room.find(folded_); at != std::string::npos; at = room.find(folded_, at + 1)) {
        out.rows.set(row);
        if (at == 0) out.begins_name.set(row);
        if (at == 0 || !is_word_byte(room[at - 1])) return out.begins_word.set(row);
    }
}

RowBits LiteralInNames::beginning(const NameColumn& names, const RowBits& alive) const {
    thread_local std::string room;
    RowBits out;
    names.for_each_group(names.name_begins().groups(folded_), [&](size_t begin, size_t end) {
        for (size_t word = begin / 64; word * 64 < end; ++word) {
            for (uint64_t rows = alive.word(word); rows != 0; rows &= rows - 1) {
                const size_t row = word * 64 + static_cast<size_t>(std::countr_zero(rows));
                if (search_ && !names.folds_to_ascii().has(row)) {
                    const uint32_t first = names.begin_of(row);
                    if (names.end_of(row) - first >= folded_.size() && search_->stands_at(names.text() + first)) out.set(row);
                } else {
                    fold_case(names[row], room);
                    if (room.starts_with(folded_)) out.set(row);
                }
            }
        }
    });
    return out;
}

}  // namespace tocd
