#include "catalogue/change_rows.hpp"

#include "base/error.hpp"
#include "catalogue/directory_paths.hpp"

namespace tocd {
namespace {

std::string exact(const Statement& row, int shown, int raw) { return row.text(row.is_null(raw) ? shown : raw); }

// Columns from `first` on: directory, directory's raw, name, name's raw.
std::string path_at(const Statement& row, int first, const ShareRow& share) {
    std::string path = share.path;
    for (const std::string& part : {exact(row, first, first + 1), exact(row, first + 2, first + 3)})
        if (!part.empty()) path = join_path(path, part);
    return path;
}

}  // namespace

std::string select_changes(std::string_view condition) {
    return "SELECT c.id, c.share_id, c.at_ns, c.kind, c.is_directory, c.row_id, p.path, p.path_raw, c.name, c.name_raw, "
           "o.path, o.path_raw, c.old_name, c.old_name_raw, c.old_row_id FROM change c "
           "LEFT JOIN change_path p ON p.id = c.path_id LEFT JOIN change_path o ON o.id = c.old_path_id WHERE " +
           std::string(condition);
}

ChangeRecord change_at(const Statement& row, const ShareRow& share) {
    ChangeRecord change;
    change.number = row.integer(0);
    change.at_ns = row.integer(2);
    change.kind = static_cast<ChangeKind>(row.integer(3));
    change.directory = row.integer(4) != 0;
    change.id = row.integer(5);
    change.share = share.name;
    change.path = path_at(row, 6, share);
    if (!row.is_null(10)) change.old_path = path_at(row, 10, share);
    change.old_id = row.integer(14);
    return change;
}

std::optional<ChangeRecord> seen_change(const ReadCall& call, ChangeRecord change) {
    const auto shows = [&](const std::string& path) {
        if (change.directory) return call.sight().shows(path);
        const size_t slash = path.rfind('/');  // a file is seen where its directory shows its files
        return call.sight().shows(path) && call.sight().shows_files_in(path.substr(0, slash));
    };
    const bool now = shows(change.path);
    if (change.kind != ChangeKind::moved || change.old_path.empty()) return now ? std::optional(std::move(change)) : std::nullopt;
    const bool before = shows(change.old_path);
    if (!now && !before) return std::nullopt;
    if (now && before) return change;
    // Of a file that came its new directory's listing has told already.
    if (now && !change.directory) return std::nullopt;
    if (before) {
        change.path = change.old_path;
        if (change.old_id != 0) change.id = change.old_id;
    }
    change.kind = now ? ChangeKind::added : ChangeKind::gone;
    change.old_path.clear();
    change.old_id = 0;
    return change;
}

std::string clock_prefix(Database& database) {
    Statement read(database, "SELECT id FROM instance");
    if (!read.step()) throw Error(ErrorKind::corrupt, "the catalogue has no instance");
    return read.text(0) + "-";
}

}  // namespace tocd
