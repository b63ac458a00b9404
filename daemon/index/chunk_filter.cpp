#include "index/chunk_filter.hpp"

#include <algorithm>
#include <utility>

namespace tocd {
namespace {

using Kind = QueryTree::Kind;

using Tests = std::vector<std::unique_ptr<const RowTest>>;

// Of several tests; the cheapest come first.
class SeveralTests : public RowTest {
public:
    explicit SeveralTests(Tests tests) : tests_(std::move(tests)) {
        std::stable_sort(tests_.begin(), tests_.end(), [](const auto& a, const auto& b) { return a->cost() < b->cost(); });
    }
    [[nodiscard]] int cost() const noexcept override { return tests_.empty() ? 0 : tests_.back()->cost(); }

protected:
    Tests tests_;
};

// The least of its parts.
class AllTest final : public SeveralTests {
public:
    using SeveralTests::SeveralTests;
    [[nodiscard]] bool may_match(const FileChunk& chunk) const override {
        return std::all_of(tests_.begin(), tests_.end(), [&](const auto& part) { return part->may_match(chunk); });
    }
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        KleeneBits out = known(alive);
        for (const auto& part : tests_) {
            if (out.maybe.none()) break;
            const KleeneBits next = part->test(chunk, out.maybe);
            out.yes &= next.yes;
            out.maybe &= next.maybe;
        }
        return out;
    }
};

// The greatest of its parts.
class AnyTest final : public SeveralTests {
public:
    using SeveralTests::SeveralTests;
    // What the first ones do not find, the others have to look for.
    [[nodiscard]] int cost() const noexcept override { return SeveralTests::cost() + (tests_.size() > 1 && SeveralTests::cost() > 2 ? 1 : 0); }
    [[nodiscard]] bool may_match(const FileChunk& chunk) const override {
        return std::any_of(tests_.begin(), tests_.end(), [&](const auto& part) { return part->may_match(chunk); });
    }
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        KleeneBits out;
        RowBits rest = alive;
        for (const auto& part : tests_) {
            const KleeneBits next = part->test(chunk, rest);
            out.yes |= next.yes & rest;
            out.maybe |= next.maybe & rest;
            rest.take_out(next.yes);
            if (rest.none()) break;
        }
        return out;
    }
};

class NoneTest final : public RowTest {
public:
    explicit NoneTest(std::unique_ptr<const RowTest> test) : test_(std::move(test)) {}
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        const KleeneBits inner = test_->test(chunk, alive);
        KleeneBits out = known(alive);
        out.yes.take_out(inner.maybe);
        out.maybe.take_out(inner.yes);
        return out;
    }

    [[nodiscard]] int cost() const noexcept override { return test_->cost(); }

private:
    std::unique_ptr<const RowTest> test_;
};

// Calls body(key, value) for each value of the terms, in the order in which test_of() needs their tests.
template <class Body>
void for_each_value(const QueryTree& tree, Body&& body) {
    if (tree.kind == Kind::term)
        for (const QueryValue& value : tree.values) body(tree.key, value);
    for (const QueryTree& child : tree.children) for_each_value(child, body);
}

// `next`: the test of its first value.
std::unique_ptr<const RowTest> test_of(const QueryTree& tree, Tests::iterator& next) {
    if (tree.kind == Kind::none) return std::make_unique<NoneTest>(test_of(tree.children.front(), next));
    Tests tests;
    for (size_t i = 0; tree.kind == Kind::term && i < tree.values.size(); ++i) tests.push_back(std::move(*next++));
    for (const QueryTree& child : tree.children) tests.push_back(test_of(child, next));
    if (tests.size() == 1) return std::move(tests.front());
    if (tree.kind == Kind::all) return std::make_unique<AllTest>(std::move(tests));
    return std::make_unique<AnyTest>(std::move(tests));
}

}  // namespace

bool asks_for_all(const QueryTree& tree, const SearchScope& scope) {
    return tree == QueryTree() && scope.below == 0 && scope.gone == GoneFilter::present && !scope.seen;
}

ChunkFilter::ChunkFilter(const IndexEpoch& epoch, const QueryTree& tree, const SearchScope& scope, IndexWorkers& workers) {
    std::vector<std::pair<QueryKey, const QueryValue*>> values;
    for_each_value(tree, [&](QueryKey key, const QueryValue& value) { values.emplace_back(key, &value); });
    Tests tests(values.size());
    workers.run(values.size() + 1, [&](size_t part) {
        if (part == values.size()) open_.emplace(epoch.directories, scope);
        else tests[part] = term_test(epoch, values[part].first, *values[part].second);
    });
    auto next = tests.begin();
    tree_ = test_of(tree, next);
}

ChunkFilter::~ChunkFilter() = default;

OpenDirectories::OpenDirectories(const DirectoryTable& directories, const SearchScope& scope)
    : directories_(directories), gone_(scope.gone), itself_(static_cast<size_t>(directories.end_id())) {
    DirectoryMarks below;
    if (scope.below != 0) below = mark_below(directories, scope.below);
    const SeenDirectories* const seen = scope.seen.get();
    // What is gone may lie in directories that are not, and whoever may pass through a directory need not see its files.
    if (gone_ == GoneFilter::gone || seen != nullptr) files_.resize(itself_.size());
    // A directory that came later than its files has no share, and is in none.
    directories.for_each([&](int64_t id, int64_t share, int64_t, bool is_gone) {
        const auto at = static_cast<size_t>(id);
        const bool is_in_place = scope.below != 0 ? is_marked(below, id) : scope.holds_share(share);
        const bool is_asked_for = gone_ == GoneFilter::any || is_gone == (gone_ == GoneFilter::gone);
        itself_[at] = is_in_place && is_asked_for && (seen == nullptr || is_marked(seen->directories, id));
        if (!files_.empty()) files_[at] = is_in_place && (is_asked_for || gone_ == GoneFilter::gone) && (seen == nullptr || is_marked(seen->files, id));
    });
}

RowBits OpenDirectories::rows(const FileChunk& chunk) const {
    const DirectoryMarks& marks = files_.empty() ? itself_ : files_;
    RowBits out = rows_in(chunk, [&](int64_t directory) { return is_marked(marks, directory); });
    if (gone_ == GoneFilter::gone) out &= gone_rows(directories_, chunk);
    else if (gone_ == GoneFilter::present && chunk.has_gone()) out.take_out(chunk.gone());
    return out;
}

RowBits gone_rows(const DirectoryTable& directories, const FileChunk& chunk) {
    RowBits out = rows_in(chunk, [&](int64_t directory) { return directories.is_gone(directory); });
    return out |= chunk.gone();
}

RowBits ChunkFilter::matching(const FileChunk& chunk, const RowBits& in_scope) const {
    if (in_scope.none()) return in_scope;
    return tree_->test(chunk, in_scope).yes & in_scope;
}

}  // namespace tocd
