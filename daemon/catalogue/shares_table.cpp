#include "catalogue/shares_table.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "catalogue/kept_access.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <random>

namespace tocd {
namespace {

uint64_t random_bits() {
    static std::random_device device;
    return uint64_t{device()} << 32 | device();
}

void bind_path(Statement& statement, int index, const std::string& path, std::string& display) {
    display = display_text(path);
    statement.bind_text(index, display);
    if (display == path) statement.bind_null(index + 1);
    else statement.bind_blob(index + 1, path);
}

// A local disk's device name may change with every boot; a server's export does not.
bool names_a_server(const std::string& source) { return source.find(':') != std::string::npos || source.starts_with("//"); }

std::string root_text(uint64_t inode, UnixNs btime_ns, const std::string& file_system, const std::string& source) {
    const std::string born = btime_ns == kNoTime ? "" : " of " + format_iso(btime_ns);
    return "inode " + std::to_string(inode) + born + " on " + file_system + " " + display_text(source);
}

// With another path its entries have another one too, and may have been taken away as ones that lie in no share.
void tell_if_moved(Database& database, const ConfiguredShare& share) {
    const std::string path = display_text(share.path);
    Statement moved(database, "SELECT path FROM share WHERE name = ?1 AND path <> ?2 AND id IN (SELECT share_id FROM kept_access)");
    if (moved.bind_text(1, share.name).bind_text(2, path).step())
        log_warning("config", "the share has another path than before: what was hidden of it is so only where access names the new one",
                    {{"share", share.name}, {"path", share.path}, {"before", moved.text(0)}});
}

}  // namespace

void store_configured_shares(Database& database, const std::vector<ConfiguredShare>& shares) {
    database.execute("UPDATE share SET configured = 0");
    for (const ConfiguredShare& share : shares) {
        std::string display;
        if (share.access) tell_if_moved(database, share);
        Statement upsert(database,
            "INSERT INTO share(name, path, path_raw, hash_key_low, hash_key_high) VALUES (?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT(name) DO UPDATE SET configured = 1, path = excluded.path, path_raw = excluded.path_raw RETURNING id");
        upsert.bind_text(1, share.name);
        bind_path(upsert, 2, share.path, display);
        upsert.bind(4, random_bits()).bind(5, random_bits()).step();
        if (share.access) store_kept_access(database, upsert.integer(0), *share.access);
    }
}

StoredShare find_or_add_share(Database& database, const std::string& name, const std::string& path) {
    for (int attempt = 0;; ++attempt) {
        {
            Statement read(database,
                "SELECT id, root_inode, root_file_system, root_source, hash_key_low, hash_key_high,"
                " (SELECT ifnull(sum(files), 0) FROM extension_sum WHERE share_id = share.id), gone_files, root_btime_ns,"
                " keeps_stamps, stable_inodes, settled, scanned, rules_hash, rules_since_ns"
                " FROM share WHERE name = ?1");
            if (read.bind_text(1, name).step()) {
                StoredShare row;
                row.id = read.integer(0);
                row.name = name;
                if (!read.is_null(1)) row.root_inode = static_cast<uint64_t>(read.integer(1));
                row.root_file_system = read.text(2);
                row.root_source = read.text(3);
                row.hash_key[0] = static_cast<uint64_t>(read.integer(4));
                row.hash_key[1] = static_cast<uint64_t>(read.integer(5));
                row.files = read.integer(6);
                row.gone_files = read.integer(7);
                row.root_btime_ns = read.optional_integer(8);
                row.keeps_stamps = read.integer(9) != 0;
                if (!read.is_null(10)) row.stable_inodes = read.integer(10) != 0;
                row.settled = read.integer(11) != 0;
                row.scanned = read.integer(12) != 0;
                if (!read.is_null(13)) row.rules_hash = static_cast<uint64_t>(read.integer(13));
                row.rules_since_ns = read.integer(14);
                return row;
            }
        }
        if (attempt > 0) throw Error(ErrorKind::internal, "share " + name + " cannot be added");
        std::string display;
        Statement insert(database, "INSERT INTO share(name, path, path_raw, hash_key_low, hash_key_high) VALUES (?1, ?2, ?3, ?4, ?5)");
        insert.bind_text(1, name);
        bind_path(insert, 2, path, display);
        insert.bind(4, random_bits()).bind(5, random_bits()).run();
    }
}

void check_root(const StoredShare& share, const ScanStart& start) {
    if (start.accept_root || !share.root_inode) return;
    const RootIdentity& now = start.root;
    const bool other_server = (names_a_server(now.mount_source) || names_a_server(share.root_source)) &&
                              display_text(now.mount_source) != share.root_source;
    const bool other_birth = share.root_btime_ns && now.btime_ns != kNoTime && now.btime_ns != *share.root_btime_ns;
    if (now.inode != *share.root_inode || other_birth || now.file_system != share.root_file_system || other_server)
        throw Error(ErrorKind::conflict,
                    "the root of share " + start.share + " (" + display_text(start.share_path) + ") is another one than before: now " +
                        root_text(now.inode, now.btime_ns, now.file_system, now.mount_source) + ", before " +
                        root_text(*share.root_inode, share.root_btime_ns.value_or(kNoTime), share.root_file_system, share.root_source) +
                        "; if a mount is missing, mount it; if the exchange is right, scan once with accept_root");
    if (now.empty && share.files > 0)
        throw Error(ErrorKind::conflict,
                    "the root of share " + start.share + " (" + display_text(start.share_path) + ") is empty, but " +
                        std::to_string(share.files) + " files are known below it: if a mount is missing, mount it;"
                        " if everything was really deleted, scan once with accept_root");
}

void store_keeps_stamps(Database& database, int64_t share_id, bool keeps) {
    Statement(database, "UPDATE share SET keeps_stamps = ?2 WHERE id = ?1").bind(1, share_id).bind(2, keeps).run();
}

void store_trusts_inodes(Database& database, int64_t share_id, bool stable) {
    Statement(database, "UPDATE share SET stable_inodes = ?2 WHERE id = ?1").bind(1, share_id).bind(2, stable).run();
}

void store_scanned(Database& database, int64_t share_id) {
    Statement(database, "UPDATE share SET scanned = 1 WHERE id = ?1 AND NOT scanned").bind(1, share_id).run();
}

void store_rules(Database& database, int64_t share_id, uint64_t rules_hash, UnixNs since_ns) {
    Statement(database, "UPDATE share SET rules_hash = ?2, rules_since_ns = ?3 WHERE id = ?1")
        .bind(1, share_id).bind(2, rules_hash).bind(3, since_ns).run();
}

StoredShare find_share_of_scan(Database& database, int64_t scan_id) {
    std::string name;
    {
        Statement read(database, "SELECT h.name FROM scan s JOIN share h ON h.id = s.share_id WHERE s.id = ?1");
        if (!read.bind(1, scan_id).step()) throw NotFound(Named::scan, "there is no scan s" + std::to_string(scan_id));
        name = read.text(0);
    }
    return find_or_add_share(database, name, "");
}

void store_settled(Database& database, int64_t share_id, bool settled) {
    Statement(database, "UPDATE share SET settled = ?2 WHERE id = ?1").bind(1, share_id).bind(2, settled).run();
}

void accept_root(Database& database, int64_t share_id, const ScanStart& start) {
    const std::string source = display_text(start.root.mount_source);
    // Not its path: the configuration says it, perhaps a newer one than this scan began with, and access hides by it.
    Statement update(database, "UPDATE share SET root_inode = ?2, root_file_system = ?3, root_source = ?4, root_btime_ns = ?5 WHERE id = ?1");
    update.bind(1, share_id).bind(2, start.root.inode).bind_text(3, start.root.file_system).bind_text(4, source);
    if (start.root.btime_ns == kNoTime) update.bind_null(5);
    else update.bind(5, start.root.btime_ns);
    update.run();
}

}  // namespace tocd
