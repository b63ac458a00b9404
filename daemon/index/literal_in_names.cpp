#include "index/literal_in_names.hpp"

#include "search/case_fold.hpp"
#include "search/text_match.hpp"

#include <algorithm>
#include <bit>

namespace tocd {

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
    find_in(names, groups, keep ? RowBits::first(names.size()) : alive, out);
    if (keep) names.memo().keep(question_, out);
    return out & alive;
}

// Looks at all 64 names of a word of which one is sought, and at words that follow each other as at one text.
void LiteralInNames::find_in(const NameColumn& names, unsigned groups, const RowBits& alive, RowBits& out) const {
    RowBits odd;
    size_t from = 0, to = 0;  // words that are still to be looked at
    const auto look = [&] {
        if (search_ && from != to) search_->find_rows(names.text(), names.begin_of_word(from), names.begin_of_word(to), from * 64, out.words());
    };
    names.for_each_group(groups, [&](size_t begin, size_t end) {
        for (size_t word = begin / 64; word * 64 < end; ++word) {
            odd.word(word) = alive.word(word);
            if (odd.word(word) == 0) continue;
            if (to != word) look(), from = word;
            to = word + 1;
        }
    });
    look();
    odd &= search_ ? names.folds_to_ascii() : names.not_ascii();
    if (odd.none()) return;
    Found found;
    odd.for_each([&](size_t row) { look_at(names, row, found); });
    out |= found.rows;
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
                    const size_t first = names.begin_of(row);
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
