#include "http/record_fields.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

using F = FileRecord;
using enum FieldKind;

const Field<F> kFields[] = {
    {"id", text, false, "Opaque", [](const F& f) -> Json { return file_id_text(f.id); }},
    {"name", bytes, false, "Last part of the path", [](const F& f) -> Json { return f.name; }},
    {"directory", bytes, false, "Absolute path of its directory", [](const F& f) -> Json { return f.directory; }},
    {"path", bytes, false, "Absolute path", [](const F& f) -> Json { return path_of(f); }},
    {"share", text, false, "Name of its share", [](const F& f) -> Json { return f.share; }},
    {"project", text, false, "Project of its directory by the rules of the configuration; empty: none",
     [](const F& f) -> Json { return f.project; }},
    {"ext", text, false, "Extension, lowercase, without dot; empty when there is none",
     [](const F& f) -> Json { return f.extension; }},
    {"size_bytes", integer, false, "Length", [](const F& f) -> Json { return f.size_bytes; }},
    {"allocated_bytes", integer, false, "Bytes on disk", [](const F& f) -> Json { return f.allocated_bytes; }},
    {"modified", FieldKind::time, false, "Last change of its content (mtime)",
     [](const F& f) -> Json { return f.mtime_ns; }},
    {"changed", FieldKind::time, false, "Last change of its content or attributes (ctime)",
     [](const F& f) -> Json { return f.ctime_ns; }},
    {"accessed", FieldKind::time, true, "Last read (atime), as exact as the share keeps it; null when not kept",
     [](const F& f) -> Json { return f.atime_ns ? Json(*f.atime_ns) : Json(); }},
    {"born", FieldKind::time, true, "Creation; null when the file system does not say",
     [](const F& f) -> Json { return f.btime_ns ? Json(*f.btime_ns) : Json(); }},
    {"uid", integer, false, "Owner's number", [](const F& f) -> Json { return f.uid; }},
    {"gid", integer, false, "Group's number", [](const F& f) -> Json { return f.gid; }},
    {"owner", text, false, "Owner's name, or the number when it has none", [](const F& f) -> Json { return f.owner; }},
    {"group", text, false, "Group's name, or the number when it has none", [](const F& f) -> Json { return f.group; }},
    {"inode", text, false, "Inode number in decimal; text, since it may exceed 2^53",
     [](const F& f) -> Json { return std::to_string(f.inode); }},
    {"links", integer, false, "Hard links", [](const F& f) -> Json { return f.link_count; }},
    {"first_seen", FieldKind::time, false, "Start of the first scan that saw it",
     [](const F& f) -> Json { return f.first_seen_ns; }},
    {"last_seen", FieldKind::time, false, "Start of the last clean listing that held it",
     [](const F& f) -> Json { return f.last_seen_ns; }},
    {"gone", flag, false, "True when a clean listing no longer held it", [](const F& f) -> Json { return f.gone; }},
};

}  // namespace

std::string path_of(const FileRecord& file) {
    return file.directory + (file.directory.ends_with('/') ? "" : "/") + file.name;
}

std::span<const Field<FileRecord>> file_fields() { return kFields; }

Json to_json(const FileRecord& file) { return object_of(file_fields(), file); }

}  // namespace tocd
