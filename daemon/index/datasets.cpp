#include "index/datasets.hpp"

#include "base/first_few.hpp"
#include "index/called_directories.hpp"
#include "index/dataset_facts.hpp"
#include "index/dataset_order.hpp"
#include "index/index_pass.hpp"
#include "index/kept_sums.hpp"

#include <limits>

namespace tocd {
namespace {

using Group = DatasetGroup;

// Chunks come by id, so the files of a directory one after the other.
void add(std::vector<Group>& groups, const FileChunk& chunk, const RowBits& rows, bool with_times) {
    for_each_run_of(chunk, rows, [&](int64_t id, const RunRows& of_run) {
        if (groups.empty() || groups.back().directory_id != id) groups.push_back({.directory_id = id});
        Group& group = groups.back();
        group.sum.add(chunk, of_run);
        if (!with_times) return;
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

Dataset described(const IndexEpoch& epoch, const ChunkFilter& filter, const Group& group, bool holds_all) {
    Dataset out;
    out.directory_id = group.directory_id;
    out.path = epoch.directories.path_of(group.directory_id);
    out.share = epoch.dictionaries->shares.at(static_cast<size_t>(epoch.directories.share_id(group.directory_id))).name;
    out.project = epoch.projects->name(group.directory_id);
    out.called = group.fit != 0;
    out.totals = group.sum.totals();
    if (out.totals.files == 0) return out;
    if (holds_all && epoch.datasets) epoch.datasets->tell_facts(epoch, filter, out);
    else tell_facts(epoch, filter, out);
    return out;
}

// Groups of the files that are found, by id.
std::vector<Group> groups_of_files(const IndexEpoch& epoch, const ChunkFilter& filter, bool with_times, IndexWorkers& workers, const std::function<bool()>& is_over, DatasetPage& page) {
    const IndexPass pass(epoch, workers);
    std::vector<std::vector<Group>> parts(pass.parts());
    page.complete = pass.run(filter, is_over, [&](size_t part, const FileChunk& chunk, const RowBits& rows) { add(parts[part], chunk, rows, with_times); });
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
    const auto add = [&](int64_t id, const IndexSum& sum) {
        if (!question.scope.holds_share(epoch.directories.share_id(id))) return;
        const Group group{.directory_id = id, .sum = sum};
        if (!question.after || positions.is_behind(*question.after, group)) first.add(group);
    };
    const bool by_size = order.sort == DatasetSort::size;
    // By relevance those with most files come first.
    if ((order.sort == DatasetSort::relevance) != order.descending) {
        epoch.sums->for_each_large(by_size, [&](int64_t files, int64_t bytes) {
            const int64_t most_id = order.descending ? std::numeric_limits<int64_t>::max() : 0;
            return !first.leaves_out({.directory_id = most_id, .sum = {by_size ? 0 : files, bytes}});
        }, add);
    } else {
        epoch.sums->for_each_directory(add);
    }
    const auto holds = [&](int64_t share) { return question.scope.holds_share(share); };
    page.directories = epoch.sums->count_directories(holds);
    IndexSum total;
    for (const auto& [share, sums] : epoch.sums->shares())
        if (holds(share)) total.add(sums->total);
    page.total = total.totals();
    return first.take();
}

bool is_kept(const IndexEpoch& epoch, const DatasetQuestion& question) {
    const bool by_sum = question.sort == DatasetSort::relevance || question.sort == DatasetSort::files || question.sort == DatasetSort::size;
    return epoch.sums && by_sum && asks_for_all(question.tree, question.scope);
}

}  // namespace

DatasetAnswer find_datasets(const IndexEpoch& epoch, const DatasetQuestion& question, IndexWorkers& workers, const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope, workers);
    const DatasetOrder order{question.sort, question.descending};
    DatasetAnswer answer;
    DatasetPage& page = answer.page;
    std::vector<Group> groups;
    if (is_kept(epoch, question)) {
        groups = kept_groups(epoch, question, order, page);
    } else {
        const bool with_times = order.sort == DatasetSort::newest || order.sort == DatasetSort::oldest;
        groups = groups_of_files(epoch, filter, with_times, workers, is_over, page);
        const CalledDirectories called = find_called(epoch, question.tree, question.scope, workers, is_over);
        page.complete = page.complete && called.complete;
        join_called(groups, called.directories, question.by_name);
        page.directories = static_cast<int64_t>(groups.size());
        page.called = std::count_if(groups.begin(), groups.end(), [](const Group& group) { return group.fit != 0; });
    }
    take_page(groups, epoch.directories, order, question.after, question.offset, question.limit, answer.last);
    page.datasets.resize(groups.size());
    const bool holds_all = asks_for_all(question.tree, question.scope);
    workers.run(groups.size(), [&](size_t i) { page.datasets[i] = described(epoch, filter, groups[i], holds_all); });
    return answer;
}

}  // namespace tocd
