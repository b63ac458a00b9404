#include "base/error.hpp"
#include "http/record_fields.hpp"
#include "http/to_json.hpp"

#include <cstdio>

namespace tocd {
namespace {

using D = DirectoryRecord;
using enum FieldKind;

Json mode_text(const D& directory) {
    if (directory.state == DirectoryState::pending) return "";
    char digits[16];
    std::snprintf(digits, sizeof digits, "%04o", directory.mode & 07777u);
    return digits;
}

const Field<D> kFields[] = {
    {"id", text, false, "Opaque", [](const D& d) -> Json { return directory_id_text(d.id); }},
    {"name", bytes, false, "Last part of the path", [](const D& d) -> Json { return d.name; }},
    {"path", bytes, false, "Absolute path", [](const D& d) -> Json { return d.path; }},
    {"share", text, false, "Name of its share", [](const D& d) -> Json { return d.share; }},
    {"project", text, false, "Project by the rules of the configuration; empty: none", [](const D& d) -> Json { return d.project; }},
    {"state", text, false, "pending (known, not yet listed), listed, failed, staged_gone or gone",
     [](const D& d) -> Json { return state_name(d.state); }},
    {"error", text, true, "Why the last try to list it failed",
     [](const D& d) -> Json { return d.error_number == 0 ? Json() : Json(errno_text(d.error_number)); }},
    {"failed_since", FieldKind::time, true, "Start of the first listing that failed since it could be listed last",
     [](const D& d) -> Json { return time_value(d.failed_since_ns); }},
    {"modified", FieldKind::time, true, "Its own mtime; null before it was listed",
     [](const D& d) -> Json { return d.state == DirectoryState::pending ? Json() : time_value(d.mtime_ns, kNoTime); }},
    {"owner", text, false, "Owner's name, or the number; empty before it was listed",
     [](const D& d) -> Json { return d.owner; }},
    {"group", text, false, "Group's name, or the number; empty before it was listed",
     [](const D& d) -> Json { return d.group; }},
    {"mode", text, false, "Permission bits in octal: 0755; empty before it was listed",
     [](const D& d) -> Json { return mode_text(d); }},
    {"first_seen", FieldKind::time, false, "Start of the first scan that saw it",
     [](const D& d) -> Json { return d.first_seen_ns; }},
    {"last_seen", FieldKind::time, true, "Start of the last scan that listed it; null: never",
     [](const D& d) -> Json { return time_value(d.last_seen_ns); }},
    {"entries", integer, false, "Names of any kind in its last listing",
     [](const D& d) -> Json { return d.entry_count; }},
    {"listing_us", integer, false, "How long the last listing took, microseconds",
     [](const D& d) -> Json { return d.listing_us; }},
    {"files", integer, false, "Present files directly inside", [](const D& d) -> Json { return d.files; }},
    {"size_bytes", integer, false, "Their sizes", [](const D& d) -> Json { return d.size_bytes; }},
    {"total_files", integer, false, "Present files in the whole tree below",
     [](const D& d) -> Json { return d.total_files; }},
    {"total_directories", integer, false, "Directories below", [](const D& d) -> Json { return d.total_directories; }},
    {"total_size_bytes", integer, false, "Sizes of all files below",
     [](const D& d) -> Json { return d.total_size_bytes; }},
    {"total_allocated_bytes", integer, false, "Bytes on disk of all files below",
     [](const D& d) -> Json { return d.total_allocated_bytes; }},
    {"newest", FieldKind::time, true, "Latest mtime of any file below; null when there is none",
     [](const D& d) -> Json { return time_value(d.newest_mtime_ns, kNoTime); }},
    {"failed_directories", integer, false,
     "Directories in this tree that could not be listed: totals are at least what is shown",
     [](const D& d) -> Json { return d.failed_directories; }},
};

}  // namespace

std::span<const Field<DirectoryRecord>> directory_fields() { return kFields; }

Json to_json(const DirectoryRecord& directory) { return object_of(directory_fields(), directory); }

}  // namespace tocd
