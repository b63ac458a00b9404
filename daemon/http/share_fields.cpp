#include "base/text.hpp"
#include "config/client_path.hpp"
#include "http/record_fields.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

using S = ShareRecord;
using enum FieldKind;

const Field<S> kShare[] = {
    {"name", text, false, "Name in the config", [](const S& s) -> Json { return s.name; }},
    {"path", bytes, false, "Absolute path of its root", [](const S& s) -> Json { return s.path; }},
    {"configured", flag, false, "False: no longer in the config; what was known of it is kept",
     [](const S& s) -> Json { return s.configured; }},
    {"files", integer, false, "Present files", [](const S& s) -> Json { return s.total.files; }},
    {"size_bytes", integer, false, "Their sizes", [](const S& s) -> Json { return s.total.size_bytes; }},
    {"unique_bytes", integer, false, "The same with hard links counted once",
     [](const S& s) -> Json { return s.unique_bytes; }},
    {"directories", integer, false, "Directories", [](const S& s) -> Json { return s.directories; }},
    {"gone_files", integer, false, "Files that are gone and still known",
     [](const S& s) -> Json { return s.gone_files; }},
    {"failed_directories", integer, false,
     "Directories that could not be listed: all numbers are at least what is shown",
     [](const S& s) -> Json { return s.failed_directories; }},
    {"last_complete", FieldKind::time, true, "Start of the last scan that ended; null: none yet",
     [](const S& s) -> Json { return time_value(s.last_complete_ns); }},
    {"keeps_stamps", flag, false, "False: other names were found under unchanged times, so that every scan lists every directory",
     [](const S& s) -> Json { return s.keeps_stamps; }},
    {"stable_inodes", flag, true, "False: inode numbers change by themselves, so that moves are not recognised; null: as the kind of file system says",
     [](const S& s) -> Json { return s.stable_inodes ? Json(*s.stable_inodes) : Json(); }},
};

const Field<HeldRemovals> kHeld[] = {
    {"files", integer, false, "How many", [](const HeldRemovals& h) -> Json { return h.files; }},
    {"since", FieldKind::time, false, "Start of the first complete scan that missed them; one that agrees ends the waiting",
     [](const HeldRemovals& h) -> Json { return h.since_ns; }},
    {"scan_id", text, false, "The scan to confirm: POST /api/v1/scans/{id}/confirm", [](const HeldRemovals& h) -> Json { return scan_id_text(h.scan_id); }},
};

const Field<Totals> kTotal[] = {
    {"files", integer, false, "Number of files", [](const Totals& t) -> Json { return t.files; }},
    {"size_bytes", integer, false, "Sum of their sizes", [](const Totals& t) -> Json { return t.size_bytes; }},
};

const Field<TopRow> kTop[] = {
    {"key", bytes, false, "Extension, owner or directory", [](const TopRow& r) -> Json { return r.key; }},
    {"files", integer, false, "Number of files", [](const TopRow& r) -> Json { return r.files; }},
    {"size_bytes", integer, false, "Sum of their sizes", [](const TopRow& r) -> Json { return r.size_bytes; }},
};

}  // namespace

std::span<const Field<ShareRecord>> share_fields() { return kShare; }
std::span<const Field<HeldRemovals>> held_fields() { return kHeld; }
std::span<const Field<Totals>> total_fields() { return kTotal; }
std::span<const Field<TopRow>> top_fields() { return kTop; }

Json to_json(const ShareRules& rules) {
    const auto texts = [](const std::vector<std::string>& list) {
        Json out = Json::array();
        for (const std::string& text : list) out.push_back(display_text(text));
        return out;
    };
    return {{"exclude_snapshots", texts(rules.exclude_snapshots)},
            {"exclude", texts(rules.exclude)},
            {"one_file_system", rules.one_file_system},
            {"marker", rules.marker.empty() ? Json() : Json(display_text(rules.marker))},
            {"max_entries_per_second", rules.max_entries_per_second},
            {"back_off", rules.back_off},
            {"quiet_hours", texts(rules.quiet_hours)}};
}

static Json client_paths_json(const ShareRules* rules) {
    Json out = Json::array();
    if (rules == nullptr) return out;
    for (const std::string& path : rules->client_paths)
        if (const auto kind = client_path_kind(path)) out.push_back({{"kind", client_path_kind_name(*kind)}, {"prefix", path}});
    return out;
}

Json to_json(const ShareRecord& share, const ScanProgress* progress, const ShareRules* rules) {
    Json out = object_of(share_fields(), share);
    out["held"] = share.held ? object_of(held_fields(), *share.held) : Json();
    out["last_scan"] = share.last_scan ? to_json(*share.last_scan) : Json();
    out["progress"] = progress ? to_json(*progress) : Json();
    out["rules"] = rules && share.whole ? to_json(*rules) : Json();  // patterns may name what is hidden
    out["client_paths"] = client_paths_json(rules);
    return out;
}

Json to_json(const Totals& total) { return object_of(total_fields(), total); }

Json to_json(const std::vector<TopRow>& rows) {
    Json out = Json::array();
    for (const TopRow& row : rows) out.push_back(object_of(top_fields(), row));
    return out;
}

}  // namespace tocd
