#include "catalogue_fixture.hpp"

#include "base/text.hpp"
#include "catalogue/migrate.hpp"
#include "catalogue/statement.hpp"
#include "catalogue/totals.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace tocd {

CatalogueFixture::CatalogueFixture() : database_(folder_ / "catalogue.db", Database::Access::write) {
    migrate(database_);
}

int64_t CatalogueFixture::add_share(const std::string& name, const std::string& path) {
    Statement(database_,
              "INSERT INTO share(name, path, path_raw, hash_key_low, hash_key_high) VALUES(?1, ?2, ?3, 1, 2)")
        .bind_text(1, name)
        .bind_text(2, display_text(path))
        .bind_blob(3, path)
        .run();
    const int64_t id = database_.last_insert_id();
    if (is_utf8(path)) Statement(database_, "UPDATE share SET path_raw = NULL WHERE id = ?1").bind(1, id).run();
    return id;
}

int64_t CatalogueFixture::add_directory(int64_t share, int64_t parent, const std::string& name) {
    const std::string shown = display_text(name);
    Statement insert(
        database_,
        "INSERT INTO directory(share_id, parent_id, name, name_raw, state, inode, mtime_ns, mode, owner_id, "
        "first_seen_ns, first_listed_ns) VALUES(?1, ?2, ?3, ?4, 1, 7, ?5, 493, ?6, ?7, ?7)");
    insert.bind(1, share).bind_text(3, shown).bind(5, kScanStart - 5).bind(6, owner("root")).bind(7, kScanStart);
    if (parent == 0)
        insert.bind_null(2);
    else
        insert.bind(2, parent);
    if (is_utf8(name))
        insert.bind_null(4);
    else
        insert.bind_blob(4, name);
    insert.run();
    const int64_t id = database_.last_insert_id();
    share_of_[id] = share;
    Statement(database_, "INSERT INTO directory_stamp VALUES(?1, ?2, 1500, 3, NULL)").bind(1, id).bind(2, kScanStart).run();
    return id;
}

int64_t CatalogueFixture::add_pending(int64_t share, int64_t parent, const std::string& name) {
    const std::string shown = display_text(name);
    Statement insert(database_,
                     "INSERT INTO pending_directory(share_id, parent_id, name, name_raw, inode, first_seen_ns) "
                     "VALUES(?1, ?2, ?3, ?4, 9, ?5)");
    insert.bind(1, share).bind_text(3, shown).bind(5, kScanStart);
    if (parent == 0)
        insert.bind_null(2);
    else
        insert.bind(2, parent);
    if (is_utf8(name))
        insert.bind_null(4);
    else
        insert.bind_blob(4, name);
    insert.run();
    return -database_.last_insert_id();
}

int64_t CatalogueFixture::add_file(int64_t directory, const TestFile& file) {
    const int64_t id = directory << 24 | next_ordinal_[directory]++;
    const std::string shown = display_text(file.name);
    Statement(database_,
              "INSERT INTO file(id, name, extension_id, size_bytes, owner_id, mtime_ns, ctime_offset_ns, inode, "
              "last_seen_ns, allocated_bytes, btime_offset_ns) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 10, ?7, ?8, ?9, ?10)")
        .bind(1, id)
        .bind_text(2, shown)
        .bind(3, extension(extension_of(file.name)))
        .bind(4, file.size_bytes)
        .bind(5, owner(file.owner, file.group))
        .bind(6, file.mtime_ns)
        .bind(7, file.inode == 0 ? static_cast<uint64_t>(id) : file.inode)
        .bind(8, file.last_seen_ns)
        .bind(9, file.allocated_bytes)
        .bind(10, file.age_ns)
        .run();
    if (!is_utf8(file.name) || file.link_count != 1) {
        Statement detail(database_, "INSERT INTO file_detail(file_id, name_raw, link_count) VALUES(?1, ?2, ?3)");
        detail.bind(1, id).bind(3, file.link_count);
        if (is_utf8(file.name))
            detail.bind_null(2);
        else
            detail.bind_blob(2, file.name);
        detail.run();
    }
    return id;
}

int64_t CatalogueFixture::add_scan(int64_t share, int outcome, UnixNs started_ns) {
    Statement(database_, "INSERT INTO scan(share_id, mode, outcome, started_ns, finished_ns) VALUES(?1, 0, ?2, ?3, ?4)")
        .bind(1, share)
        .bind(2, outcome)
        .bind(3, started_ns)
        .bind(4, outcome == 0 ? std::nullopt : std::optional<int64_t>(started_ns + 1000))
        .run();
    return database_.last_insert_id();
}

void CatalogueFixture::set_state(int64_t directory, int state, int error_number) {
    Statement(database_, "UPDATE directory SET state = ?2, error_errno = ?3 WHERE id = ?1")
        .bind(1, directory)
        .bind(2, state)
        .bind(3, error_number == 0 ? std::nullopt : std::optional<int>(error_number))
        .run();
}

void CatalogueFixture::stage(int64_t file) {
    Statement(database_, "UPDATE file SET last_seen_ns = ?2 WHERE id = ?1").bind(1, file).bind(2, kScanStart).run();
    Statement(database_, "INSERT INTO staged_gone VALUES(?1, 1, 1)").bind(1, file).run();
}

int64_t CatalogueFixture::owner(const std::string& name, const std::string& group) {
    uint32_t uid = 0;
    const bool numeric = std::from_chars(name.data(), name.data() + name.size(), uid).ec == std::errc();
    if (!numeric) uid = static_cast<uint32_t>(1000 + std::hash<std::string>()(name) % 1'000'000);
    Statement(database_, "INSERT OR IGNORE INTO owner(uid, gid, user_name, group_name) VALUES(?1, ?3, ?2, ?4)")
        .bind(1, uid)
        .bind_text(2, name)
        .bind(3, group == "staff" ? 5 : 1000 + std::hash<std::string>()(group) % 1'000'000)
        .bind_text(4, group)
        .run();
    Statement id(database_, "SELECT id FROM owner WHERE user_name = ?1 AND group_name = ?2");
    id.bind_text(1, name).bind_text(2, group).step();
    return id.integer(0);
}

int64_t CatalogueFixture::extension(const std::string& name) {
    Statement(database_, "INSERT OR IGNORE INTO extension(extension) VALUES(?1)").bind_text(1, name).run();
    Statement id(database_, "SELECT id FROM extension WHERE extension = ?1");
    id.bind_text(1, name).step();
    return id.integer(0);
}

void CatalogueFixture::settle() {
    database_.execute("DELETE FROM extension_sum; DELETE FROM owner_sum; DELETE FROM directory_total");
    std::map<std::pair<int64_t, int64_t>, Sum> extensions, owners;
    std::map<int64_t, Sum> directories, shares;
    std::map<int64_t, int64_t> gone;
    Statement files(database_,
                    "SELECT v.directory_id, f.extension_id, f.owner_id, f.size_bytes, v.gone FROM files v JOIN file f "
                    "ON f.id = v.id");
    for (const auto& [directory, share] : share_of_) directories[directory];
    while (files.step()) {
        const int64_t share = share_of_.at(files.integer(0));
        if (files.integer(4) != 0) {
            gone[share] += 1;
            continue;
        }
        const int64_t size = files.integer(3);
        extensions[{share, files.integer(1)}].add(1, size);
        owners[{share, files.integer(2)}].add(1, size);
        directories[files.integer(0)].add(1, size);
        shares[share].add(1, size);
    }
    for (const auto& [key, sum] : extensions)
        Statement(database_, "INSERT INTO extension_sum VALUES(?1, ?2, ?3, ?4, ?5)")
            .bind(1, key.first)
            .bind(2, key.second)
            .bind(3, sum.files)
            .bind(4, low_of(sum.size_bytes))
            .bind(5, carry_of(sum.size_bytes))
            .run();
    for (const auto& [key, sum] : owners)
        Statement(database_, "INSERT INTO owner_sum VALUES(?1, ?2, ?3, ?4, ?5)")
            .bind(1, key.first)
            .bind(2, key.second)
            .bind(3, sum.files)
            .bind(4, low_of(sum.size_bytes))
            .bind(5, carry_of(sum.size_bytes))
            .run();
    for (const auto& [id, sum] : directories)
        Statement(
            database_,
            "INSERT INTO directory_total(directory_id, files, size_bytes, allocated_bytes) VALUES(?1, ?2, ?3, ?3)")
            .bind(1, id)
            .bind(2, sum.files)
            .bind(3, saturated(sum.size_bytes))
            .run();
    database_.execute(
        "UPDATE directory_total SET newest_mtime_ns = (SELECT max(f.mtime_ns) FROM file f WHERE f.id >> 24 = directory_id AND (f.last_seen_ns IS NULL OR f.id IN "
        "(SELECT file_id FROM staged_gone))) WHERE directory_id IN (SELECT id FROM directory WHERE state <> 4)");
    for (const auto& [id, count] : gone) shares[id];
    for (const auto& [id, sum] : shares)
        Statement(database_, "UPDATE share SET files = ?2, size_bytes = ?3, gone_files = ?4 WHERE id = ?1")
            .bind(1, id)
            .bind(2, sum.files)
            .bind(3, saturated(sum.size_bytes))
            .bind(4, gone[id])
            .run();
    settle_directories();
}

// Every directory below each one, by SQL: slow and plainly right.
void CatalogueFixture::settle_directories() {
    for (const auto& [id, share] : share_of_)
        Statement(
            database_,
            "WITH RECURSIVE below(id) AS (SELECT ?1 UNION SELECT c.id FROM below JOIN directory c ON c.parent_id = "
            "below.id) UPDATE directory_total SET (total_files, total_size_bytes, total_allocated_bytes, "
            "total_directories, total_failed, total_newest_mtime_ns) = (SELECT ifnull(sum(t.files), 0), "
            "CAST(min(total(t.size_bytes), 9223372036854774784.0) AS INTEGER), CAST(min(total(t.allocated_bytes), 9223372036854774784.0) AS INTEGER), "
            "max(count(*) - 1, 0), ifnull(sum(d.state = 2), 0), max(t.newest_mtime_ns) FROM below b JOIN directory d ON d.id = b.id "
            "JOIN directory_total t ON t.directory_id = b.id WHERE d.state <> 4) WHERE directory_id = ?1")
            .bind(1, id)
            .run();
}

Reader& CatalogueFixture::reader() {
    if (!reader_) reader_ = std::make_unique<Reader>(path());
    return *reader_;
}

SmallCatalogue::SmallCatalogue() {
    raw = add_share("raw", "/srv/raw");
    home = add_share("home", "/srv/home");
    raw_root = add_directory(raw, 0, "");
    home_root = add_directory(home, 0, "");
    raw_2020 = add_directory(raw, raw_root, "2020");
    home_ann = add_directory(home, home_root, "ann");
    raw_2021 = add_directory(raw, raw_root, "2021");
    raw_deep = add_directory(raw, raw_2021, "deep");
    add_file(raw_root, {.name = "README", .size_bytes = 10});
    add_file(raw_2020, {.name = "a.h5", .size_bytes = 300, .mtime_ns = kScanStart - 30, .owner = "ann"});
    add_file(raw_2020, {.name = "b.H5", .size_bytes = 100, .mtime_ns = kScanStart - 10, .owner = "bob"});
    add_file(raw_2021, {.name = "notes.txt", .size_bytes = 20, .mtime_ns = kScanStart - 20, .owner = "bob"});
    add_file(raw_deep, {.name = "deep.h5", .size_bytes = 7, .owner = "4711"});
    add_file(home_ann, {.name = "Letter.txt", .size_bytes = 50, .owner = "ann"});
    add_file(home_ann, {.name = "photo.JPG", .size_bytes = 5000, .owner = "ann"});
    add_scan(raw, 1, kScanStart);
    add_scan(home, 2, kScanStart - 1000);
    settle();
}

}  // namespace tocd
