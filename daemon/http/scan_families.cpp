// What is known of the shares, and what their scans do.
#include "http/metric_families.hpp"

namespace tocd {
namespace {

using Type = MetricText::Type;

constexpr ScanOutcome kEndings[] = {ScanOutcome::complete, ScanOutcome::incomplete, ScanOutcome::interrupted,
                                    ScanOutcome::refused};
constexpr std::pair<ScanProgress::State, std::string_view> kStates[] = {{ScanProgress::State::idle, "idle"},
                                                                        {ScanProgress::State::waiting, "waiting"},
                                                                        {ScanProgress::State::running, "running"},
                                                                        {ScanProgress::State::settling, "settling"},
                                                                        {ScanProgress::State::stuck, "stuck"},
                                                                        {ScanProgress::State::paused, "paused"}};

const std::string& share_of(const ShareRecord& record) { return record.name; }
const std::string& share_of(const ScanProgress& progress) { return progress.share; }
const std::string& share_of(const ScanCounts& counts) { return counts.share; }

// One family with one number per share.
template <class Record, class Value>
void per_share(MetricText& out, Type type, std::string_view name, std::string_view help,
               const std::vector<Record>& records, Value value) {
    out.family(name, type, help);
    for (const Record& record : records) out.sample(static_cast<int64_t>(value(record)), {{"share", share_of(record)}});
}

bool scanning(const ScanProgress& progress) {
    return progress.state == ScanProgress::State::running || progress.state == ScanProgress::State::settling;
}

void add_last_scans(MetricText& out, const std::vector<ShareRecord>& shares) {
    out.family("tocd_share_last_complete_timestamp_seconds", Type::gauge,
               "Start of the last scan that ended complete or incomplete: what is known is as of then. 0: none yet");
    for (const ShareRecord& share : shares) out.sample_seconds(share.last_complete_ns, {{"share", share.name}});
    out.family("tocd_share_last_scan_duration_seconds", Type::gauge, "How long the last scan took, however it ended");
    for (const ShareRecord& share : shares)
        if (share.last_scan)
            out.sample_seconds(share.last_scan->finished_ns - share.last_scan->started_ns, {{"share", share.name}});
    out.family("tocd_share_last_scan_errors", Type::gauge, "Directories and entries that the last scan could not read");
    for (const ShareRecord& share : shares)
        if (share.last_scan) out.sample(share.last_scan->failed, {{"share", share.name}});
    out.family("tocd_share_last_scan_outcome", Type::gauge, "1 for the outcome of the last scan, 0 for the others");
    for (const ShareRecord& share : shares)
        for (const ScanOutcome outcome : kEndings)
            out.sample(share.last_scan && share.last_scan->outcome == outcome,
                       {{"share", share.name}, {"outcome", outcome_name(outcome)}});
}

}  // namespace

void add_share_families(MetricText& out, const std::vector<ShareRecord>& shares) {
    const auto gauge = [&](std::string_view name, std::string_view help, auto value) {
        per_share(out, Type::gauge, name, help, shares, value);
    };
    gauge("tocd_share_files", "Files that are there", [](const ShareRecord& s) { return s.total.files; });
    gauge("tocd_share_size_bytes", "Sum of their sizes, each hard link counted",
          [](const ShareRecord& s) { return s.total.size_bytes; });
    gauge("tocd_share_directories", "Directories, as of the end of the last scan",
          [](const ShareRecord& s) { return s.directories; });
    gauge("tocd_share_gone_files", "Files that are gone and still known",
          [](const ShareRecord& s) { return s.gone_files; });
    gauge("tocd_share_held_files", "Files that are missed and not marked gone: too many at once, a later scan or a person has to agree",
          [](const ShareRecord& s) { return s.held ? s.held->files : 0; });
    gauge("tocd_share_failed_directories", "Directories that could not be listed, as of the end of the last scan",
          [](const ShareRecord& s) { return s.failed_directories; });
    add_last_scans(out, shares);
}

void add_scan_families(MetricText& out, const std::vector<ScanProgress>& progress,
                       const std::vector<ScanCounts>& counts) {
    out.family("tocd_scans_total", Type::counter, "Scans that ended, since the daemon started");
    for (const ScanCounts& share : counts)
        for (const ScanOutcome outcome : kEndings)
            out.sample(static_cast<int64_t>(share.ended[static_cast<size_t>(outcome)]),
                       {{"share", share.share}, {"outcome", outcome_name(outcome)}});
    per_share(out, Type::counter, "tocd_scan_directories_total", "Directories that scans are done with", counts,
              [](const ScanCounts& c) { return c.directories; });
    per_share(out, Type::counter, "tocd_scan_entries_total", "Names that scans have seen", counts,
              [](const ScanCounts& c) { return c.entries; });
    per_share(out, Type::counter, "tocd_scan_errors_total", "Directories and entries that scans could not read", counts,
              [](const ScanCounts& c) { return c.failed; });

    out.family("tocd_scan_state", Type::gauge, "1 for what the share's scan does now, 0 for the other states");
    for (const ScanProgress& share : progress)
        for (const auto& [state, word] : kStates)
            out.sample(share.state == state, {{"share", share.share}, {"state", word}});
    out.family("tocd_scan_next_timestamp_seconds", Type::gauge,
               "When the schedule starts the share's next scan; left out where only requests do");
    for (const ScanProgress& share : progress)
        if (share.next_ns != 0) out.sample_seconds(share.next_ns, {{"share", share.share}});
    const auto running = [&](std::string_view name, std::string_view help, auto value) {
        per_share(out, Type::gauge, name, help, progress,
                  [&](const ScanProgress& p) { return scanning(p) ? value(p) : int64_t{0}; });
    };
    running("tocd_scan_running_directories", "Directories that the running scan is done with; 0: none runs",
            [](const ScanProgress& p) { return p.directories_done; });
    running("tocd_scan_running_directories_waiting", "Directories that the running scan knows and has still to list",
            [](const ScanProgress& p) { return p.directories_waiting; });
    running("tocd_scan_running_entries", "Names that the running scan has seen",
            [](const ScanProgress& p) { return p.entries; });
}

}  // namespace tocd
