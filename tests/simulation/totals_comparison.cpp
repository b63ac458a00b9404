// Every total, added up from the model's rows, against what the catalogue keeps.
#include "catalogue/statement.hpp"
#include "catalogue_comparison.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <unordered_map>

namespace tocd::simulation {
namespace {

using Wide = __int128;
constexpr Wide kMax = std::numeric_limits<int64_t>::max();
int64_t saturate(Wide sum) { return static_cast<int64_t>(std::min(sum, kMax)); }

struct Tree {
    int64_t files = 0, directories = 0, failed = 0;
    Wide size = 0, allocated = 0;
    std::optional<int64_t> newest;

    void newer(std::optional<int64_t> mtime) {
        if (mtime) newest = newest ? std::max(*newest, *mtime) : *mtime;
    }
    void add(const Tree& other) {
        files += other.files;
        directories += other.directories;
        failed += other.failed;
        size += other.size;
        allocated += other.allocated;
        newer(other.newest);
    }
};

struct GroupSum {
    int64_t files = 0;
    Wide size = 0;
};

struct Sums {
    int64_t gone_files = 0;
    std::map<std::string, GroupSum> owners;  // "uid gid"
};

std::string newest_text(const std::optional<int64_t>& newest) { return newest ? std::to_string(*newest) : "NULL"; }

std::string line(const Tree& own, const Tree* total) {
    std::string out = "files " + std::to_string(own.files) + " size " + std::to_string(saturate(own.size)) +
                      " allocated " + std::to_string(saturate(own.allocated)) + " newest " + newest_text(own.newest);
    if (total == nullptr) return out;
    return out + "; total files " + std::to_string(total->files) + " directories " +
           std::to_string(total->directories) + " size " + std::to_string(saturate(total->size)) + " allocated " +
           std::to_string(saturate(total->allocated)) + " newest " + newest_text(total->newest) + " failed " +
           std::to_string(total->failed);
}

struct Expected {
    std::unordered_multimap<std::string, std::string> lines;  // by path; others had a name before the one that has it now
    Sums sums;
    bool recursive = true;

    Tree add(const std::string& path, const ModelDirectory& directory) {
        Tree own;
        for (const auto& [name, file] : directory.files) {
            if (directory.shown_as_gone(file)) {
                ++sums.gone_files;
                continue;
            }
            ++own.files;
            own.size += file.size_bytes;
            own.allocated += file.allocated_bytes;
            own.newer(file.mtime_ns);
            GroupSum& owner = sums.owners[std::to_string(file.uid) + " " + std::to_string(file.gid)];
            ++owner.files;
            owner.size += file.size_bytes;
        }
        Tree total = own;
        const bool failed = directory.state == DirectoryState::failed && directory.error_number != EXDEV;
        total.failed = failed ? 1 : 0;
        for (const auto& [name, child] : directory.children) {
            if (child.state == DirectoryState::pending) continue;
            Tree below = add(path + "/" + name, child);
            below.directories += 1;
            if (!child.gone()) total.add(below);
        }
        lines.emplace(path, line(own, recursive ? &total : nullptr));
        return total;
    }
};

void compare_groups(Database& database, const std::string& share, const std::string& sql,
                    const std::map<std::string, GroupSum>& expected, const std::string& what, Differences& out) {
    std::map<std::string, std::string> stored;
    Statement read(database, sql);
    read.bind_text(1, share);
    while (read.step())
        stored[read.text(0)] =
            std::to_string(read.integer(1)) + " files, " + std::to_string(read.integer(2)) + " bytes";
    std::map<std::string, std::string> wanted;
    for (const auto& [key, sum] : expected)
        wanted[key] = std::to_string(sum.files) + " files, " + std::to_string(saturate(sum.size)) + " bytes";
    if (stored == wanted) return;
    for (const auto& [key, text] : wanted)
        if (stored[key] != text) out.push_back(what + " of " + readable(key) + " is " + stored[key] + " not " + text);
    for (const auto& [key, text] : stored)
        if (!wanted.contains(key) && !text.empty())
            out.push_back(what + " of " + readable(key) + " is " + text + " and should not be");
}

// From the catalogue's own rows: they equal the model's by now, and so the grouping by extension is the catalogue's.
std::map<std::string, GroupSum> extension_sums(Database& database, const std::string& share) {
    std::map<std::string, GroupSum> sums;
    Statement read(database, "SELECT extension, size_bytes FROM files WHERE share = ?1 AND NOT gone");
    read.bind_text(1, share);
    while (read.step()) {
        GroupSum& sum = sums[read.text(0)];
        ++sum.files;
        sum.size += read.integer(1);
    }
    return sums;
}

}  // namespace

Differences compare_totals(Database& database, const std::string& share, const Model& model) {
    Differences out;
    if (!model.root() || model.root()->state == DirectoryState::pending) return out;
    Expected expected;
    expected.recursive = model.settled;
    const Tree all = expected.add("", *model.root());

    std::unordered_map<int64_t, std::pair<int64_t, std::string>> rows_above;  // a directory that moved has an older id than its parent
    {
        Statement up(database, "SELECT id, parent_id, ifnull(name_raw, name) FROM directories WHERE share = ?1 AND id > 0");
        up.bind_text(1, share);
        while (up.step()) rows_above[up.integer(0)] = {up.integer(1), up.text(2)};
    }
    const auto path_of = [&](int64_t id) {
        std::string path;
        for (; rows_above.contains(id) && rows_above[id].first != 0; id = rows_above[id].first) path = "/" + rows_above[id].second + path;
        return path;
    };
    Statement read(database,
                   "SELECT id, parent_id, ifnull(name_raw, name), files, size_bytes, allocated_bytes, newest_mtime_ns, "
                   "total_files,"
                   " total_directories, total_size_bytes, total_allocated_bytes, total_newest_mtime_ns, total_failed"
                   " FROM directories WHERE share = ?1 AND id > 0 ORDER BY id");
    read.bind_text(1, share);
    while (read.step()) {
        const std::string path = path_of(read.integer(0));
        const Tree own{read.integer(3), 0, 0, read.integer(4), read.integer(5), read.optional_integer(6)};
        const Tree total{read.integer(7), read.integer(8),  read.integer(12),
                         read.integer(9), read.integer(10), read.optional_integer(11)};
        const std::string got =
            read.is_null(3) ? "no row in directory_total" : line(own, model.settled ? &total : nullptr);
        const auto [first, last] = expected.lines.equal_range(path);
        const auto wanted = std::find_if(first, last, [&](const auto& each) { return each.second == got; });
        if (wanted != last) expected.lines.erase(wanted);
        else if (out.size() < 5)
            out.push_back("totals of " + readable(path) + " (" + std::to_string(read.integer(0)) + ")\n      are " +
                          got + "\n      not " + (first == last ? "there" : first->second));
    }
    for (const auto& [path, text] : expected.lines)
        if (out.size() < 5) out.push_back("totals of " + readable(path) + " should be\n      " + text);

    compare_groups(
        database, share,
        "SELECT o.uid || ' ' || o.gid, t.files, t.size_bytes FROM owner_total t JOIN owner o ON o.id = t.owner_id"
        " JOIN share s ON s.id = t.share_id WHERE s.name = ?1",
        expected.sums.owners, "owner_total", out);
    compare_groups(
        database, share,
        "SELECT e.extension, t.files, t.size_bytes FROM extension_total t JOIN extension e ON e.id = t.extension_id"
        " JOIN share s ON s.id = t.share_id WHERE s.name = ?1",
        extension_sums(database, share), "extension_total", out);

    if (!model.settled) return out;
    Statement row(database, "SELECT files, size_bytes, gone_files FROM share WHERE name = ?1");
    if (!row.bind_text(1, share).step()) return out;
    const Tree present = model.root()->gone() ? Tree{} : all;
    const auto check = [&](const char* column, int64_t stored, int64_t wanted) {
        if (stored != wanted)
            out.push_back("share." + std::string(column) + " is " + std::to_string(stored) + " not " +
                          std::to_string(wanted));
    };
    check("files", row.integer(0), present.files);
    check("size_bytes", row.integer(1), saturate(present.size));
    check("gone_files", row.integer(2), expected.sums.gone_files);
    return out;
}

}  // namespace tocd::simulation
