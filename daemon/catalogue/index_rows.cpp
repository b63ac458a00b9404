#include "catalogue/index_rows.hpp"

#include "catalogue/read_call.hpp"
#include "catalogue/statement.hpp"

namespace tocd {
namespace {

template <class Entry>
Entry& entry(std::vector<Entry>& entries, int64_t number) {
    if (entries.size() <= static_cast<size_t>(number)) entries.resize(static_cast<size_t>(number) + 1);
    return entries[static_cast<size_t>(number)];
}

// Rows of a table beside `file`, which has a row for few files, read along with it.
class Beside {
public:
    Beside(Database& database, std::string_view sql, int64_t first, int64_t last) : rows_(database, sql) {
        rows_.bind(1, first).bind(2, last);
        next();
    }
    // The row of this file; null: it has none. Files come ascending.
    [[nodiscard]] Statement* of(int64_t file_id) {
        while (file_id_ != 0 && file_id_ < file_id) next();
        return file_id_ == file_id ? &rows_ : nullptr;
    }

private:
    void next() { file_id_ = rows_.step() ? rows_.integer(0) : 0; }
    Statement rows_;
    int64_t file_id_ = 0;
};

}  // namespace

std::shared_ptr<const IndexDictionaries> read_dictionaries(Database& database) {
    auto out = std::make_shared<IndexDictionaries>();
    Statement extensions(database, "SELECT id, extension FROM extension");
    while (extensions.step()) entry(out->extensions, extensions.integer(0)) = extensions.text(1);
    Statement owners(database, "SELECT id, uid, gid, user_name, group_name FROM owner");
    while (owners.step())
        entry(out->owners, owners.integer(0)) = {static_cast<uint32_t>(owners.integer(1)), static_cast<uint32_t>(owners.integer(2)),
                                                 owners.text(3), owners.text(4)};
    Statement shares(database, "SELECT id, name FROM share");
    while (shares.step()) entry(out->shares, shares.integer(0)) = {shares.text(1), last_complete_ns(database, shares.integer(0))};
    return out;
}

void read_directories(Database& database, int64_t first, int64_t last, std::vector<IndexedDirectory>& to) {
    Statement rows(database,
                   "SELECT d.id, d.parent_id, d.name, d.share_id, d.state, d.first_listed_ns, t.last_listed_ns, s.path FROM directory d "
                   "JOIN share s ON s.id = d.share_id LEFT JOIN directory_stamp t ON t.directory_id = d.id WHERE d.id BETWEEN ?1 AND ?2 "
                   "ORDER BY d.id");
    rows.bind(1, first).bind(2, last);
    int64_t next = first;
    while (rows.step()) {
        for (; next < rows.integer(0); ++next) to.push_back({.id = next});
        const bool is_root = rows.is_null(1);
        to.push_back({.id = next++,
                      .name = rows.text(is_root ? 7 : 2),
                      .parent_id = rows.integer(1),
                      .share_id = rows.integer(3),
                      .first_listed_ns = rows.integer(5),
                      .last_listed_ns = rows.integer(6),
                      .gone = rows.integer(4) == 4});
    }
    for (; next <= last; ++next) to.push_back({.id = next});
}

void read_files(Database& database, int64_t first, int64_t last, FileChunks& to) {
    const int64_t first_id = first_file_id(first);
    const int64_t last_id = last_file_id(last);
    Beside details(database, "SELECT file_id, link_count, atime_ns FROM file_detail WHERE file_id BETWEEN ?1 AND ?2", first_id, last_id);
    Beside staged(database, "SELECT file_id FROM staged_gone WHERE file_id BETWEEN ?1 AND ?2", first_id, last_id);
    Statement rows(database,
                   "SELECT id, name, size_bytes, mtime_ns, ctime_offset_ns, atime_day, first_seen_ns, last_seen_ns, extension_id, owner_id "
                   "FROM file WHERE id BETWEEN ?1 AND ?2");
    rows.bind(1, first_id).bind(2, last_id);
    const auto optional = [&rows](int column) { return rows.is_null(column) ? Column::kNone : rows.integer(column); };
    while (rows.step()) {
        IndexedFile file{.id = rows.integer(0),
                         .name = rows.bytes(1),
                         .size_bytes = rows.integer(2),
                         .mtime_ns = rows.integer(3),
                         .ctime_ns = 0,
                         .first_seen_ns = optional(6),
                         .last_seen_ns = optional(7),
                         .extension_id = rows.integer(8),
                         .owner_id = rows.integer(9)};
        // As SQL has it: what leaves 64 bits becomes a floating-point number, which as an integer is clamped.
        if (__builtin_add_overflow(file.mtime_ns, rows.integer(4), &file.ctime_ns))
            file.ctime_ns = rows.integer(4) > 0 ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
        if (!rows.is_null(5)) file.atime_ns = rows.integer(5) * kNsPerDay;
        if (Statement* const detail = details.of(file.id)) {
            file.link_count = detail->integer(1);
            if (!detail->is_null(2)) file.atime_ns = detail->integer(2);
        }
        file.gone = file.last_seen_ns != Column::kNone && staged.of(file.id) == nullptr;
        to.add(file);
    }
}

}  // namespace tocd
