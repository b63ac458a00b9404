#include "index/fit_of_names.hpp"

#include "search/case_fold.hpp"

#include <algorithm>
#include <array>

namespace tocd {
namespace {

constexpr uint32_t kBest = 4;    // of a word: FileMatch::relevance()
constexpr uint32_t kInside = 2;  // at most that, where the name does not begin with it

}  // namespace

FitOfNames::FitOfNames(const QueryTree& tree) {
    add(tree);
    if (words_.empty()) knows_all_ = false;
}

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

RowBits FitOfNames::may_have(uint32_t least, const FileChunk& chunk, const RowBits& rows) const {
    if (!knows_all_ || least == 0) return rows;
    std::array<uint16_t, kChunkRows> most_quality{};
    std::array<uint8_t, kChunkRows> words{};
    RowBits out;
    for (const LiteralInNames& word : words_) {
        RowBits at_begin;
        const RowBits in_name = word.find(chunk.names(), rows, &at_begin);
        if (words_.size() == 1) {  // bits alone tell
            if (least > (1U << 16 | kBest)) return out;
            return least > (1U << 16 | kInside) ? at_begin & rows : in_name & rows;
        }
        in_name.for_each([&](size_t row) {
            ++words[row];
            most_quality[row] = static_cast<uint16_t>(most_quality[row] + (at_begin.has(row) ? kBest : kInside));
        });
    }
    rows.for_each([&](size_t row) {
        if ((uint32_t{words[row]} << 16 | most_quality[row]) >= least) out.set(row);
    });
    return out;
}

}  // namespace tocd
