#include "index/datasets.hpp"

#include "index/index_pass.hpp"
#include "index/index_sum.hpp"

#include <limits>
#include <map>

namespace tocd {
namespace {

constexpr size_t kShownTypes = 3;
constexpr size_t kShownOwners = 3;

struct Group {
    int64_t directory_id = 0;
    IndexSum sum;
    UnixNs oldest_ns = std::numeric_limits<UnixNs>::max();
    UnixNs newest_ns = std::numeric_limits<UnixNs>::min();
};

// Chunks come by id, so the files of a directory one after the other.
void add(std::vector<Group>& groups, const FileChunk& chunk, const RowBits& rows) {
    for_each_run_of(chunk, rows, [&](int64_t id, const RowBits& of_run) {
        if (groups.empty() || groups.back().directory_id != id) groups.push_back({.directory_id = id});
        Group& group = groups.back();
        group.sum.add(chunk, of_run);
        of_run.for_each([&](size_t row) {
            group.oldest_ns = std::min(group.oldest_ns, chunk.mtime_ns[row]);
            group.newest_ns = std::max(group.newest_ns, chunk.mtime_ns[row]);
        });
    });
}

std::vector<Group> joined(std::vector<std::vector<Group>>& parts) {
    std::vector<Group> out;
    for (std::vector<Group>& part : parts) {
        for (Group& group : part) {
            if (!out.empty() && out.back().directory_id == group.directory_id) {  // it goes over the border of two parts
                out.back().sum.add(group.sum);
                out.back().oldest_ns = std::min(out.back().oldest_ns, group.oldest_ns);
                out.back().newest_ns = std::max(out.back().newest_ns, group.newest_ns);
            } else {
                out.push_back(group);
            }
        }
        part = {};
    }
    return out;
}

// The first `count` in order at the front.
void sort_first(std::vector<Group>& groups, const IndexEpoch& epoch, const DatasetQuestion& question, size_t count) {
    std::map<int64_t, std::string> paths;
    if (question.sort == DatasetSort::path)
        for (const Group& group : groups) paths[group.directory_id] = epoch.directories.path_of(group.directory_id);
    const auto before = [&](const Group& a, const Group& b) {
        switch (question.sort) {
            case DatasetSort::files:
                if (a.sum.files != b.sum.files) return a.sum.files < b.sum.files;
                break;
            case DatasetSort::size:
                if (a.sum.size_bytes != b.sum.size_bytes) return a.sum.size_bytes < b.sum.size_bytes;
                break;
            case DatasetSort::newest:
                if (a.newest_ns != b.newest_ns) return a.newest_ns < b.newest_ns;
                break;
            case DatasetSort::oldest:
                if (a.oldest_ns != b.oldest_ns) return a.oldest_ns < b.oldest_ns;
                break;
            case DatasetSort::path: return paths.at(a.directory_id) < paths.at(b.directory_id);
        }
        return a.directory_id < b.directory_id;
    };
    const auto middle = groups.begin() + static_cast<std::ptrdiff_t>(std::min(count, groups.size()));
    std::partial_sort(groups.begin(), middle, groups.end(),
                      [&](const Group& a, const Group& b) { return question.descending ? before(b, a) : before(a, b); });
}

template <class Count>
std::vector<std::pair<std::string, int64_t>> most_frequent(const Count& counts) {
    std::vector<std::pair<std::string, int64_t>> out(counts.begin(), counts.end());
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return out;
}

// A look at the directory's chunks again, for what only those that are shown need.
Dataset described(const IndexEpoch& epoch, const ChunkFilter& filter, const Group& group) {
    Dataset out;
    out.directory_id = group.directory_id;
    out.path = epoch.directories.path_of(group.directory_id);
    const IndexDictionaries& dictionaries = *epoch.dictionaries;
    out.share = dictionaries.shares.at(static_cast<size_t>(epoch.directories.share_id(group.directory_id))).name;
    out.project = epoch.projects->name(group.directory_id);
    out.totals = group.sum.totals();
    out.oldest_ns = group.oldest_ns;
    out.newest_ns = group.newest_ns;
    std::map<std::string, int64_t> types;
    std::map<std::string, int64_t> owners;
    const int64_t first_id = first_file_id(group.directory_id);
    const int64_t last_id = last_file_id(group.directory_id);
    auto chunk = std::partition_point(epoch.chunks.begin(), epoch.chunks.end(), [&](const auto& c) { return c->last_id() < first_id; });
    for (; chunk != epoch.chunks.end() && (*chunk)->first_id() <= last_id; ++chunk) {
        const RowBits here = rows_in(**chunk, [&](int64_t directory) { return directory == group.directory_id; });
        (filter.matching(**chunk) & here).for_each([&](size_t row) {
            ++types[dictionaries.extensions.at(static_cast<size_t>((*chunk)->extension_id[row]))];
            ++owners[dictionaries.owners.at(static_cast<size_t>((*chunk)->owner_id[row])).user];
        });
    }
    for (const auto& [extension, files] : most_frequent(types))
        if (out.types.size() < kShownTypes) out.types.push_back({extension, files});
    for (const auto& [owner, files] : most_frequent(owners))
        if (out.owners.size() < kShownOwners) out.owners.push_back(owner);
    out.more_types = static_cast<int64_t>(types.size() - out.types.size());
    out.more_owners = static_cast<int64_t>(owners.size() - out.owners.size());
    return out;
}

}  // namespace

DatasetPage find_datasets(const IndexEpoch& epoch, const DatasetQuestion& question, IndexWorkers& workers,
                          const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope);
    const IndexPass pass(epoch, workers);
    std::vector<std::vector<Group>> parts(pass.parts());
    DatasetPage page;
    page.complete = pass.run(filter, is_over, [&](size_t part, const FileChunk& chunk, const RowBits& rows) { add(parts[part], chunk, rows); });
    std::vector<Group> groups = joined(parts);
    IndexSum total;
    for (const Group& group : groups) total.add(group.sum);
    page.total = total.totals();
    page.directories = static_cast<int64_t>(groups.size());
    sort_first(groups, epoch, question, question.offset + question.limit);
    for (size_t i = question.offset; i < std::min(groups.size(), question.offset + question.limit); ++i)
        page.datasets.push_back(described(epoch, filter, groups[i]));
    return page;
}

}  // namespace tocd
