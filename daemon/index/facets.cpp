#include "index/facets.hpp"

#include "index/index_pass.hpp"
#include "index/index_sum.hpp"
#include "search/query_text.hpp"

#include <array>
#include <chrono>
#include <unordered_map>

namespace tocd {
namespace {

struct Bucket {
    int64_t least;  // of what falls into it; up to the next one's
    std::string_view value, query;
};
constexpr int64_t kKilo = 1024, kMega = kKilo * 1024, kGiga = kMega * 1024;
constexpr std::array<Bucket, 9> kSizes = {{{0, "0", "size:0"},
                                           {1, "1..4K", "size:>0 size:<4K"},
                                           {4 * kKilo, "4K..64K", "size:>=4K size:<64K"},
                                           {64 * kKilo, "64K..1M", "size:>=64K size:<1M"},
                                           {kMega, "1M..16M", "size:>=1M size:<16M"},
                                           {16 * kMega, "16M..256M", "size:>=16M size:<256M"},
                                           {256 * kMega, "256M..4G", "size:>=256M size:<4G"},
                                           {4 * kGiga, "4G..64G", "size:>=4G size:<64G"},
                                           {64 * kGiga, "64G..", "size:>=64G"}}};
// What lies in the future is younger than all.
constexpr std::array<Bucket, 9> kAges = {{{std::numeric_limits<int64_t>::min(), "..1d", "age:<1d"},
                                          {kNsPerDay, "1d..7d", "age:>=1d age:<7d"},
                                          {7 * kNsPerDay, "7d..30d", "age:>=7d age:<30d"},
                                          {30 * kNsPerDay, "30d..90d", "age:>=30d age:<90d"},
                                          {90 * kNsPerDay, "90d..1y", "age:>=90d age:<1y"},
                                          {365 * kNsPerDay, "1y..2y", "age:>=1y age:<2y"},
                                          {730 * kNsPerDay, "2y..5y", "age:>=2y age:<5y"},
                                          {1825 * kNsPerDay, "5y..10y", "age:>=5y age:<10y"},
                                          {3650 * kNsPerDay, "10y..", "age:>=10y"}}};
constexpr int64_t kFirstYear = 1677;  // what 64 bits of nanoseconds hold
constexpr size_t kYears = 600;

size_t bucket_of(const std::array<Bucket, 9>& buckets, int64_t number) noexcept {
    size_t at = 0;
    while (at + 1 < buckets.size() && buckets[at + 1].least <= number) ++at;
    return at;
}

size_t year_of(UnixNs time) {
    const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(time)));
    return static_cast<size_t>(static_cast<int>(std::chrono::year_month_day(day).year()) - kFirstYear);
}

using Sums = std::unordered_map<int64_t, IndexSum>;  // by what stands for the value

// How the rows of one grouping are told apart.
class Grouping {
public:
    Grouping(const IndexEpoch& epoch, const FacetQuestion& question, FacetKey key) : epoch_(epoch), question_(question), key_(key) {
        if (key == FacetKey::directory) tops_ = children_of(question.scope.below);
    }

    void add(const FileChunk& chunk, const RowBits& rows, std::vector<IndexSum>& dense, Sums& sparse) const {
        const auto sum_of = [&](auto code) -> IndexSum& {
            if (static_cast<size_t>(code) >= dense.size()) dense.resize(static_cast<size_t>(code) + 1);
            return dense[static_cast<size_t>(code)];
        };
        const auto by_row = [&](auto&& code_of) { rows.for_each([&](size_t row) { sum_of(code_of(row)).add(chunk.size_bytes[row]); }); };
        const auto by_run = [&](auto&& sum_of_directory) {
            for_each_run_of(chunk, rows, [&](int64_t directory, const RowBits& of_run) { sum_of_directory(directory).add(chunk, of_run); });
        };
        switch (key_) {
            case FacetKey::ext: return by_row([&](size_t row) { return chunk.extension_id[row]; });
            case FacetKey::owner:
            case FacetKey::group: return by_row([&](size_t row) { return chunk.owner_id[row]; });
            case FacetKey::size: return by_row([&](size_t row) { return bucket_of(kSizes, chunk.size_bytes[row]); });
            case FacetKey::age: return by_row([&](size_t row) { return bucket_of(kAges, age(chunk.mtime_ns[row])); });
            case FacetKey::year: return by_row([&](size_t row) { return year_of(chunk.mtime_ns[row]); });
            case FacetKey::share: return by_run([&](int64_t directory) -> IndexSum& { return sum_of(epoch_.directories.share_id(directory)); });
            case FacetKey::project: return by_run([&](int64_t directory) -> IndexSum& { return sum_of(epoch_.projects->number(directory)); });
            case FacetKey::directory: return by_run([&](int64_t directory) -> IndexSum& { return sparse[tops_[static_cast<size_t>(directory)]]; });
        }
    }

    [[nodiscard]] FacetValue value(int64_t code) const {
        const auto at = static_cast<size_t>(code);
        const IndexDictionaries& dictionaries = *epoch_.dictionaries;
        const auto of_text = [](QueryKey key, TextMatch match, const std::string& text) {
            return FacetValue{text, query_text(query_term(key, {TextValue{match, text}})), {}};
        };
        switch (key_) {
            case FacetKey::ext: return of_text(QueryKey::ext, TextMatch::exact, dictionaries.extensions.at(at));
            case FacetKey::owner: return of_text(QueryKey::owner, TextMatch::exact, dictionaries.owners.at(at).user);
            case FacetKey::group: return of_text(QueryKey::group, TextMatch::exact, dictionaries.owners.at(at).group);
            case FacetKey::share: return of_text(QueryKey::share, TextMatch::exact, dictionaries.shares.at(at).name);
            case FacetKey::project: return of_text(QueryKey::project, TextMatch::exact, epoch_.projects->names().at(at));
            case FacetKey::size: return {std::string(kSizes.at(at).value), std::string(kSizes.at(at).query), {}};
            case FacetKey::age: return {std::string(kAges.at(at).value), std::string(kAges.at(at).query), {}};
            case FacetKey::year: return {std::to_string(kFirstYear + code), "modified:" + std::to_string(kFirstYear + code), {}};
            case FacetKey::directory: break;
        }
        const std::string path = epoch_.directories.path_of(code);
        if (code == question_.scope.below) return of_text(QueryKey::dir, TextMatch::exact, path);  // itself: what lies directly in it
        return of_text(QueryKey::path, TextMatch::below, path);
    }
    [[nodiscard]] bool is_ordered() const noexcept { return key_ == FacetKey::size || key_ == FacetKey::age || key_ == FacetKey::year; }

private:
    [[nodiscard]] int64_t age(UnixNs mtime_ns) const noexcept {
        int64_t out = 0;
        if (__builtin_sub_overflow(question_.now_ns, mtime_ns, &out)) return mtime_ns > 0 ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
        return out;
    }
    // For each directory the child of `top` that holds it, or which it is; of `top` itself itself. 0: the shares' roots.
    [[nodiscard]] std::vector<int64_t> children_of(int64_t top) const {
        std::vector<int64_t> out(static_cast<size_t>(epoch_.directories.end_id()));
        for_each_parent_first(epoch_.directories, [&](int64_t id, int64_t parent) {
            out[static_cast<size_t>(id)] = parent == top || id == top ? id : out[static_cast<size_t>(parent)];
        });
        return out;
    }

    const IndexEpoch& epoch_;
    const FacetQuestion& question_;
    const FacetKey key_;
    std::vector<int64_t> tops_;
};

// Several numbers may stand for one value: users with one name.
std::vector<FacetValue> values_of(const Grouping& grouping, const Sums& sums) {
    std::unordered_map<std::string, std::pair<FacetValue, IndexSum>> by_text;
    std::vector<std::pair<int64_t, std::string>> order;
    for (const auto& [code, sum] : sums) {
        if (sum.files == 0) continue;
        FacetValue value = grouping.value(code);
        order.emplace_back(code, value.value);
        auto& entry = by_text[value.value];
        entry.first = std::move(value);
        entry.second.add(sum);
    }
    std::vector<FacetValue> out;
    std::sort(order.begin(), order.end());
    for (const auto& [code, text] : order) {
        const auto found = by_text.find(text);
        if (found == by_text.end()) continue;
        found->second.first.totals = found->second.second.totals();
        out.push_back(std::move(found->second.first));
        by_text.erase(found);
    }
    if (grouping.is_ordered()) return out;
    std::sort(out.begin(), out.end(), [](const FacetValue& a, const FacetValue& b) {
        return a.totals.files != b.totals.files ? a.totals.files > b.totals.files : a.value < b.value;
    });
    return out;
}

}  // namespace

FacetPage find_facets(const IndexEpoch& epoch, const FacetQuestion& question, IndexWorkers& workers, const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope);
    std::vector<Grouping> groupings;
    for (const FacetKey key : question.by) groupings.emplace_back(epoch, question, key);
    const IndexPass pass(epoch, workers);
    struct Part {
        IndexSum sum;
        std::vector<std::vector<IndexSum>> dense;
        std::vector<Sums> sparse;
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
        for (size_t i = 0; i < groupings.size(); ++i) groupings[i].add(chunk, rows, part.dense[i], part.sparse[i]);
    });
    IndexSum total;
    for (const Part& part : parts) total.add(part.sum);
    page.total = total.totals();
    for (size_t i = 0; i < groupings.size(); ++i) {
        Sums sums;
        for (const Part& part : parts) {
            for (size_t code = 0; code < part.dense[i].size(); ++code) sums[static_cast<int64_t>(code)].add(part.dense[i][code]);
            for (const auto& [code, sum] : part.sparse[i]) sums[code].add(sum);
        }
        Facet facet;
        facet.by = question.by[i];
        facet.values = values_of(groupings[i], sums);
        facet.distinct = static_cast<int64_t>(facet.values.size());
        if (!groupings[i].is_ordered() && facet.values.size() > question.limit) {
            IndexSum others;
            for (size_t value = question.limit; value < facet.values.size(); ++value)
                others.add({facet.values[value].totals.files, facet.values[value].totals.size_bytes});
            facet.others = others.totals();
            facet.values.resize(question.limit);
        }
        page.facets.push_back(std::move(facet));
    }
    return page;
}

}  // namespace tocd
