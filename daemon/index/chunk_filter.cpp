#include "index/chunk_filter.hpp"

#include <algorithm>

namespace tocd {
namespace {

using Kind = QueryTree::Kind;

struct Part {
    std::unique_ptr<const RowTest> test;
    int cost = 0;
};

void cheapest_first(std::vector<Part>& parts) {
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.cost < b.cost; });
}

int dearest(const std::vector<Part>& parts) {
    int cost = 0;
    for (const Part& part : parts) cost = std::max(cost, part.cost);
    return cost;
}

// The least of its parts.
class AllTest final : public RowTest {
public:
    explicit AllTest(std::vector<Part> parts) : parts_(std::move(parts)) { cheapest_first(parts_); }
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        KleeneBits out = known(alive);
        for (const Part& part : parts_) {
            if (out.maybe.none()) break;
            const KleeneBits next = part.test->test(chunk, out.maybe);
            out.yes &= next.yes;
            out.maybe &= next.maybe;
        }
        return out;
    }

private:
    std::vector<Part> parts_;
};

// The greatest of its parts.
class AnyTest final : public RowTest {
public:
    explicit AnyTest(std::vector<Part> parts) : parts_(std::move(parts)) { cheapest_first(parts_); }
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        KleeneBits out;
        RowBits rest = alive;
        for (const Part& part : parts_) {
            const KleeneBits next = part.test->test(chunk, rest);
            out.yes |= next.yes & rest;
            out.maybe |= next.maybe & rest;
            rest.take_out(next.yes);
            if (rest.none()) break;
        }
        return out;
    }

private:
    std::vector<Part> parts_;
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

private:
    std::unique_ptr<const RowTest> test_;
};

Part part_of(const IndexEpoch& epoch, const QueryTree& tree) {
    if (tree.kind == Kind::none) {
        Part inner = part_of(epoch, tree.children.front());
        return {std::make_unique<NoneTest>(std::move(inner.test)), inner.cost};
    }
    std::vector<Part> parts;
    if (tree.kind == Kind::term)
        for (const QueryValue& value : tree.values)
            parts.push_back({term_test(epoch, tree.key, value), cost_of_term(tree.key, value)});
    else
        for (const QueryTree& child : tree.children) parts.push_back(part_of(epoch, child));
    if (parts.size() == 1) return std::move(parts.front());
    const int cost = dearest(parts);
    if (tree.kind == Kind::all) return {std::make_unique<AllTest>(std::move(parts)), cost};
    return {std::make_unique<AnyTest>(std::move(parts)), cost};
}

}  // namespace

ChunkFilter::ChunkFilter(const IndexEpoch& epoch, const QueryTree& tree, const SearchScope& scope)
    : directories_(epoch.directories), scope_(scope), tree_(part_of(epoch, tree).test) {
    if (scope.below != 0) below_ = mark_below(directories_, scope.below);
}

ChunkFilter::~ChunkFilter() = default;

bool ChunkFilter::is_open(int64_t directory_id) const {
    const int64_t share = directories_.share_id(directory_id);
    if (share == 0) return false;  // its directory came later
    if (scope_.below != 0) return is_marked(below_, directory_id);
    return scope_.every_share || std::find(scope_.share_ids.begin(), scope_.share_ids.end(), share) != scope_.share_ids.end();
}

RowBits ChunkFilter::matching(const FileChunk& chunk) const {
    RowBits open;
    RowBits gone = chunk.gone();
    for (size_t run = 0; run < chunk.runs().size(); ++run) {
        const int64_t directory = chunk.runs()[run].directory_id();
        if (!is_open(directory)) continue;
        open.set_range(chunk.runs()[run].begin, chunk.end_of(run));
        if (directories_.is_gone(directory)) gone.set_range(chunk.runs()[run].begin, chunk.end_of(run));
    }
    if (scope_.gone == GoneFilter::gone) open &= gone;
    else if (scope_.gone == GoneFilter::present) open.take_out(gone);
    if (open.none()) return open;
    return tree_->test(chunk, open).yes & open;
}

}  // namespace tocd
