#include "index/histogram.hpp"

#include "index/facets.hpp"
#include "index/group_sums.hpp"
#include "index/index_pass.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tocd {
namespace {

using Classes = IndexSums;  // by code of a class

// What one thread counts: classes by the codes of the other property.
struct Part {
    SmallSums small;  // code * classes + class
    IndexSums flat;   // the same
    std::vector<Classes> dense;
    std::unordered_map<int64_t, Classes> sparse;
    bool finds = false;  // in the last chunk
};

void add(const Grouping& of, const Grouping& by, const FileChunk& chunk, const RowBits& rows, Part& part) {
    const auto count = [&](Classes& classes, size_t row, size_t at) { sum_at(classes, at).add(chunk.size_bytes[row]); };
    if (by.is_of_directories())
        return for_each_run_of(chunk, rows, [&](int64_t directory, const RunRows& of_run) {
            Classes& classes = part.sparse[by.code_of_directory(directory)];
            of.for_each(chunk, of_run, [&](size_t row, size_t at) { count(classes, row, at); });
        });
    const SmallSums::Each each(chunk);
    std::array<uint32_t, kChunkRows> codes;
    by.for_each(chunk, rows, [&](size_t row, size_t code) { codes[row] = static_cast<uint32_t>(code); });
    constexpr size_t kMostSmall = 8192;
    const size_t classes = of.codes(chunk);
    if (SmallSums::holds(chunk) && by.codes(chunk) * classes <= kMostSmall) {
        SmallSums::Sum* const small = part.small.room(by.codes(chunk) * classes, chunk, part.flat);
        return of.for_each(chunk, rows, [&](size_t row, size_t at) { small[SmallSums::place(codes[row] * classes + at, row)] += each[row]; });
    }
    of.for_each(chunk, rows, [&](size_t row, size_t at) {
        if (codes[row] >= part.dense.size()) part.dense.resize(codes[row] + 1);
        count(part.dense[codes[row]], row, at);
    });
}

std::vector<Totals> shown(const Classes& classes, size_t first, size_t end) {
    std::vector<Totals> out;
    for (size_t at = first; at < end; ++at) out.push_back(at < classes.size() ? classes[at].totals() : Totals());
    return out;
}

IndexSum sum_of(const Classes& classes) {
    IndexSum out;
    for (const IndexSum& sum : classes) out.add(sum);
    return out;
}

// The classes themselves: those of size and age all, of years from the first to the last with files.
void name_classes(HistogramPage& page, const Grouping& of, const Classes& all) {
    size_t first = 0, end = of.key() == FacetKey::size ? kSizeBuckets.size() : of.key() == FacetKey::age ? kAgeBuckets.size() : all.size();
    if (of.key() == FacetKey::year) {
        while (end > 0 && all[end - 1].files == 0) --end;
        while (first < end && all[first].files == 0) ++first;
    }
    const std::vector<Totals> counts = shown(all, first, end);
    for (size_t at = first; at < end; ++at) {
        page.classes.push_back(of.value(static_cast<int64_t>(at)));
        page.classes.back().totals = counts[at - first];
    }
    page.first_class = first;
}

// Of all present files one property by itself is known already.
HistogramPage without_rows(const IndexEpoch& epoch, const HistogramQuestion& question, IndexWorkers& workers, const std::function<bool()>& is_over) {
    const FacetQuestion facets{question.tree, question.scope, {question.of}, 0, question.now_ns};
    FacetPage found = find_facets(epoch, facets, workers, is_over);
    HistogramPage page;
    page.total = found.total;
    page.complete = found.complete;
    const Grouping of(epoch, 0, question.of, question.now_ns);
    Classes all;
    std::map<std::string, Totals> counts;
    for (const FacetValue& value : found.facets.front().values) counts[value.value] = value.totals;
    for (size_t at = 0; at < (question.of == FacetKey::year ? kYears : kSizeBuckets.size()); ++at) {
        const auto known = counts.find(of.value(static_cast<int64_t>(at)).value);
        all.push_back(known == counts.end() ? IndexSum() : IndexSum{known->second.files, known->second.size_bytes});
    }
    name_classes(page, of, all);
    return page;
}

}  // namespace

HistogramPage find_histogram(const IndexEpoch& epoch, const HistogramQuestion& question, IndexWorkers& workers, const std::function<bool()>& is_over) {
    if (!question.by) return without_rows(epoch, question, workers, is_over);
    const ChunkFilter filter(epoch, question.tree, question.scope, workers);
    const Grouping of(epoch, 0, question.of, question.now_ns), by(epoch, question.scope.below, *question.by, question.now_ns);
    const IndexPass pass(epoch, workers);
    std::vector<Part> parts(pass.parts());
    HistogramPage page;
    page.complete = pass.run(
        filter, is_over,
        [&](size_t part, const FileChunk& chunk) {
            if (!std::exchange(parts[part].finds, false)) return true;
            chunk.size_bytes.prefetch(chunk.rows());  // as facets do it
            of.prefetch(chunk);
            by.prefetch(chunk);
            return true;
        },
        [&](size_t part, const FileChunk& chunk, const RowBits& rows) {
            parts[part].finds = true;
            add(of, by, chunk, rows, parts[part]);
        });
    std::map<std::string, Classes> rows;  // by value: several codes may stand for one
    FacetSums sums;
    Classes all;
    const auto add_row = [&](int64_t code, const Classes& classes) {
        const IndexSum sum = sum_of(classes);
        if (sum.files == 0) return;
        sums[code].add(sum);
        add_sums(rows[by.value(code).value], classes);
        add_sums(all, classes);
    };
    const size_t of_classes = of.key() == FacetKey::year ? kYears : kSizeBuckets.size();
    for (Part& part : parts) {
        part.small.flush(part.flat);
        for (size_t begin = 0; begin < part.flat.size(); begin += of_classes) {
            const auto first = part.flat.begin() + static_cast<std::ptrdiff_t>(begin);
            add_row(static_cast<int64_t>(begin / of_classes), Classes(first, first + static_cast<std::ptrdiff_t>(std::min(of_classes, part.flat.size() - begin))));
        }
        for (size_t code = 0; code < part.dense.size(); ++code) add_row(static_cast<int64_t>(code), part.dense[code]);
        for (const auto& [code, classes] : part.sparse) add_row(code, classes);
    }
    page.total = sum_of(all).totals();
    name_classes(page, of, all);
    const size_t end = page.first_class + page.classes.size();
    Classes others;
    for (FacetValue& value : values_of(by, sums)) {
        const Classes& classes = rows.at(value.value);
        if (page.rows.size() == question.limit && !by.is_ordered()) add_sums(others, classes);
        else page.rows.push_back({std::move(value), shown(classes, page.first_class, end)});
        ++page.distinct;
    }
    page.others = {{{}, {}, sum_of(others).totals()}, shown(others, page.first_class, end)};
    return page;
}

}  // namespace tocd
