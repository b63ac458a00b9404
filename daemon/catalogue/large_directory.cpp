#include "catalogue/large_directory.hpp"

#include "catalogue/directory_rows.hpp"
#include "catalogue/settle.hpp"

#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <xxhash.h>

namespace tocd {
namespace {

constexpr int64_t kNothing = std::numeric_limits<int64_t>::min();  // no column holds it

void put_optional(std::string& record, const std::optional<int64_t>& value) { put_number(record, value.value_or(kNothing)); }

std::optional<int64_t> take_optional(std::string_view& records) {
    const int64_t value = take_number(records);
    return value == kNothing ? std::nullopt : std::optional(value);
}

}  // namespace

size_t part_of_name(std::string_view name) {
    static const uint64_t seed = uint64_t{std::random_device{}()} << 32 | std::random_device{}();
    static_assert(PartedFile::kParts == 256);
    return XXH3_64bits_withSeed(name.data(), name.size(), seed) >> 56;
}

void LargeListing::add(const Listing& piece) {
    for (const Entry& entry : piece.entries) {
        if (entry.type == EntryType::directory) {
            directories_.push_back(entry);
            directories_.back().name = directory_names_.emplace_back(entry.name);
            continue;
        }
        record_.clear();
        put_text(record_, entry.name);
        for (const uint64_t value : {entry.inode, entry.size_bytes, entry.allocated_bytes, static_cast<uint64_t>(entry.mtime_ns),
                                     static_cast<uint64_t>(entry.ctime_ns), static_cast<uint64_t>(entry.atime_ns),
                                     static_cast<uint64_t>(entry.btime_ns), uint64_t{entry.uid}, uint64_t{entry.gid},
                                     uint64_t{entry.link_count}})
            put_number(record_, static_cast<int64_t>(value));
        files_.add(part_of_name(entry.name), record_);
        ++file_count_;
    }
}

LargeListing::Part LargeListing::part_of(std::string records) {
    Part out;
    out.bytes = std::make_unique<const std::string>(std::move(records));
    for (std::string_view left = *out.bytes; !left.empty();) {
        Entry& entry = out.files.emplace_back();
        entry.name = take_text(left);
        entry.inode = static_cast<uint64_t>(take_number(left));
        entry.size_bytes = static_cast<uint64_t>(take_number(left));
        entry.allocated_bytes = static_cast<uint64_t>(take_number(left));
        entry.mtime_ns = take_number(left);
        entry.ctime_ns = take_number(left);
        entry.atime_ns = take_number(left);
        entry.btime_ns = take_number(left);
        entry.uid = static_cast<uint32_t>(take_number(left));
        entry.gid = static_cast<uint32_t>(take_number(left));
        entry.link_count = static_cast<uint32_t>(take_number(left));
    }
    return out;
}

LargeRows::LargeRows(Database& database, const std::string& folder, int64_t directory_id, const std::atomic<bool>& given_up)
    : rows_(folder), first_id_(first_file_id(directory_id)) {
    std::string record;
    for_each_file_row(database, directory_id, [&](const FileRow& row) {
        go_on_unless(given_up);
        const FileColumns& c = row.columns;
        record.clear();
        put_text(record, c.name);
        put_number(record, row.id - first_id_);
        put_optional(record, row.last_seen_ns);
        put_number(record, static_cast<int64_t>(row.staged));
        for (const int64_t value : {c.extension_id, c.size_bytes, c.owner_id, c.mtime_ns, c.ctime_offset_ns, c.inode, c.link_count})
            put_number(record, value);
        for (const auto& value : {c.allocated_bytes, c.btime_offset_ns, c.atime_day, c.atime_ns}) put_optional(record, value);
        rows_.add(part_of_name(c.name), record);
    });
}

FileRows LargeRows::rows_of(std::string records) const {
    FileRows out;
    const std::string& bytes = out.names.emplace_back(std::move(records));
    for (std::string_view left = bytes; !left.empty();) {
        FileRow& row = out.rows.emplace_back();
        FileColumns& c = row.columns;
        c.name = take_text(left);
        row.id = first_id_ + take_number(left);
        row.last_seen_ns = take_optional(left);
        row.staged = static_cast<FileRow::Staged>(take_number(left));
        for (int64_t* value : {&c.extension_id, &c.size_bytes, &c.owner_id, &c.mtime_ns, &c.ctime_offset_ns, &c.inode, &c.link_count})
            *value = take_number(left);
        for (auto* value : {&c.allocated_bytes, &c.btime_offset_ns, &c.atime_day, &c.atime_ns}) *value = take_optional(left);
    }
    return out;
}

}  // namespace tocd
