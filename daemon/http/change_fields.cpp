#include "http/record_fields.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

using C = ChangeRecord;
using enum FieldKind;

const Field<C> kFields[] = {
    {"at", FieldKind::time, false, "When a scan found it, which is later than when it happened",
     [](const C& c) -> Json { return c.at_ns; }},
    {"kind", text, false, "added, changed, moved (see old_path) or gone",
     [](const C& c) -> Json { return change_name(c.kind); }},
    {"type", text, false, "file or directory; one that moves or is gone takes all below it along, and so does a directory that is added because it comes from where it was hidden",
     [](const C& c) -> Json { return c.directory ? "directory" : "file"; }},
    {"path", bytes, false, "Absolute path; of what is gone: where it was", [](const C& c) -> Json { return c.path; }},
    {"old_path", bytes, false, "moved: where it was; empty otherwise", [](const C& c) -> Json { return c.old_path; }},
    {"share", text, false, "Name of the share", [](const C& c) -> Json { return c.share; }},
    {"id", text, false, "Of the File or Directory",
     [](const C& c) -> Json { return c.directory ? directory_id_text(c.id) : file_id_text(c.id); }},
    {"old_id", text, false, "Of a file that moved: the id that it had, since another one may have come to old_path before. Empty otherwise: directories keep theirs",
     [](const C& c) -> Json { return c.old_id == 0 ? std::string() : file_id_text(c.old_id); }},
};

}  // namespace

std::span<const Field<ChangeRecord>> change_fields() { return kFields; }

Json to_json(const ChangeRecord& change, const std::string& clock_prefix) {
    Json out = {{"clock", clock_prefix + std::to_string(change.number)}};
    out.update(object_of(change_fields(), change));
    return out;
}

}  // namespace tocd
