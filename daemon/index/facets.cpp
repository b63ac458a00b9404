#include "index/facets.hpp"

#include "index/age_memory.hpp"
#include "index/grouping.hpp"
#include "index/index_pass.hpp"
#include "index/kept_sums.hpp"

#include <optional>

namespace tocd {
namespace {

void add(const Grouping& grouping, const FileChunk& chunk, const RowBits& rows, IndexSums& dense, FacetSums& sparse) {
    const auto sum_of = [&](int64_t code) -> IndexSum& {
        if (!grouping.has_small_codes()) return sparse[code];
        return sum_at(dense, static_cast<size_t>(code));
    };
    if (grouping.is_of_directories())
        return for_each_run_of(chunk, rows, [&](int64_t directory, const RowBits& of_run) { sum_of(grouping.code_of_directory(directory)).add(chunk, of_run); });
    grouping.for_each(chunk, rows, [&](size_t row, size_t code) { sum_at(dense, code).add(chunk.size_bytes[row]); });
}

const IndexSums& sums_of(const KeptShare& share, FacetKey key) {
    return key == FacetKey::ext ? share.extensions : key == FacetKey::size ? share.sizes : key == FacetKey::year ? share.years : share.owners;
}

// Of all present files of the scope's shares, without a look at them. None: the question was cut short.
std::optional<FacetSums> kept(const IndexEpoch& epoch, const FacetQuestion& question, const Grouping& grouping, IndexWorkers& workers,
                             const std::function<bool()>& is_over) {
    FacetSums out;
    const auto add = [&out](const auto& sums) {
        for (size_t code = 0; code < sums.size(); ++code) out[static_cast<int64_t>(code)].add(sums[code]);
    };
    switch (grouping.key()) {
        case FacetKey::age: {
            const auto ages = epoch.ages->at(question.now_ns, epoch, workers, is_over);
            if (!ages) return std::nullopt;
            for (const auto& [share, sums] : *ages)
                if (question.scope.holds_share(share)) add(sums);
            return out;
        }
        case FacetKey::ext:
        case FacetKey::owner:
        case FacetKey::group:
        case FacetKey::size:
        case FacetKey::year:
            for (const auto& [share, sums] : epoch.sums->shares())
                if (question.scope.holds_share(share))
                    add(sums_of(*sums, grouping.key()));
            return out;
        case FacetKey::share:
            for (const auto& [share, sums] : epoch.sums->shares())
                if (question.scope.holds_share(share)) out[share].add(sums->total);
            return out;
        case FacetKey::project:
        case FacetKey::directory: break;
    }
    epoch.sums->for_each_directory([&](int64_t id, const IndexSum& sum) {
        if (question.scope.holds_share(epoch.directories.share_id(id))) out[grouping.code_of_directory(id)].add(sum);
    });
    return out;
}

Facet facet_of(const Grouping& grouping, const FacetSums& sums, const FacetQuestion& question) {
    const size_t limit = question.limit;
    Facet facet;
    facet.by = grouping.key();
    facet.values = values_of(grouping, sums, question.by_size);
    facet.distinct = static_cast<int64_t>(facet.values.size());
    if (grouping.is_ordered() || facet.values.size() <= limit) return facet;
    IndexSum others;
    for (size_t value = limit; value < facet.values.size(); ++value) others.add({facet.values[value].totals.files, facet.values[value].totals.size_bytes});
    facet.others = others.totals();
    facet.values.resize(limit);
    return facet;
}

// One pass for all groupings.
FacetPage counted(const IndexEpoch& epoch, const FacetQuestion& question, const std::vector<Grouping>& groupings, IndexWorkers& workers,
                  const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope);
    const IndexPass pass(epoch, workers);
    struct Part {
        IndexSum sum;
        std::vector<IndexSums> dense;
        std::vector<FacetSums> sparse;
    };
    std::vector<Part> parts(pass.parts());
    for (Part& part : parts) {
        part.dense.resize(groupings.size());
        part.sparse.resize(groupings.size());
    }
    FacetPage page;
    page.complete = pass.run(filter, is_over, [&](size_t number, const FileChunk& chunk, const RowBits& rows) {
        Part& part = parts[number];
        part.sum.add(chunk, rows);
        for (size_t i = 0; i < groupings.size(); ++i) add(groupings[i], chunk, rows, part.dense[i], part.sparse[i]);
    });
    IndexSum total;
    for (const Part& part : parts) total.add(part.sum);
    page.total = total.totals();
    for (size_t i = 0; i < groupings.size(); ++i) {
        FacetSums sums;
        for (const Part& part : parts) {
            for (size_t code = 0; code < part.dense[i].size(); ++code) sums[static_cast<int64_t>(code)].add(part.dense[i][code]);
            for (const auto& [code, sum] : part.sparse[i]) sums[code].add(sum);
        }
        page.facets.push_back(facet_of(groupings[i], sums, question));
    }
    return page;
}

FacetPage remembered(const IndexEpoch& epoch, const FacetQuestion& question, const std::vector<Grouping>& groupings, IndexWorkers& workers,
                     const std::function<bool()>& is_over) {
    FacetPage page;
    IndexSum total;
    for (const auto& [share, sums] : epoch.sums->shares())
        if (question.scope.holds_share(share)) total.add(sums->total);
    page.total = total.totals();
    for (size_t i = 0; i < groupings.size(); ++i) {
        const std::optional<FacetSums> sums = kept(epoch, question, groupings[i], workers, is_over);
        page.complete = page.complete && sums;
        page.facets.push_back(facet_of(groupings[i], sums.value_or(FacetSums()), question));
    }
    return page;
}

}  // namespace

FacetPage find_facets(const IndexEpoch& epoch, const FacetQuestion& question, IndexWorkers& workers, const std::function<bool()>& is_over) {
    std::vector<Grouping> groupings;
    for (const FacetKey key : question.by) groupings.emplace_back(epoch, question.scope.below, key, question.now_ns);
    if (epoch.sums && asks_for_all(question.tree, question.scope)) return remembered(epoch, question, groupings, workers, is_over);
    return counted(epoch, question, groupings, workers, is_over);
}

}  // namespace tocd
