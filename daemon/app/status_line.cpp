#include "app/status_line.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace tocd {
namespace {

std::string grouped(int64_t number) {
    std::string digits = std::to_string(number);
    for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string counted(int64_t number, const char* one, const char* many) {
    return grouped(number) + " " + (number == 1 ? one : many);
}

std::string size_text(int64_t bytes) {
    constexpr std::array<const char*, 6> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    if (bytes < 1024) return std::to_string(bytes) + " B";
    double value = static_cast<double>(bytes) / 1024;
    size_t unit = 0;
    for (; value >= 1023.95 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %s", value, kUnits[unit]);
    return text;
}

std::string scan_text(const ScanProgress& progress) {
    std::string text = progress.state == ScanProgress::State::settling ? "Settling " : "Scanning ";
    text += progress.share;
    if (progress.state == ScanProgress::State::running) {
        text += ": " + counted(progress.directories_done, "directory", "directories") + ", " +
                counted(progress.files, "file", "files");
    }
    return text + ".";
}

bool ended_badly(const std::optional<ScanRecord>& scan) {
    return scan && (scan->outcome == ScanOutcome::refused || scan->outcome == ScanOutcome::interrupted ||
                    scan->outcome == ScanOutcome::incomplete);
}

bool needs_look(const ShareRecord& share) { return share.held || ended_badly(share.last_scan); }

UnixNs looked_ns(const ShareRecord& share) { return share.last_scan ? share.last_scan->finished_ns : 0; }

std::string scan_trouble(const ScanRecord& scan) {
    std::string text = "Share " + scan.share + " was " + std::string(outcome_name(scan.outcome)) + " " +
                       format_iso(scan.finished_ns / kNsPerSecond * kNsPerSecond);
    if (scan.outcome == ScanOutcome::incomplete) text += ": " + grouped(scan.failed) + " could not be read";
    if (!scan.failure.empty()) text += ": " + display_text(scan.failure);
    return text + ".";
}

std::string trouble_text(const ShareRecord& share) {
    std::string text;
    if (ended_badly(share.last_scan)) text += " " + scan_trouble(*share.last_scan);
    if (share.held)
        text += " Share " + share.name + " misses " + counted(share.held->files, "file", "files") +
                ", too many at once to be gone: toc scan --confirm " + share.name + " if that is right.";
    return text;
}

}  // namespace

std::string confined_text(const Confinement& done) {
    const bool landlock = done.landlock > 0;
    if (landlock && done.system_calls_refused) return "Confined by Landlock and seccomp.";
    if (landlock) return "Confined by Landlock, not by seccomp.";
    return done.system_calls_refused ? "Confined by seccomp, not by Landlock." : "Not confined by Landlock or seccomp.";
}

std::string status_line(const StatusFacts& facts) {
    const std::string confined = facts.confined.empty() ? "" : " " + facts.confined;
    std::string text;
    if (!facts.trouble.empty()) text = facts.trouble + ". ";
    if (facts.progress.empty()) {
        const std::string where = facts.config_path.empty() ? "the configuration" : facts.config_path;
        return text + "No share is configured yet: name one in " + where + ", then systemctl reload tocd" + (confined.empty() ? "" : "." + confined);
    }
    Totals total;
    const ShareRecord* worst = nullptr;  // the newest of those that need a look
    int64_t others = -1;
    for (const ShareRecord& share : facts.shares) {
        if (!share.configured) continue;
        total.files += share.total.files;
        if (__builtin_add_overflow(total.size_bytes, share.total.size_bytes, &total.size_bytes))
            total.size_bytes = INT64_MAX;
        if (!needs_look(share)) continue;
        ++others;
        if (worst == nullptr || looked_ns(share) > looked_ns(*worst)) worst = &share;
    }
    text += counted(static_cast<int64_t>(facts.progress.size()), "share", "shares") + ", " +
            counted(total.files, "file", "files") + ", " + size_text(total.size_bytes) + ".";
    for (const ScanProgress& progress : facts.progress)
        if (progress.state == ScanProgress::State::running || progress.state == ScanProgress::State::settling)
            text += " " + scan_text(progress);
    for (const ScanProgress& progress : facts.progress)
        if (progress.state == ScanProgress::State::stuck)
            text += " Share " + progress.share + " is stuck: " + display_text(progress.reason) + ".";
    const auto waiting = std::count_if(facts.progress.begin(), facts.progress.end(),
                                       [](const ScanProgress& p) { return p.state == ScanProgress::State::waiting; });
    if (waiting > 0) text += " " + counted(waiting, "scan waits.", "scans wait.");
    if (worst != nullptr) text += trouble_text(*worst);
    if (others > 0) text += " " + counted(others, "other share needs a look.", "other shares need a look.");
    return text + confined;
}

}  // namespace tocd
