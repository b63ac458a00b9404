#include "client/scan_summary.hpp"

#include "client/human.hpp"

#include <cstdio>

namespace tocd {

std::string summary_line(const ScanSummary& scan) {
    std::string out = scan.share + ": " + scan.outcome;
    if (scan.outcome != "refused") {
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%.1f s", static_cast<double>(scan.duration_ms) / 1e3);
        out += ", " + counted(scan.files, "file") + ", " + human_size(scan.size_bytes) + " in " +
               counted(scan.directories, "directory") + ", " + human_count(scan.added) + " added, " +
               human_count(scan.changed) + " changed, " + (scan.moved > 0 ? human_count(scan.moved) + " moved, " : "") +
               human_count(scan.gone) + " gone, " + seconds;
        if (scan.held > 0) out += ", " + human_count(scan.held) + " missed and held: too many at once to be gone";
        if (scan.failed > 0) out += ", " + human_count(scan.failed) + " could not be read";
    }
    if (!scan.failure.empty()) out += ": " + scan.failure;
    return out;
}

int scan_exit_code(const std::vector<ScanSummary>& scans) {
    int code = 0;
    for (const ScanSummary& scan : scans) {
        if (scan.outcome == "refused") return 1;
        if (scan.outcome != "complete") code = 3;
    }
    return code;
}

std::string progress_line(const std::vector<RunningScan>& scans) {
    std::string out;
    for (const RunningScan& scan : scans) {
        if (!out.empty()) out += " | ";
        out += scan.share + " ";
        if (scan.state == "waiting") {
            out += "waits";
            continue;
        }
        out += counted(scan.files, "file") + ", " + counted_part(scan.directories_done, scan.directories_waiting, "directory") + ", ";
        out += scan.state == "settling" ? "settling"
                                        : human_count(static_cast<int64_t>(scan.entries_per_second)) + " entries/s";
    }
    return out;
}

}  // namespace tocd
