#include "base/error.hpp"
#include "base/text.hpp"
#include "http/record_fields.hpp"
#include "http/to_json.hpp"

#include <algorithm>
#include <charconv>

namespace tocd {
namespace {

using S = ScanRecord;
using P = ScanProgress;
using enum FieldKind;

Json duration_ms(const S& scan) {
    const UnixNs end = scan.finished_ns == 0 ? system_clock().now_ns() : scan.finished_ns;
    return std::max<int64_t>(0, end - scan.started_ns) / 1'000'000;
}

Json coverage_of(const S& scan) {
    const bool ended = scan.outcome == ScanOutcome::complete || scan.outcome == ScanOutcome::incomplete;
    if (!ended || scan.directories + scan.failed == 0) return {};
    return static_cast<double>(scan.directories) / static_cast<double>(scan.directories + scan.failed);
}

std::string_view state_of(const P& progress) {
    switch (progress.state) {
        case P::State::idle: return "idle";
        case P::State::waiting: return "waiting";
        case P::State::running: return "running";
        case P::State::settling: return "settling";
        case P::State::stuck: return "stuck";
        case P::State::paused: return "paused";
    }
    return "idle";
}

const Field<S> kScan[] = {
    {"id", text, false, "Opaque", [](const S& s) -> Json { return scan_id_text(s.id); }},
    {"share", text, false, "Name of the share", [](const S& s) -> Json { return s.share; }},
    {"mode", text, false, "full, fast (directories that still have their times are not listed) or part (some directories)",
     [](const S& s) -> Json { return mode_name(s.mode); }},
    {"outcome", text, false,
     "running, complete, incomplete (some directories could not be read), interrupted or refused",
     [](const S& s) -> Json { return outcome_name(s.outcome); }},
    {"started", FieldKind::time, false, "When it began", [](const S& s) -> Json { return s.started_ns; }},
    {"finished", FieldKind::time, true, "When it ended; null while it runs",
     [](const S& s) -> Json { return time_value(s.finished_ns); }},
    {"duration_ms", integer, false, "Up to now while it runs", [](const S& s) -> Json { return duration_ms(s); }},
    {"directories", integer, false, "Listed cleanly, or found the same",
     [](const S& s) -> Json { return s.directories; }},
    {"files", integer, false, "Present in these", [](const S& s) -> Json { return s.files; }},
    {"size_bytes", integer, false, "Their sizes", [](const S& s) -> Json { return s.size_bytes; }},
    {"others", integer, false, "Links, sockets and devices: counted, not kept",
     [](const S& s) -> Json { return s.others; }},
    {"excluded", integer, false, "Entries left out by the share's exclude patterns",
     [](const S& s) -> Json { return s.excluded; }},
    {"added", integer, false, "New files", [](const S& s) -> Json { return s.added; }},
    {"changed", integer, false, "Files that changed", [](const S& s) -> Json { return s.changed; }},
    {"gone", integer, false, "Files that a clean listing no longer held", [](const S& s) -> Json { return s.gone; }},
    {"failed", integer, false, "Directories and entries that could not be read",
     [](const S& s) -> Json { return s.failed; }},
    {"coverage", number, true, "How much of what was to be looked at was seen: directories of these and failed, 0 to 1; null: it runs, or came to nothing",
     [](const S& s) -> Json { return coverage_of(s); }},
    {"skipped_mounts", integer, false, "Mount points that were not entered",
     [](const S& s) -> Json { return s.skipped_mounts; }},
    {"unchanged", integer, false, "Of the directories: those that were not listed, because their times prove their names",
     [](const S& s) -> Json { return s.unchanged; }},
    {"moved", integer, false, "Files and directories that were found in another place; neither added nor gone",
     [](const S& s) -> Json { return s.moved; }},
    {"held", integer, false, "Files that are missed and not marked gone: too many at once, a later scan or a person has to agree",
     [](const S& s) -> Json { return s.held; }},
    {"confirmed", FieldKind::time, true, "When a person confirmed that the held files are gone",
     [](const S& s) -> Json { return s.confirmed_ns ? Json(*s.confirmed_ns) : Json(); }},
    {"purged", integer, false, "Files that had been gone for keep_gone, forgotten after this scan",
     [](const S& s) -> Json { return s.purged; }},
    {"scope", text, true, "part: what was asked for, relative to the share, one a line; of many the first ones and how many more",
     [](const S& s) -> Json { return s.scope.empty() ? Json() : Json(s.scope); }},
    {"failure", text, true, "Why it was refused or interrupted",
     [](const S& s) -> Json { return s.failure.empty() ? Json() : Json(s.failure); }},
};

const Field<ScanError> kError[] = {
    {"path", bytes, false, "Absolute path", [](const ScanError& e) -> Json { return e.path; }},
    {"errno", integer, false, "errno(3)", [](const ScanError& e) -> Json { return e.error_number; }},
    {"message", text, false, "What failed and why", [](const ScanError& e) -> Json { return e.message; }},
    {"owner", text, true, "Owner of the directory, or of the nearest one above it that is known",
     [](const ScanError& e) -> Json { return e.owner.empty() ? Json() : Json(e.owner); }},
};

const Field<P> kProgress[] = {
    {"state", text, false, "idle, waiting (for a free place), running, settling (removals and totals), stuck (the share does not answer) or"
     " paused",
     [](const P& p) -> Json { return state_of(p); }},
    {"scan_id", text, true, "The scan that runs",
     [](const P& p) -> Json { return p.scan_id == 0 ? Json() : Json(scan_id_text(p.scan_id)); }},
    {"started", FieldKind::time, true, "When it began", [](const P& p) -> Json { return time_value(p.started_ns); }},
    {"next", FieldKind::time, true, "When the next scheduled scan starts; null: only on demand",
     [](const P& p) -> Json { return time_value(p.next_ns); }},
    {"directories_done", integer, false, "Directories listed so far",
     [](const P& p) -> Json { return p.directories_done; }},
    {"unchanged", integer, false, "Of these: not listed, because their times prove their names",
     [](const P& p) -> Json { return p.unchanged; }},
    {"directories_waiting", integer, false, "Known and not yet listed",
     [](const P& p) -> Json { return p.directories_waiting; }},
    {"directories_known", integer, true, "Directories that the catalogue knew when the scan began; null: it is the first one, or one of a part",
     [](const P& p) -> Json { return p.directories_known == 0 ? Json() : Json(p.directories_known); }},
    {"ends", FieldKind::time, true, "When what is known will have been looked at, at the pace so far; null: that cannot be told",
     [](const P& p) -> Json { return time_value(p.ends_ns); }},
    {"entries", integer, false, "Names seen so far", [](const P& p) -> Json { return p.entries; }},
    {"files", integer, false, "Files seen so far", [](const P& p) -> Json { return p.files; }},
    {"failed", integer, false, "What could not be read so far", [](const P& p) -> Json { return p.failed; }},
    {"entries_per_second", number, false, "Over the last seconds",
     [](const P& p) -> Json { return p.entries_per_second; }},
    {"threads", integer, true, "Threads that list; fewer than usual while the share answers slowly. Null: not known yet",
     [](const P& p) -> Json { return p.threads == 0 ? Json() : Json(p.threads); }},
    {"latency_us", integer, true, "Microseconds that one call of the share's file system takes lately, median",
     [](const P& p) -> Json { return p.threads == 0 ? Json() : Json(p.latency_us); }},
    {"usual_latency_us", integer, true, "The same as it usually is",
     [](const P& p) -> Json { return p.threads == 0 ? Json() : Json(p.usual_latency_us); }},
    {"paused", flag, false, "Somebody paused the share's scans", [](const P& p) -> Json { return p.paused; }},
    {"reason", text, true, "Why it is stuck, paused, or waits longer than its schedule, or why the last scan left no row",
     [](const P& p) -> Json { return p.reason.empty() ? Json() : Json(display_text(p.reason)); }},
    {"current", text, false, "A directory that was worked on lately, relative to the share",
     [](const P& p) -> Json { return p.current; }},
};

const Field<LevelProgress> kLevel[] = {
    {"directories", integer, false, "Directories of this depth that were listed",
     [](const LevelProgress& l) -> Json { return l.directories; }},
    {"files", integer, false, "Files directly in them", [](const LevelProgress& l) -> Json { return l.files; }},
    {"waiting", integer, false, "Directories of this depth that the scan knows and has not listed yet",
     [](const LevelProgress& l) -> Json { return l.waiting; }},
};

}  // namespace

std::span<const Field<ScanRecord>> scan_fields() { return kScan; }
std::span<const Field<ScanError>> scan_error_fields() { return kError; }
std::span<const Field<ScanProgress>> progress_fields() { return kProgress; }

Json to_json(const ScanRecord& scan) { return object_of(scan_fields(), scan); }
std::span<const Field<LevelProgress>> level_fields() { return kLevel; }

Json to_json(const ScanProgress& progress) {
    Json out = object_of(progress_fields(), progress);
    out["levels"] = Json::array();
    for (const LevelProgress& level : progress.levels) out["levels"].push_back(object_of(level_fields(), level));
    return out;
}

Json errors_json(const ScanRecord& scan) {
    Json out = Json::array();
    for (const ScanError& error : scan.errors) out.push_back(object_of(scan_error_fields(), error));
    return out;
}

std::string scan_id_text(int64_t id) { return "s" + std::to_string(id); }

std::optional<int64_t> parse_scan_id(std::string_view text) {
    if (!text.starts_with('s')) return std::nullopt;
    int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
    return id;
}

int64_t wanted_scan_id(const std::string& text) {
    if (const auto id = parse_scan_id(text)) return *id;
    throw NotFound(Named::scan, "there is no scan " + display_text(text));
}

}  // namespace tocd
