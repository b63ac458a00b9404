// Which of the directories that the catalogue knows a scan looks at, in the order of their rows; and what of them may
// be believed without listing them.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "model/ports.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tocd {

struct ScanState;

// What the row of a listed directory says, so that an answer "the same" needs no look at it.
struct PlannedDirectory {
    DirectoryAttributes attributes;  // without uid and gid: see owner_id
    int64_t owner_id = 0;
    ListingHash hash;
    int64_t files = 0;       // present, directly inside
    int64_t size_bytes = 0;  // saturated
};

struct ScanPlan {
    bool whole = true;           // every directory up to last_id that is listed or failed; else `ids`
    int64_t next_id = 1;         // whole: where to go on
    int64_t last_id = 0;         // whole: the newest directory when the scan began
    std::vector<int64_t> ids;    // ascending; part scans, and what lies below directories that moved meanwhile
    size_t next_of_ids = 0;
    std::vector<int64_t> pending;  // keys of directories that an earlier scan did not come to
    std::vector<int64_t> misplaced;  // keys of pending directories below one that is staged gone: its path may be another one's
    bool may_misplace = false;     // an earlier scan staged some
    std::vector<int64_t> late;   // keys of pending directories that took over a name: when everything else is done
    std::vector<int64_t> distrusted;  // ascending; directories whose files somebody said have changed
    std::unordered_set<int64_t> again;  // directories that this scan has seen, and has to look at once more
    std::unordered_set<int64_t> above;  // part scans: asked for since a directory in them is not where it was
    UnixNs rules_since_ns = 0;   // since then names are kept by the rules of this scan
    UnixNs full_since_ns = 0;    // listings before then do not count, whatever the stamp
    std::unordered_map<int64_t, std::string> paths;  // of directories that were looked up lately
};

[[nodiscard]] inline std::string child_path(const std::string& parent, std::string_view name) {
    std::string path;
    path.reserve(parent.size() + 1 + name.size());
    path.append(parent);
    if (!parent.empty() && !name.empty()) path.push_back('/');  // no name: see retire_directory_row()
    path.append(name);
    return path;
}

// The directory's path relative to its share, "" for the root. Throws Error(corrupt) when its parents do not end.
[[nodiscard]] std::string relative_path(Database& database, ScanPlan& plan, int64_t directory_id);

// The same for the directory that `key` stands for: see DirectoryToList.
[[nodiscard]] std::string path_now(Database& database, ScanState& scan, int64_t key);

// The directories of `parts` that the catalogue knows, ascending.
[[nodiscard]] std::vector<int64_t> find_parts(Database& database, int64_t share_id, const std::vector<ScanPart>& parts);

// The plan for a part scan.
void plan_part(Database& database, ScanState& scan, const ScanStart& start);

// At the beginning of a scan: where another directory was found under the name of a row, and an earlier scan ended before
// it was known which is where, the row has its name again, and is looked at as all others are.
void forget_replaced(Database& database, ScanState& scan);

// One that was asked for where it is not any more.
void plan_again(ScanState& scan, int64_t key);

// All below `directory_id`, which moved: also what this scan has seen, since that was at a path that is another one's now.
void plan_again_below(Database& database, ScanState& scan, int64_t directory_id);

// The next directories, at most `count`; none: that was all.
[[nodiscard]] std::vector<DirectoryToList> next_planned(Database& database, ScanState& scan, size_t count);

// A stamp that was read at `read_ns` is old enough to prove something. What changed in its own tick, or after a clock
// that is ahead, may look the same.
[[nodiscard]] bool is_clearly_older(const DirectoryAttributes& stamp, UnixNs read_ns, int64_t margin_ns);

}  // namespace tocd
