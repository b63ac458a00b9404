#include "app/scan_report.hpp"

#include "client/scan_summary.hpp"

namespace tocd {
namespace {

ScanSummary summary_of(const ScanRecord& r) {
    ScanSummary out;
    out.share = r.share;
    out.outcome = outcome_name(r.outcome);
    out.files = r.files;
    out.size_bytes = r.size_bytes;
    out.directories = r.directories;
    out.added = r.added;
    out.changed = r.changed;
    out.moved = r.moved;
    out.gone = r.gone;
    out.failed = r.failed;
    out.held = r.held;
    out.duration_ms = (r.finished_ns - r.started_ns) / 1'000'000;
    out.failure = r.failure;
    return out;
}

}  // namespace

std::string report_line(const ScanRecord& record) { return summary_line(summary_of(record)); }

std::string progress_line(const std::vector<ScanProgress>& shares) {
    std::vector<RunningScan> running;
    for (const ScanProgress& p : shares) {
        if (p.state != ScanProgress::State::running && p.state != ScanProgress::State::settling) continue;
        running.push_back({p.share, p.state == ScanProgress::State::settling ? "settling" : "running", p.files,
                           p.directories_done, p.directories_waiting, p.entries_per_second});
    }
    return progress_line(running);
}

int exit_code_of(const std::vector<ScanRecord>& records) {
    std::vector<ScanSummary> summaries;
    for (const ScanRecord& record : records) summaries.push_back(summary_of(record));
    return scan_exit_code(summaries);
}

}  // namespace tocd
