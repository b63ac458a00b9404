#include "index/called_directories.hpp"

#include "index/name_test.hpp"
#include "search/case_fold.hpp"
#include "search/directory_match.hpp"
#include "search/text_match.hpp"

#include <algorithm>
#include <atomic>

namespace tocd {
namespace {

using Kind = QueryTree::Kind;

const TextValue* plain_word(const QueryTree& tree) {
    if (tree.kind != Kind::term || tree.key != QueryKey::text || tree.values.size() != 1) return nullptr;
    const auto* const text = std::get_if<TextValue>(&tree.values.front());
    return text != nullptr && text->match == TextMatch::part && !text->text.empty() ? text : nullptr;
}

void add_names(const QueryTree& tree, std::vector<NameTest>& names) {
    if (tree.kind == Kind::none) return;
    for (const QueryTree& child : tree.children) add_names(child, names);
    if (tree.kind != Kind::term || (tree.key != QueryKey::text && tree.key != QueryKey::name)) return;
    for (const QueryValue& value : tree.values) names.emplace_back(std::get<TextValue>(value));
}

class CalledTest {
public:
    CalledTest(const IndexEpoch& epoch, const QueryTree& tree, const SearchScope& scope)
        : epoch_(epoch), match_(tree), open_(epoch.directories, scope) {
        add_names(tree, names_);
        // Of one word alone nothing has to be asked: it stands in the name.
        only_words_ = plain_word(tree) != nullptr;
        if (tree.kind != Kind::all) return;
        only_words_ = !tree.children.empty();
        for (const QueryTree& child : tree.children) {
            if (const TextValue* const word = plain_word(child)) words_.push_back(mark_path_part(epoch.directories, fold_case(word->text)).inside);
            else only_words_ = false;
        }
    }

    void find(size_t page, std::vector<CalledDirectory>& out) const {
        const NameColumn* const names = epoch_.directories.names(page);
        if (names == nullptr) return;
        const RowBits all = RowBits::first(names->size());
        RowBits rows;
        for (const NameTest& test : names_) rows |= test.matching(*names, all);
        all.for_each([&](size_t row) {
            const auto id = static_cast<int64_t>(page * DirectoryTable::kPage + row);
            if (rows.has(row) || epoch_.directories.parent_id(id) == 0) look_at(id, (*names)[row], out);
        });
    }

private:
    void look_at(int64_t id, std::string_view name, std::vector<CalledDirectory>& out) const {
        const DirectoryTable& table = epoch_.directories;
        if (!open_.holds(id) || name.empty()) return;
        if (table.parent_id(id) == 0) name = name_of(name);  // of a root the path
        const uint32_t fit = match_.fit(name);
        if (fit == 0) return;
        for (const DirectoryMarks& word : words_)
            if (!is_marked(word, id)) return;
        const Truth truth = only_words_ ? Truth::yes : judge(id);
        if (truth != Truth::no) out.push_back({id, fit, truth == Truth::yes});
    }

    [[nodiscard]] Truth judge(int64_t id) const {
        const DirectoryTable& table = epoch_.directories;
        DirectoryFacts facts;
        const std::string path = table.path_of(id);
        if (path.empty()) return Truth::no;
        facts.path = path;
        facts.share = epoch_.dictionaries->shares.at(static_cast<size_t>(table.share_id(id))).name;
        facts.project = epoch_.projects->name(id);
        for (int64_t at = table.parent_id(id); at != 0; at = table.parent_id(at)) ++facts.level;
        facts.gone = table.is_gone(id);
        return match_.judge(facts);
    }

    const IndexEpoch& epoch_;
    const DirectoryMatch match_;
    const OpenDirectories open_;
    std::vector<NameTest> names_;
    std::vector<DirectoryMarks> words_;  // directories whose paths hold them: all must
    bool only_words_ = false;            // and nothing else is asked
};

}  // namespace

CalledDirectories find_called(const IndexEpoch& epoch, const QueryTree& tree, const SearchScope& scope, IndexWorkers& workers,
                              const std::function<bool()>& is_over) {
    CalledDirectories out;
    if (!has_words(tree)) return out;
    constexpr size_t kPartPages = 4;
    const CalledTest test(epoch, tree, scope);
    const size_t pages = epoch.directories.pages();
    std::vector<std::vector<CalledDirectory>> parts((pages + kPartPages - 1) / kPartPages);
    std::atomic<bool> cut{false};
    workers.run(parts.size(), [&](size_t part) {
        for (size_t page = part * kPartPages; page < std::min(pages, (part + 1) * kPartPages); ++page) {
            if (cut || is_over()) {
                cut = true;
                return;
            }
            test.find(page, parts[part]);
        }
    });
    for (const std::vector<CalledDirectory>& part : parts) out.directories.insert(out.directories.end(), part.begin(), part.end());
    out.complete = !cut;
    return out;
}

std::vector<int64_t> best_called(std::vector<CalledDirectory> called, size_t count) {
    const auto middle = called.begin() + static_cast<std::ptrdiff_t>(std::min(count, called.size()));
    std::partial_sort(called.begin(), middle, called.end(), [](const CalledDirectory& a, const CalledDirectory& b) {
        return a.fit != b.fit ? a.fit > b.fit : a.id < b.id;
    });
    std::vector<int64_t> out;
    for (auto directory = called.begin(); directory != middle; ++directory) out.push_back(directory->id);
    return out;
}

}  // namespace tocd
