#include "catalogue/directory_rows.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/statement.hpp"

#include <cerrno>

namespace tocd {
namespace {

// Binds `name` as the display column at `index` and the exact bytes, when they differ, at `index + 1`.
void bind_names(Statement& statement, int index, const std::string& name, std::string& display) {
    if (is_utf8(name)) {
        statement.bind_text(index, name).bind_null(index + 1);
    } else {
        display = display_text(name);
        statement.bind_text(index, display).bind_blob(index + 1, name);
    }
}

std::string exact_name(const Statement& statement, int display, int raw) {
    return statement.text(statement.is_null(raw) ? display : raw);
}

void bind_attributes(Statement& statement, int index, const DirectoryRow& row) {
    const DirectoryAttributes& a = row.attributes;
    statement.bind(index, a.inode);
    if (!row.owner_id) {  // never opened: nothing but the inode is known
        for (int i = 1; i <= 5; ++i) statement.bind_null(index + i);
        return;
    }
    statement.bind(index + 1, a.mtime_ns).bind(index + 2, a.ctime_ns);
    if (a.btime_ns == kNoTime) statement.bind_null(index + 3);
    else statement.bind(index + 3, a.btime_ns);
    statement.bind(index + 4, a.mode).bind(index + 5, row.owner_id);
}

void bind_hash_and_error(Statement& statement, int index, const DirectoryRow& row) {
    if (row.hash.known()) statement.bind(index, row.hash.low).bind(index + 1, row.hash.high);
    else statement.bind_null(index).bind_null(index + 1);
    if (row.error_number != 0) statement.bind(index + 2, row.error_number);
    else statement.bind_null(index + 2);
}

// Whether `is` says yes of the directory, or of one on the way from it up to the root; nothing when it says no and the way is broken.
template <class Is>
std::optional<bool> finds_upwards(Database& database, int64_t id, Is is) {
    for (int64_t at = id; at != 0;) {
        Statement row(database, "SELECT state, parent_id FROM directory WHERE id = ?1");
        const bool there = row.bind(1, at).step();
        if (is(at, there ? static_cast<DirectoryState>(row.integer(0)) : DirectoryState::pending)) return true;
        if (!there) return std::nullopt;
        at = row.integer(1);
    }
    return false;
}

}  // namespace

void check_transition(DirectoryState from, DirectoryState to) {
    using S = DirectoryState;
    const bool seen = from == S::listed || from == S::failed;
    const bool allowed = from == to || (from == S::pending && (to == S::listed || to == S::failed)) ||
                         (seen && (to == S::listed || to == S::failed || to == S::staged_gone)) ||
                         (from == S::staged_gone && (to == S::gone || to == S::listed)) ||
                         (from == S::gone && to == S::listed);
    if (!allowed)
        throw Error(ErrorKind::internal, "a directory cannot go from " + std::string(state_name(from)) + " to " +
                                             std::string(state_name(to)));
}

bool is_unlisted(DirectoryState state, int64_t error_number) noexcept {
    return state == DirectoryState::failed && error_number != EXDEV;
}

DirectoryRow read_directory_row(Database& database, int64_t id) {
    Statement read(database,
        "SELECT d.parent_id, d.name, d.name_raw, d.state, d.inode, d.mtime_ns, d.ctime_ns, d.btime_ns, d.mode, d.owner_id,"
        " d.first_seen_ns, d.first_listed_ns, d.next_ordinal, d.hash_low, d.hash_high, d.error_errno, t.last_listed_ns,"
        " d.mount_root"
        " FROM directory d LEFT JOIN directory_stamp t ON t.directory_id = d.id WHERE d.id = ?1");
    if (!read.bind(1, id).step())
        throw Error(ErrorKind::internal, "the catalogue has no directory " + std::to_string(id));
    DirectoryRow row;
    row.id = id;
    row.parent_id = read.integer(0);
    row.name = exact_name(read, 1, 2);
    row.state = static_cast<DirectoryState>(read.integer(3));
    row.attributes.inode = static_cast<uint64_t>(read.integer(4));
    row.attributes.mtime_ns = read.integer(5);
    row.attributes.ctime_ns = read.integer(6);
    row.attributes.btime_ns = read.optional_integer(7).value_or(kNoTime);
    row.attributes.mode = static_cast<uint32_t>(read.integer(8));
    row.owner_id = read.optional_integer(9);
    row.first_seen_ns = read.integer(10);
    row.first_listed_ns = read.optional_integer(11);
    row.next_ordinal = read.integer(12);
    row.hash = {static_cast<uint64_t>(read.integer(13)), static_cast<uint64_t>(read.integer(14))};
    row.error_number = static_cast<int>(read.integer(15));
    row.last_listed_ns = read.optional_integer(16);
    row.attributes.mount_root = read.integer(17) != 0;
    return row;
}

std::optional<int64_t> find_root_id(Database& database, int64_t share_id) {
    Statement read(database, "SELECT id FROM directory WHERE parent_id IS NULL AND +share_id = ?1");
    if (!read.bind(1, share_id).step()) return std::nullopt;
    return read.integer(0);
}

int64_t known_directories(Database& database, int64_t share_id) {
    const std::optional<int64_t> root = find_root_id(database, share_id);
    if (!root) return 0;
    Statement read(database, "SELECT total_directories FROM directory_total WHERE directory_id = ?1");
    return read.bind(1, *root).step() ? read.integer(0) + 1 : 0;
}

void insert_directory_row(Database& database, int64_t share_id, const DirectoryRow& row) {
    check_transition(DirectoryState::pending, row.state);
    std::string display;
    Statement insert(database,
        "INSERT INTO directory(id, share_id, parent_id, name, name_raw, state, first_seen_ns, first_listed_ns,"
        " next_ordinal, inode, mtime_ns, ctime_ns, btime_ns, mode, owner_id, hash_low, hash_high, error_errno, mount_root)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)");
    insert.bind(1, row.id).bind(2, share_id);
    if (row.parent_id != 0) insert.bind(3, row.parent_id);
    else insert.bind_null(3);
    bind_names(insert, 4, row.name, display);
    insert.bind(6, static_cast<int>(row.state)).bind(7, row.first_seen_ns).bind(8, row.first_listed_ns);
    insert.bind(9, row.next_ordinal);
    bind_attributes(insert, 10, row);
    bind_hash_and_error(insert, 16, row);
    insert.bind(19, row.attributes.mount_root).run();
}

void update_directory_row(Database& database, const DirectoryRow& row) {
    Statement update(database,
        "UPDATE directory SET state = ?2, first_listed_ns = ?3, next_ordinal = ?4, inode = ?5, mtime_ns = ?6,"
        " ctime_ns = ?7, btime_ns = ?8, mode = ?9, owner_id = ?10, hash_low = ?11, hash_high = ?12, error_errno = ?13,"
        " mount_root = ?14, staged_scan_id = CASE ?2 WHEN 3 THEN staged_scan_id END"
        " WHERE id = ?1");
    update.bind(1, row.id).bind(2, static_cast<int>(row.state)).bind(3, row.first_listed_ns).bind(4, row.next_ordinal);
    bind_attributes(update, 5, row);
    bind_hash_and_error(update, 11, row);
    update.bind(14, row.attributes.mount_root).run();
}

void set_directory_state(Database& database, int64_t id, DirectoryState from, DirectoryState to) {
    check_transition(from, to);
    Statement(database, "UPDATE directory SET state = ?2, staged_scan_id = NULL WHERE id = ?1").bind(1, id).bind(2, static_cast<int>(to)).run();
}

void stage_directory(Database& database, int64_t id, DirectoryState from, int64_t scan_id) {
    check_transition(from, DirectoryState::staged_gone);
    Statement(database, "UPDATE directory SET state = 3, staged_scan_id = ?2 WHERE id = ?1").bind(1, id).bind(2, scan_id).run();
}

void move_directory_row(Database& database, int64_t id, int64_t parent_id, const std::string& name) {
    std::string display;
    Statement update(database, "UPDATE directory SET parent_id = ?2, name = ?3, name_raw = ?4 WHERE id = ?1");
    update.bind(1, id).bind(2, parent_id);
    bind_names(update, 3, name, display);
    update.run();
}

void retire_directory_row(Database& database, int64_t id, int64_t successor_id) {
    for (const char* sql : {"UPDATE directory SET parent_id = ?2 WHERE parent_id = ?1",
                            "UPDATE pending_directory SET parent_id = ?2 WHERE parent_id = ?1",
                            "UPDATE directory SET parent_id = ?2, name = '', name_raw = NULL, state = 4, inode = 0, mount_root = 0,"
                            " hash_low = NULL, hash_high = NULL, error_errno = NULL, staged_scan_id = NULL WHERE id = ?1"})
        Statement(database, sql).bind(1, id).bind(2, successor_id).run();
    delete_unreadable(database, id);
}

int64_t delete_directory_row(Database& database, int64_t id) {
    const int64_t parent_id = read_directory_row(database, id).parent_id;
    for (const char* sql : {"DELETE FROM directory_stamp WHERE directory_id = ?1", "DELETE FROM directory_total WHERE directory_id = ?1",
                            "DELETE FROM unreadable_directory WHERE directory_id = ?1",
                            "DELETE FROM pending_directory WHERE parent_id = ?1", "DELETE FROM directory WHERE id = ?1",
                            "UPDATE instance SET purged_directory_id = ?1 WHERE purged_directory_id < ?1"})
        Statement(database, sql).bind(1, id).run();
    return parent_id;
}

int64_t new_directory_id(Database& database) {
    return database.read_integer("SELECT max(ifnull((SELECT max(id) FROM directory), 0), purged_directory_id) + 1 FROM instance");
}

bool is_any_above(Database& database, const std::unordered_set<int64_t>& ids, int64_t descendant) {
    return finds_upwards(database, descendant, [&](int64_t id, DirectoryState) { return ids.contains(id); }).value_or(true);
}

bool has_staged(Database& database, int64_t share_id) {
    Statement read(database, "SELECT EXISTS (SELECT 1 FROM directory WHERE +share_id = ?1 AND state = 3)");
    return read.bind(1, share_id).step() && read.integer(0) != 0;
}

bool is_staged_or_below(Database& database, int64_t id) {
    return finds_upwards(database, id, [](int64_t, DirectoryState state) { return state == DirectoryState::staged_gone; }).value_or(false);
}

std::vector<int64_t> directories_below(Database& database, int64_t id, UnixNs listed_before_ns) {
    Statement read(database,
        "WITH RECURSIVE below(id, state) AS (SELECT id, state FROM directory WHERE parent_id = ?1 AND state <> 4 UNION ALL"
        " SELECT d.id, d.state FROM below JOIN directory d ON d.parent_id = below.id WHERE d.state <> 4)"
        " SELECT id FROM below WHERE state IN (1, 2) AND ?2 >"
        " ifnull((SELECT last_listed_ns FROM directory_stamp WHERE directory_id = id), -9223372036854775808)");
    read.bind(1, id).bind(2, listed_before_ns);
    std::vector<int64_t> ids;
    while (read.step()) ids.push_back(read.integer(0));
    return ids;
}

void write_stamp(Database& database, int64_t directory_id, UnixNs last_listed_ns, uint32_t listing_us, uint64_t entry_count) {
    Statement(database,
        "INSERT INTO directory_stamp(directory_id, last_listed_ns, listing_us, entry_count) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT(directory_id) DO UPDATE SET last_listed_ns = max(last_listed_ns, excluded.last_listed_ns),"
        " listing_us = excluded.listing_us, entry_count = excluded.entry_count, full_ns = NULL")
        .bind(1, directory_id).bind(2, last_listed_ns).bind(3, listing_us).bind(4, entry_count).run();
}

void write_unreadable(Database& database, int64_t directory_id, UnixNs at_ns, std::optional<int64_t> owner_id) {
    Statement(database,
        "INSERT INTO unreadable_directory(directory_id, since_ns, owner_id) VALUES (?1, ?2, ?3)"
        " ON CONFLICT(directory_id) DO UPDATE SET owner_id = ifnull(excluded.owner_id, owner_id)"
        " WHERE excluded.owner_id IS NOT owner_id")
        .bind(1, directory_id).bind(2, at_ns).bind(3, owner_id).run();
}

void delete_unreadable(Database& database, int64_t directory_id) {
    Statement(database, "DELETE FROM unreadable_directory WHERE directory_id = ?1").bind(1, directory_id).run();
}

void write_unchanged_stamps(Database& database, int64_t first_id, int64_t last_id, UnixNs checked_ns) {
    Statement(database,
        "UPDATE directory_stamp SET full_ns = ifnull(full_ns, last_listed_ns), last_listed_ns = max(last_listed_ns, ?3)"
        " WHERE directory_id BETWEEN ?1 AND ?2")
        .bind(1, first_id).bind(2, last_id).bind(3, checked_ns).run();
}

std::vector<ChildRow> read_child_rows(Database& database, int64_t parent_id) {
    Statement read(database,
        "SELECT id, name, name_raw, state, inode, mtime_ns, ctime_ns, btime_ns, hash_low, hash_high, mount_root"
        " FROM directory WHERE parent_id = ?1"
        " ORDER BY state, (SELECT last_listed_ns FROM directory_stamp WHERE directory_id = id) DESC, id DESC");
    read.bind(1, parent_id);
    std::vector<ChildRow> out;
    while (read.step()) {
        ChildRow& child = out.emplace_back();
        child.id = read.integer(0);
        child.name = exact_name(read, 1, 2);
        child.state = static_cast<DirectoryState>(read.integer(3));
        child.attributes.inode = static_cast<uint64_t>(read.integer(4));
        child.attributes.mtime_ns = read.integer(5);
        child.attributes.ctime_ns = read.integer(6);
        child.attributes.btime_ns = read.optional_integer(7).value_or(kNoTime);
        child.hash = {static_cast<uint64_t>(read.integer(8)), static_cast<uint64_t>(read.integer(9))};
        child.attributes.mount_root = read.integer(10) != 0;
    }
    return out;
}

void insert_pending_row(Database& database, int64_t share_id, int64_t pending_id, const PendingDirectory& pending) {
    std::string display;
    Statement insert(database,
        "INSERT INTO pending_directory(id, share_id, parent_id, name, name_raw, inode, first_seen_ns)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    insert.bind(1, pending_id).bind(2, share_id);
    if (pending.parent_id != 0) insert.bind(3, pending.parent_id);
    else insert.bind_null(3);
    bind_names(insert, 4, pending.name, display);
    insert.bind(6, pending.inode).bind(7, pending.first_seen_ns).run();
}

void delete_pending_row(Database& database, int64_t pending_id) {
    Statement(database, "DELETE FROM pending_directory WHERE id = ?1").bind(1, pending_id).run();
}

std::vector<int64_t> load_pending_children(Database& database, ScanState& scan, int64_t parent_id) {
    Statement read(database, "SELECT id, name, name_raw, inode, first_seen_ns FROM pending_directory WHERE parent_id = ?1");
    read.bind(1, parent_id);
    std::vector<int64_t> keys;
    while (read.step()) {
        const int64_t key = -read.integer(0);
        keys.push_back(key);
        scan.pending.try_emplace(key, PendingDirectory{parent_id, exact_name(read, 1, 2),
                                                       static_cast<uint64_t>(read.integer(3)), read.integer(4), true});
    }
    return keys;
}

std::vector<int64_t> load_pending(Database& database, ScanState& scan) {
    Statement read(database,
        "SELECT id, name, name_raw, inode, first_seen_ns, parent_id FROM pending_directory"
        " WHERE share_id = ?1 AND parent_id IS NOT NULL");
    read.bind(1, scan.share_id);
    std::vector<int64_t> keys;
    while (read.step()) {
        keys.push_back(-read.integer(0));
        scan.pending.try_emplace(keys.back(), PendingDirectory{read.integer(5), exact_name(read, 1, 2),
                                                               static_cast<uint64_t>(read.integer(3)), read.integer(4), true});
    }
    return keys;
}

std::optional<int64_t> load_pending_root(Database& database, ScanState& scan) {
    Statement read(database, "SELECT id, inode, first_seen_ns FROM pending_directory WHERE share_id = ?1 AND parent_id IS NULL");
    if (!read.bind(1, scan.share_id).step()) return std::nullopt;
    const int64_t key = -read.integer(0);
    scan.pending.try_emplace(key, PendingDirectory{0, "", static_cast<uint64_t>(read.integer(1)), read.integer(2), true});
    return key;
}

}  // namespace tocd
