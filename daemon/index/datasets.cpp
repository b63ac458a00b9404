#include "index/datasets.hpp"

#include "base/first_few.hpp"
#include "index/called_directories.hpp"
#include "index/dataset_order.hpp"
#include "index/index_pass.hpp"
#include "index/kept_sums.hpp"

#include <chrono>
#include <limits>
#include <map>

namespace tocd {
namespace {

constexpr size_t kShownTypes = 3;
constexpr size_t kShownOwners = 3;
constexpr int kMostMonths = 24;

using Group = DatasetGroup;

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

// Directories that are called so, found without files or with them; both lists ascend by id.
void join_called(std::vector<Group>& groups, const std::vector<CalledDirectory>& called, bool by_name) {
    std::vector<Group> more;
    auto group = groups.begin();
    for (const CalledDirectory& directory : called) {
        while (group != groups.end() && group->directory_id < directory.id) ++group;
        if (group != groups.end() && group->directory_id == directory.id) group->fit = directory.fit;
        else if (by_name && directory.alone) more.push_back({.directory_id = directory.id, .fit = directory.fit});
    }
    groups.insert(groups.end(), more.begin(), more.end());
}

template <class Count>
std::vector<std::pair<std::string, int64_t>> most_frequent(const Count& counts) {
    std::vector<std::pair<std::string, int64_t>> out(counts.begin(), counts.end());
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return out;
}

// Months since January of the year 0.
int month_of(UnixNs time) {
    const std::chrono::year_month_day date = date_of(time);
    return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

std::vector<DatasetPeriod> periods_of(const std::map<int, int64_t>& months) {
    std::vector<DatasetPeriod> out;
    if (months.empty()) return out;
    const bool by_month = months.rbegin()->first - months.begin()->first < kMostMonths;
    for (const auto& [month, files] : months) {
        const DatasetPeriod period{month / 12, by_month ? month % 12 + 1 : 0, files};
        if (!out.empty() && out.back().year == period.year && out.back().month == period.month)
            out.back().files += files;
        else
            out.push_back(period);
    }
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
    out.called = group.fit != 0;
    out.totals = group.sum.totals();
    if (out.totals.files == 0) return out;
    out.oldest_ns = std::numeric_limits<UnixNs>::max();
    out.newest_ns = std::numeric_limits<UnixNs>::min();
    std::map<std::string, int64_t> types;
    std::map<std::string, int64_t> owners;
    std::map<int, int64_t> months;
    const int64_t first_id = first_file_id(group.directory_id);
    const int64_t last_id = last_file_id(group.directory_id);
    auto chunk = std::partition_point(epoch.chunks.begin(), epoch.chunks.end(), [&](const auto& c) { return c->last_id() < first_id; });
    for (; chunk != epoch.chunks.end() && (*chunk)->first_id() <= last_id; ++chunk) {
        const RowBits here = rows_in(**chunk, [&](int64_t directory) { return directory == group.directory_id; });
        (filter.matching(**chunk) & here).for_each([&](size_t row) {
            out.oldest_ns = std::min(out.oldest_ns, (*chunk)->mtime_ns[row]);
            out.newest_ns = std::max(out.newest_ns, (*chunk)->mtime_ns[row]);
            ++types[dictionaries.extensions.at(static_cast<size_t>((*chunk)->extension_id[row]))];
            ++owners[dictionaries.owners.at(static_cast<size_t>((*chunk)->owner_id[row])).user];
            ++months[month_of((*chunk)->mtime_ns[row])];
        });
    }
    for (const auto& [extension, files] : most_frequent(types))
        if (out.types.size() < kShownTypes) out.types.push_back({extension, files});
    for (const auto& [owner, files] : most_frequent(owners))
        if (out.owners.size() < kShownOwners) out.owners.push_back(owner);
    out.periods = periods_of(months);
    out.more_types = static_cast<int64_t>(types.size() - out.types.size());
    out.more_owners = static_cast<int64_t>(owners.size() - out.owners.size());
    return out;
}

// Groups of the files that are found, by id.
std::vector<Group> groups_of_files(const IndexEpoch& epoch, const ChunkFilter& filter, IndexWorkers& workers, const std::function<bool()>& is_over, DatasetPage& page) {
    const IndexPass pass(epoch, workers);
    std::vector<std::vector<Group>> parts(pass.parts());
    page.complete = pass.run(filter, is_over, [&](size_t part, const FileChunk& chunk, const RowBits& rows) { add(parts[part], chunk, rows); });
    std::vector<Group> groups = joined(parts);
    IndexSum total;
    for (const Group& group : groups) total.add(group.sum);
    page.total = total.totals();
    return groups;
}

// All present files are asked for: of the groups, whose sums are kept, only those that the page can have.
std::vector<Group> kept_groups(const IndexEpoch& epoch, const DatasetQuestion& question, DatasetOrder order, DatasetPage& page) {
    const DatasetPositions positions({}, epoch.directories, order);
    const auto is_before = [&](const Group& a, const Group& b) { return positions.is_before(a, b); };
    FirstFew<Group, decltype(is_before)> first(question.offset + question.limit + 1, is_before);
    IndexSum total;
    epoch.sums->for_each_directory([&](int64_t id, const IndexSum& sum) {
        if (!question.scope.holds_share(epoch.directories.share_id(id))) return;
        const Group group{.directory_id = id, .sum = sum};
        ++page.directories;
        total.add(sum);
        if (!question.after || positions.is_behind(*question.after, group)) first.add(group);
    });
    page.total = total.totals();
    return first.take();
}

bool is_kept(const IndexEpoch& epoch, const DatasetQuestion& question) {
    const bool by_sum = question.sort == DatasetSort::relevance || question.sort == DatasetSort::files || question.sort == DatasetSort::size;
    return epoch.sums && by_sum && asks_for_all(question.tree, question.scope);
}

}  // namespace

DatasetAnswer find_datasets(const IndexEpoch& epoch, const DatasetQuestion& question, IndexWorkers& workers, const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope);
    const DatasetOrder order{question.sort, question.descending};
    DatasetAnswer answer;
    DatasetPage& page = answer.page;
    std::vector<Group> groups;
    if (is_kept(epoch, question)) {
        groups = kept_groups(epoch, question, order, page);
    } else {
        groups = groups_of_files(epoch, filter, workers, is_over, page);
        const CalledDirectories called = find_called(epoch, question.tree, question.scope, workers, is_over);
        page.complete = page.complete && called.complete;
        join_called(groups, called.directories, question.by_name);
        page.directories = static_cast<int64_t>(groups.size());
        page.called = std::count_if(groups.begin(), groups.end(), [](const Group& group) { return group.fit != 0; });
    }
    take_page(groups, epoch.directories, order, question.after, question.offset, question.limit, answer.last);
    for (const Group& group : groups) page.datasets.push_back(described(epoch, filter, group));
    return answer;
}

}  // namespace tocd
