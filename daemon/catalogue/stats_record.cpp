// What there is most of: totals, and the leaders among extensions, owners and directories.
#include "base/error.hpp"
#include "base/first_few.hpp"
#include "catalogue/directory_paths.hpp"
#include "catalogue/file_terms.hpp"
#include "catalogue/find_in_index.hpp"
#include "catalogue/hard_links.hpp"
#include "catalogue/queries.hpp"
#include "catalogue/seen_files.hpp"
#include "catalogue/share_records.hpp"
#include "catalogue/totals.hpp"
#include "index/kept_sums.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace tocd {
namespace {

constexpr uint32_t kMostRows = 1000;

std::vector<int64_t> ids_of(const std::vector<const ShareRow*>& shares) {
    std::vector<int64_t> ids;
    for (const ShareRow* share : shares) ids.push_back(share->id);
    return ids;
}

struct KeyedSum {
    std::string key;
    Sum sum;
};

// `select` gives key, files, size_low, size_carry of single shares and numbers; rows of equal keys are added up here,
// where sums cannot overflow. A user with several groups is one owner.
std::vector<KeyedSum> sums_by_key(ReadCall& call, std::string_view select, const std::vector<const ShareRow*>& shares) {
    SqlText sql;
    sql.add(select).add(" WHERE s.share_id IN ").values(ids_of(shares)).add(" AND s.files > 0");
    Statement rows(call.database(), sql.text(), Statement::Use::once);
    sql.bind_to(rows);
    std::unordered_map<std::string, Sum> sums;
    while (rows.step()) sums[rows.text(0)].add(rows.integer(1), wide(rows.integer(2), rows.integer(3)));
    std::vector<KeyedSum> all;
    for (const auto& [key, sum] : sums) all.push_back({key, sum});
    return all;
}

std::vector<TopRow> leaders(std::vector<KeyedSum> all, uint32_t top, bool by_size) {
    const auto before = [&](const KeyedSum& a, const KeyedSum& b) {
        const auto rank = [&](const Sum& sum) {
            return by_size ? std::pair<WideBytes, WideBytes>(sum.size_bytes, sum.files)
                           : std::pair<WideBytes, WideBytes>(sum.files, sum.size_bytes);
        };
        if (rank(a.sum) != rank(b.sum)) return rank(a.sum) > rank(b.sum);
        return a.key < b.key;
    };
    const size_t count = std::min<size_t>(top, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<ptrdiff_t>(count), all.end(), before);
    std::vector<TopRow> rows;
    for (size_t i = 0; i < count; ++i) rows.push_back({all[i].key, all[i].sum.files, saturated(all[i].sum.size_bytes)});
    return rows;
}

std::vector<TopRow> leading_directories(ReadCall& call, DirectoryPaths& paths,
                                        const std::vector<const ShareRow*>& shares, uint32_t top, bool by_size) {
    SqlText sql;
    sql.add(
        "SELECT n.directory_id, n.files, n.size_bytes FROM directory_total n CROSS JOIN directory d "
        "WHERE n.files > 0 AND d.id = n.directory_id AND d.state <> 4 AND d.share_id IN ");
    sql.values(ids_of(shares));
    DirectorySights sights(call);
    if (call.has_hidden_paths()) sql.add(" AND sees_files(").pointer(&sights, DirectorySights::kPointerType).add(", d.id)");
    sql.add(by_size ? " ORDER BY 3 DESC, 2 DESC, 1 LIMIT " : " ORDER BY 2 DESC, 3 DESC, 1 LIMIT ").value(top);
    Statement rows(call.database(), sql.text(), Statement::Use::once);
    sql.bind_to(rows);
    std::vector<TopRow> leading;
    while (rows.step()) leading.push_back({paths.path_of(rows.integer(0)), rows.integer(1), rows.integer(2)});
    return leading;
}

struct Sums {
    std::vector<KeyedSum> extensions, owners;
};

Sums sums_in_catalogue(ReadCall& call, const std::vector<const ShareRow*>& shares) {
    return {sums_by_key(call,
                        "SELECT e.extension, s.files, s.size_low, s.size_carry FROM extension_sum s JOIN extension e ON e.id = s.extension_id", shares),
            sums_by_key(call, "SELECT o.user_name, s.files, s.size_low, s.size_carry FROM owner_sum s JOIN owner o ON o.id = s.owner_id", shares)};
}

template <class KeyOf>
std::vector<KeyedSum> keyed(const std::vector<const KeptShare*>& shares, std::vector<IndexSum> KeptShare::*sums, KeyOf&& key_of) {
    std::unordered_map<std::string, Sum> by_key;
    for (const KeptShare* share : shares)
        for (size_t code = 0; code < (share->*sums).size(); ++code)
            if (const IndexSum& sum = (share->*sums)[code]; sum.files > 0) by_key[key_of(code)].add(sum.files, sum.size_bytes);
    std::vector<KeyedSum> all;
    for (const auto& [key, sum] : by_key) all.push_back({key, sum});
    return all;
}

Sums sums_in_index(const IndexEpoch& epoch, const std::vector<const ShareRow*>& shares) {
    std::vector<const KeptShare*> kept;
    for (const ShareRow* share : shares)
        if (const auto found = epoch.sums->shares().find(share->id); found != epoch.sums->shares().end()) kept.push_back(found->second.get());
    return {keyed(kept, &KeptShare::extensions, [&](size_t code) { return epoch.dictionaries->extensions.at(code); }),
            keyed(kept, &KeptShare::owners, [&](size_t code) { return epoch.dictionaries->owners.at(code).user; })};
}

template <class Name>
void add_keyed(std::vector<KeyedSum>& to, const std::map<int64_t, Sum>& from, Name&& name) {
    for (const auto& [id, sum] : from) {
        const std::string key = name(id);
        const auto known = std::find_if(to.begin(), to.end(), [&](const KeyedSum& one) { return one.key == key; });
        if (known == to.end()) to.push_back({key, sum});
        else known->sum.add(sum.files, sum.size_bytes);
    }
}

void add_seen(ReadCall& call, const SeenFiles& seen, Sums& sums) {
    const auto named = [&](const char* sql) {
        return [&call, sql](int64_t id) {
            Statement row(call.database(), sql);
            return row.bind(1, id).step() ? row.text(0) : std::string();
        };
    };
    add_keyed(sums.extensions, seen.by_extension, named("SELECT extension FROM extension WHERE id = ?1"));
    add_keyed(sums.owners, seen.by_owner, named("SELECT user_name FROM owner WHERE id = ?1"));
}

// By files and by bytes, each as leading_directories() has them.
std::pair<std::vector<TopRow>, std::vector<TopRow>> leading_in_index(ReadCall& call, const PinnedIndex& index, DirectoryPaths& paths,
                                                                     const std::vector<const ShareRow*>& shares, uint32_t top) {
    struct Leader {
        int64_t files = 0, size_bytes = 0, id = 0;
    };
    const auto more_files = [](const Leader& a, const Leader& b) { return std::tuple(b.files, b.size_bytes, a.id) < std::tuple(a.files, a.size_bytes, b.id); };
    const auto more_bytes = [](const Leader& a, const Leader& b) { return std::tuple(b.size_bytes, b.files, a.id) < std::tuple(a.size_bytes, a.files, b.id); };
    FirstFew<Leader, decltype(more_files)> by_files(top, more_files);
    FirstFew<Leader, decltype(more_bytes)> by_size(top, more_bytes);
    const IndexEpoch& epoch = *index.epoch;
    const std::vector<int64_t> ids = ids_of(shares);
    const std::shared_ptr<const SeenDirectories> seen = call.has_hidden_paths() ? seen_in_index(call, index) : nullptr;
    const auto add_to = [&](auto& leaders) {
        return [&](int64_t id, const IndexSum& sum) {
            const bool is_asked_for = std::find(ids.begin(), ids.end(), epoch.directories.share_id(id)) != ids.end();
            if (is_asked_for && (!seen || is_marked(seen->files, id))) leaders.add({sum.files, sum.totals().size_bytes, id});
        };
    };
    constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
    epoch.sums->for_each_large(false, [&](int64_t files, int64_t) { return !by_files.leaves_out({files, kMost, 0}); }, add_to(by_files));
    epoch.sums->for_each_large(true, [&](int64_t, int64_t bytes) { return !by_size.leaves_out({kMost, bytes, 0}); }, add_to(by_size));
    const auto rows = [&](const std::vector<Leader>& leaders) {
        std::vector<TopRow> out;
        for (const Leader& leader : leaders) out.push_back({paths.path_of(leader.id), leader.files, leader.size_bytes});
        return out;
    };
    return {rows(by_files.take()), rows(by_size.take())};
}

}  // namespace

StatsRecord get_stats(ReadCall& call, RepeatedBytesMemory& memory, const std::string& share, uint32_t top, const PinnedIndex* index) {
    if (top > kMostRows) throw Error(ErrorKind::invalid_argument, "top must be at most " + std::to_string(kMostRows));
    const std::vector<const ShareRow*> shares =
        call.named(share.empty() ? std::vector<std::string>() : std::vector<std::string>{share});
    StatsRecord stats;
    stats.as_of_ns = call.as_of_ns(shares);
    const RepeatedBytes repeated = memory.read(call);
    std::vector<const ShareRow*> whole = shares;
    std::erase_if(whole, [](const ShareRow* row) { return !row->is_whole(); });
    Sums sums = index != nullptr ? sums_in_index(*index->epoch, whole) : sums_in_catalogue(call, whole);
    for (const ShareRow* row : shares) {
        if (row->is_whole()) {
            stats.gone_files += row->gone_files;
            continue;
        }
        const SeenFiles seen = count_seen_files(call, *row, index);
        stats.gone_files += seen.gone;
        add_seen(call, seen, sums);
    }
    Sum total;
    for (const KeyedSum& extension : sums.extensions) total.add(extension.sum.files, extension.sum.size_bytes);
    stats.total = {total.files, saturated(total.size_bytes)};
    WideBytes unique = total.size_bytes;
    for (const ShareRow* row : shares) {
        if (const auto twice = repeated.find(row->id); twice != repeated.end()) unique -= twice->second;
        stats.directories += count_directories(call, *row).directories;
    }
    stats.unique_bytes = saturated(std::max<WideBytes>(unique, 0));
    stats.extensions_by_files = leaders(sums.extensions, top, false);
    stats.extensions_by_size = leaders(sums.extensions, top, true);
    stats.owners_by_files = leaders(sums.owners, top, false);
    stats.owners_by_size = leaders(sums.owners, top, true);
    DirectoryPaths paths(call);
    if (index != nullptr) {
        std::tie(stats.directories_by_files, stats.directories_by_size) = leading_in_index(call, *index, paths, shares, top);
        return stats;
    }
    stats.directories_by_files = leading_directories(call, paths, shares, top, false);
    stats.directories_by_size = leading_directories(call, paths, shares, top, true);
    return stats;
}

}  // namespace tocd
