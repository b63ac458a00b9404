#include "http/record_fields.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

using F = FileRecord;
using enum FieldKind;

std::string path_of(const F& file) { return file.directory + (file.directory.ends_with('/') ? "" : "/") + file.name; }

const Field<F> kFields[] = {
    {"id", text, false, "Opaque", [](const F& f) -> Json { return file_id_text(f.id); }},
    {"name", bytes, false, "Last part of the path", [](const F& f) -> Json { return f.name; }},
    {"directory", bytes, false, "Absolute path of its directory", [](const F& f) -> Json { return f.directory; }},
    {"path", bytes, false, "Absolute path", [](const F& f) -> Json { return path_of(f); }},
    {"share", text, false, "Name of its share", [](const F& f) -> Json { return f.share; }},
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

void append_csv_text(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) {
        out.append(text);
        return;
    }
    out.push_back('"');
    for (const char c : text) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

std::string csv_value(FieldKind kind, const Json& value) {
    if (value.is_null()) return {};
    switch (kind) {
        case FieldKind::time: return format_iso(value.get<int64_t>());
        case bytes:
        case text: return display_text(value.get_ref<const std::string&>());
        case flag: return value.get<bool>() ? "true" : "false";
        case integer:
        case number: break;
    }
    return value.dump();
}

std::string base64_unless_utf8(const std::string& exact) {
    return is_utf8(exact) ? std::string() : base64_encode(exact);
}

}  // namespace

std::span<const Field<FileRecord>> file_fields() { return kFields; }

Json to_json(const FileRecord& file) { return object_of(file_fields(), file); }

std::string csv_header() {
    std::string out;
    for (const Field<F>& field : kFields) out.append(field.key).append(",");
    return out + "directory_base64,name_base64\r\n";
}

void append_csv_row(std::string& out, const FileRecord& file) {
    for (const Field<F>& field : kFields) {
        append_csv_text(out, csv_value(field.kind, field.value(file)));
        out.push_back(',');
    }
    out.append(base64_unless_utf8(file.directory)).append(",").append(base64_unless_utf8(file.name)).append("\r\n");
}

}  // namespace tocd
