#include "index/chunk_filter.hpp"

#include <algorithm>

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

std::unique_ptr<const RowTest> test_of(const IndexEpoch& epoch, const QueryTree& tree) {
    if (tree.kind == Kind::none) return std::make_unique<NoneTest>(test_of(epoch, tree.children.front()));
    Tests tests;
    if (tree.kind == Kind::term)
        for (const QueryValue& value : tree.values) tests.push_back(term_test(epoch, tree.key, value));
    else
        for (const QueryTree& child : tree.children) tests.push_back(test_of(epoch, child));
    if (tests.size() == 1) return std::move(tests.front());
    if (tree.kind == Kind::all) return std::make_unique<AllTest>(std::move(tests));
    return std::make_unique<AnyTest>(std::move(tests));
}

}  // namespace

bool asks_for_all(const QueryTree& tree, const SearchScope& scope) {
    return tree == QueryTree() && scope.below == 0 && scope.gone == GoneFilter::present && !scope.seen;
}

ChunkFilter::ChunkFilter(const IndexEpoch& epoch, const QueryTree& tree, const SearchScope& scope)
    : directories_(epoch.directories), gone_(scope.gone), open_(epoch.directories, scope), tree_(test_of(epoch, tree)) {}

ChunkFilter::~ChunkFilter() = default;

OpenDirectories::OpenDirectories(const DirectoryTable& directories, const SearchScope& scope) : directories_(directories), scope_(scope) {
    if (scope.below != 0) below_ = mark_below(directories_, scope.below);
}

bool OpenDirectories::holds(int64_t directory_id) const {
    if (scope_.gone != GoneFilter::any && directories_.is_gone(directory_id) != (scope_.gone == GoneFilter::gone)) return false;
    return is_in_place(directory_id) && (!scope_.seen || is_marked(scope_.seen->directories, directory_id));
}

bool OpenDirectories::holds_files_of(int64_t directory_id) const {
    return is_in_place(directory_id) && (!scope_.seen || is_marked(scope_.seen->files, directory_id));
}

bool OpenDirectories::is_in_place(int64_t directory_id) const {
    const int64_t share = directories_.share_id(directory_id);
    if (share == 0) return false;  // its directory came later
    if (scope_.below != 0) return is_marked(below_, directory_id);
    return scope_.holds_share(share);
}

RowBits gone_rows(const DirectoryTable& directories, const FileChunk& chunk) {
    RowBits out = rows_in(chunk, [&](int64_t directory) { return directories.is_gone(directory); });
    return out |= chunk.gone();
}

RowBits ChunkFilter::matching(const FileChunk& chunk) const {
    RowBits open = rows_in(chunk, [this](int64_t directory) { return open_.holds_files_of(directory); });
    if (gone_ == GoneFilter::gone) open &= gone_rows(directories_, chunk);
    else if (gone_ == GoneFilter::present) open.take_out(gone_rows(directories_, chunk));
    if (open.none()) return open;
    return tree_->test(chunk, open).yes & open;
}

}  // namespace tocd
