#include "index/fit_of_names.hpp"

#include "search/case_fold.hpp"

#include <algorithm>
#include <array>

namespace tocd {
namespace {

// Of a word, as FileMatch::relevance() has it. A name that begins with it may be it as a whole.
constexpr uint32_t kBegin = 4, kWord = 2, kInside = 1;

}  // namespace

FitOfNames::FitOfNames(const QueryTree& tree) { add(tree); }

void FitOfNames::add(const QueryTree& tree) {
    if (tree.kind == QueryTree::Kind::none) return;
    for (const QueryTree& child : tree.children) add(child);
    if (tree.kind != QueryTree::Kind::term || (tree.key != QueryKey::text && tree.key != QueryKey::name)) return;
    const auto* const word = tree.values.size() == 1 ? std::get_if<TextValue>(&tree.values.front()) : nullptr;
    if (word == nullptr || word->match != TextMatch::part || word->text.empty()) {
        knows_all_ = false;
        return;
    }
    words_.emplace_back(fold_case(word->text));
}

RowBits FitOfNames::may_come_before(uint32_t least, std::string_view name, const FileChunk& chunk, const RowBits& rows) const {
    if (!knows_all_) return rows;
    RowBits out;    // better than `least`, as it seems
    RowBits equal;  // at best as good
    if (words_.size() == 1) {  // bits alone tell
        const NameMemo::Found found = words_.front().found(chunk.names(), rows);
        const auto put = [&](uint32_t relevance, const RowBits& of) {
            if (relevance > least) out |= of;
            else if (relevance == least) equal |= of;
        };
        put(1U << 16 | kBegin, found.begins_name);
        put(1U << 16 | kWord, found.begins_word);
        put(1U << 16 | kInside, found.rows);
        put(0, rows);
    } else {
        std::array<uint32_t, kChunkRows> most{};
        for (const LiteralInNames& word : words_) {
            const NameMemo::Found found = word.found(chunk.names(), rows);
            found.rows.for_each([&](size_t row) {
                most[row] += 1U << 16 | (found.begins_name.has(row) ? kBegin : found.begins_word.has(row) ? kWord : kInside);
            });
        }
        rows.for_each([&](size_t row) {
            if (most[row] > least) out.set(row);
            else if (most[row] == least) equal.set(row);
        });
    }
    equal.take_out(out).for_each([&](size_t row) {
        if (chunk.name(row) <= name) out.set(row);
    });
    return out;
}

}  // namespace tocd
