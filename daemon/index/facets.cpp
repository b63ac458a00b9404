#include "index/facets.hpp"

#include "index/age_memory.hpp"
#include "index/group_sums.hpp"
#include "index/index_pass.hpp"
#include "index/kept_sums.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace tocd {
namespace {

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

// Whether most files in scope are found, by a look at some chunks.
bool finds_most(const IndexEpoch& epoch, const ChunkFilter& filter) {
    constexpr size_t kSamples = 32;
    size_t found = 0, in_scope = 0;
    for (size_t i = 0; i < kSamples; ++i) {
        const size_t chunk = epoch.chunks.size() * i / kSamples;
        if (chunk >= epoch.chunks.size()) break;
        const RowBits open = filter.in_scope(*epoch.chunks[chunk]);
        in_scope += open.count();
        found += filter.matching(*epoch.chunks[chunk], open).count();
    }
    return found * 3 > in_scope * 2;
}

// One pass for all groupings. Of what is kept of all files, those that are not found are taken away, where they are fewer.
FacetPage counted(const IndexEpoch& epoch, const FacetQuestion& question, const std::vector<Grouping>& groupings, IndexWorkers& workers,
                  const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope, workers);
    const IndexPass pass(epoch, workers);
    struct Part {
        IndexSum sum;
        std::vector<GroupSums> groups;
        bool finds = true;  // in the last chunk
    };
    std::vector<Part> parts(pass.parts());
    for (Part& part : parts) part.groups.resize(groupings.size());
    // A user and a group are one number of a file.
    std::vector<size_t> same(groupings.size());
    for (size_t i = 0; i < groupings.size(); ++i)
        same[i] = static_cast<size_t>(std::find_if(groupings.begin(), groupings.begin() + static_cast<std::ptrdiff_t>(i), [&](const Grouping& other) { return other.has_codes_of(groupings[i]); }) - groupings.begin());
    const bool takes_away = epoch.sums && asks_for_all({}, question.scope) && finds_most(epoch, filter);
    FacetPage page;
    page.complete = pass.for_each(is_over, [&](size_t number, const FileChunk& chunk) {
        Part& part = parts[number];
        // While names are looked for, what is needed where some are found is on its way: chunks that follow each other are alike.
        if (part.finds) {
            chunk.size_bytes.prefetch(chunk.rows());
            for (const Grouping& grouping : groupings) grouping.prefetch(chunk);
        }
        RowBits rows = filter.matching(chunk);
        if (takes_away) {
            part.sum.add(chunk, rows);
            rows = filter.in_scope(chunk).take_out(rows);
        }
        for_each_run_of(chunk, rows, [&](int64_t directory, const RunRows& of_run) {
            IndexSum sum;
            sum.add(chunk, of_run);
            if (!takes_away) part.sum.add(sum);
            for (size_t i = 0; i < groupings.size(); ++i)
                if (groupings[i].is_of_directories()) part.groups[i].add(groupings[i], directory, sum);
        });
        part.finds = !rows.none();
        if (!part.finds) return;
        const SmallSums::Each each(chunk);
        for (size_t i = 0; i < groupings.size(); ++i)
            if (!groupings[i].is_of_directories() && same[i] == i) part.groups[i].add(groupings[i], chunk, rows, each);
    });
    IndexSum total;
    for (const Part& part : parts) total.add(part.sum);
    page.total = total.totals();
    for (size_t i = 0; i < groupings.size(); ++i) {
        FacetSums sums;
        if (takes_away) {
            std::optional<FacetSums> all = kept(epoch, question, groupings[i], workers, is_over);
            page.complete = page.complete && all;
            if (all) sums = *std::move(all);
        }
        if (page.complete || !takes_away)
            for (Part& part : parts) part.groups[same[i]].add_to(sums, takes_away ? -1 : 1);
        page.facets.push_back(facet_of(groupings[i], page.complete || !takes_away ? sums : FacetSums(), question));
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
