#include "catalogue/file_insert.hpp"

#include "base/text.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/statement.hpp"

namespace tocd {
namespace {

constexpr std::string_view kColumns =
    "id,name,extension_id,size_bytes,allocated_bytes,owner_id,mtime_ns,ctime_offset_ns,btime_offset_ns,atime_day,inode,"
    "first_seen_ns,last_seen_ns";  // as record_of() gives them; the last one is NULL and left out
constexpr std::string_view kInsertOne =
    "INSERT OR ROLLBACK INTO main.file VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, NULL)";

Record record_of(std::string_view name, const FileColumns& c, std::optional<int64_t> first_seen_ns) {
    Record record(name);
    record.add(c.extension_id);
    record.add(c.size_bytes);
    record.add(c.allocated_bytes);
    record.add(c.owner_id);
    record.add(c.mtime_ns);
    record.add(c.ctime_offset_ns);
    record.add(c.btime_offset_ns);
    record.add(c.atime_day);
    record.add(c.inode);
    if (first_seen_ns) record.add(*first_seen_ns);
    return record;
}

}  // namespace

FileInsert::FileInsert(Database& database, Way way) : database_(database), way_(way) {
    if (way_ == Way::statements) return;
    rows_.emplace(database_, "file", kColumns);
    if (!rows_->reads_in_place()) way_ = Way::statements;
}

void FileInsert::add(int64_t id, const FileColumns& columns, std::optional<int64_t> first_seen_ns) {
    const bool exact = is_utf8(columns.name);
    std::string display;
    if (!exact) display = display_text(columns.name);
    const std::string_view name = exact ? columns.name : std::string_view(display);
    if (way_ == Way::records) {
        rows_->add(id, record_of(name, columns, first_seen_ns));
    } else {
        Statement insert(database_, kInsertOne);
        insert.bind(1, id).bind_text(2, name).bind(3, columns.extension_id).bind(4, columns.size_bytes);
        insert.bind(5, columns.allocated_bytes).bind(6, columns.owner_id).bind(7, columns.mtime_ns);
        insert.bind(8, columns.ctime_offset_ns).bind(9, columns.btime_offset_ns).bind(10, columns.atime_day);
        insert.bind(11, columns.inode).bind(12, first_seen_ns).run();
    }
    if (columns.needs_detail(exact)) details_.push_back({id, exact, columns});
}

void FileInsert::flush() {
    if (way_ == Way::records) rows_->flush();
    for (const Detail& detail : details_) write_file_detail(database_, detail.id, detail.columns, detail.exact);
    details_.clear();
}

void FileInsert::discard() noexcept {
    if (rows_) rows_->discard();
    details_.clear();
}

}  // namespace tocd
