// Rows of `file`, `file_detail` and `staged_gone` of one directory.
// Thread: the writer's, in its transaction.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/file_columns.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

struct FileRow {
    int64_t id = 0;
    FileColumns columns;  // name points into FileRows::names
    std::optional<int64_t> last_seen_ns;  // nothing: the directory's last listing held it
    enum class Staged : uint8_t { no, unproven, proven } staged = Staged::no;

    [[nodiscard]] bool present() const noexcept { return !last_seen_ns || staged != Staged::no; }
};

struct FileRows {
    std::vector<FileRow> rows;
    std::deque<std::string> names;  // a deque: views stay valid while it grows
};

// All rows of a directory, gone ones too.
[[nodiscard]] FileRows read_file_rows(Database& database, int64_t directory_id);
// The same, a bounded number in memory: one after the other, for a look that writes no row of a file,
void for_each_file_row(Database& database, int64_t directory_id, const std::function<void(const FileRow&)>& look);
// or some thousand at once, while which they may be written.
void for_each_batch(Database& database, int64_t directory_id, const std::function<void(const FileRows&)>& work);
[[nodiscard]] FileRow read_file_row(Database& database, int64_t file_id);  // without its name

// Writes the columns of a file that is seen: it is present, whatever it was before.
void update_file_row(Database& database, int64_t id, const FileColumns& columns);
// Seen again with the same columns.
void clear_last_seen(Database& database, int64_t id);
// Not in the listing: still present until the scan ends clean; `proven`: the listing was clean.
void stage_file(Database& database, int64_t id, int64_t last_seen_ns, bool proven, int64_t scan_id);
void prove_staged_file(Database& database, int64_t id);
void unstage_file(Database& database, int64_t id);
// What the directory's last listing, at `last_seen_ns`, held is gone, each file by its own row. Gives how many.
int64_t make_files_gone(Database& database, int64_t directory_id, int64_t last_seen_ns);
// The row and all that belongs to it; the old id answers with the new one. No file has `new_id`.
void give_file_new_id(Database& database, int64_t id, int64_t new_id, int64_t at_ns);
// The row of `file_detail` of a file for which columns.needs_detail() is true.
void write_file_detail(Database& database, int64_t id, const FileColumns& columns, bool name_is_utf8);

}  // namespace tocd
