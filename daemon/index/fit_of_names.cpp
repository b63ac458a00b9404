#include "index/fit_of_names.hpp"

#include "search/case_fold.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tocd {
namespace {

// Of a word, as FileMatch::relevance() has it.
constexpr uint32_t kWhole = 4, kBegin = 3, kWord = 2, kInside = 1;
constexpr uint32_t kOneWord = 1U << 16;

}  // namespace

std::optional<uint32_t> equal_relevance(const QueryTree& tree) {
    if (tree.kind != QueryTree::Kind::term || tree.values.size() != 1) return std::nullopt;
    const auto* const sought = std::get_if<TextValue>(&tree.values.front());
    if (sought == nullptr || sought->match == TextMatch::part) return std::nullopt;
    const bool is_pattern_of_names = tree.key == QueryKey::text && sought->match == TextMatch::glob && sought->text.find('/') == std::string::npos;
    if (tree.key != QueryKey::name && !is_pattern_of_names) return std::nullopt;
    return kOneWord | (sought->match == TextMatch::exact ? kWhole : kInside);
}

FitOfNames::FitOfNames(const QueryTree& tree) {
    std::vector<std::string> texts;
    add(tree, texts);
    // The longest are in the fewest names.
    std::stable_sort(texts.begin(), texts.end(), [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    for (const std::string& text : texts) words_.emplace_back(text);
}

void FitOfNames::add(const QueryTree& tree, std::vector<std::string>& texts) {
    if (tree.kind == QueryTree::Kind::none) return;
    for (const QueryTree& child : tree.children) add(child, texts);
    if (tree.kind != QueryTree::Kind::term || (tree.key != QueryKey::text && tree.key != QueryKey::name)) return;
    const auto* const word = tree.values.size() == 1 ? std::get_if<TextValue>(&tree.values.front()) : nullptr;
    if (word == nullptr || word->match != TextMatch::part || word->text.empty()) {
        knows_all_ = false;
        return;
    }
    texts.push_back(fold_case(word->text));
}

RowBits FitOfNames::may_come_before(uint32_t least, std::string_view name, const FileChunk& chunk, const RowBits& rows) const {
    if (!knows_all_) return rows;
    const NameColumn& names = chunk.names();
    std::array<uint32_t, TrigramSets::kGroups> most{};  // relevance of a name of each group
    for (const LiteralInNames& word : words_) {
        const LiteralInNames::Groups groups = word.groups(names);
        for (unsigned group = 0; group < most.size(); ++group) {
            const auto may = [group](unsigned set) { return (set >> group & 1) != 0; };
            if (may(groups.hold)) most[group] += kOneWord | (may(groups.begin_name) ? kWhole : may(groups.begin_word) ? kWord : kInside);
        }
    }
    const unsigned not_behind = names.groups_up_to(name);
    unsigned near = 0;
    for (unsigned group = 0; group < most.size(); ++group)
        if (most[group] > least || (most[group] == least && (not_behind >> group & 1) != 0)) near |= 1U << group;
    RowBits out;
    names.for_each_group(near, [&](size_t begin, size_t end) { out.set_range(begin, end); });
    if ((out &= rows).none()) return out;
    // With one word, that many names begin with, it need not be found within names.
    if (words_.size() == 1 && least >= (kOneWord | kBegin)) out = words_.front().beginning(names, out);
    else if (least >= kOneWord)
        out = with_words(least >> 16, names, out);
    return out.none() ? out : best_of(out, least, name, chunk);
}

// Goes from word to word with the rows that miss none so far, one, and so on up to as many as may be missed.
RowBits FitOfNames::with_words(size_t least, const NameColumn& names, const RowBits& rows) const {
    std::vector<RowBits> missing(words_.size() - std::min(least, words_.size()) + 1);
    missing.front() = rows;
    RowBits all = rows;
    for (const LiteralInNames& word : words_) {
        const RowBits found = word.find(names, all);
        for (size_t i = missing.size(); i-- > 0;) {
            RowBits one_more = missing[i];
            one_more.take_out(found);
            missing[i] &= found;
            if (i + 1 < missing.size()) missing[i + 1] |= one_more;
        }
        all = {};
        for (const RowBits& some : missing) all |= some;
        if (all.none()) break;
    }
    return all;
}

RowBits FitOfNames::best_of(const RowBits& rows, uint32_t least, std::string_view name, const FileChunk& chunk) const {
    std::array<uint32_t, kChunkRows> most{};
    for (const LiteralInNames& word : words_) {
        const LiteralInNames::Found found = word.found(chunk.names(), rows);
        found.rows.for_each([&](size_t row) {
            const auto begin = [&] { return word.may_be_whole(chunk.name(row)) ? kWhole : kBegin; };
            most[row] += kOneWord | (found.begins_name.has(row) ? begin() : found.begins_word.has(row) ? kWord : kInside);
        });
    }
    RowBits out;
    rows.for_each([&](size_t row) {
        if (most[row] > least || (most[row] == least && chunk.name(row) <= name)) out.set(row);
    });
    return out;
}

}  // namespace tocd
