#include "app/scan_report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <sys/ioctl.h>

namespace tocd {

std::string human_size(int64_t bytes) {
    static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto value = static_cast<double>(bytes);
    size_t unit = 0;
    for (; value >= 1024 && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
    return text;
}

std::string human_count(int64_t count) {
    std::string digits = std::to_string(count);
    for (auto i = static_cast<int>(digits.size()) - 3; i > (count < 0 ? 1 : 0); i -= 3) digits.insert(static_cast<size_t>(i), ",");
    return digits;
}

std::string report_line(const ScanRecord& r) {
    std::string out = r.share + ": " + std::string(outcome_name(r.outcome));
    if (r.outcome != ScanOutcome::refused) {
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%.1f s", static_cast<double>(r.finished_ns - r.started_ns) / 1e9);
        out += ", " + human_count(r.files) + " files, " + human_size(r.size_bytes) + " in " + human_count(r.directories) +
               " directories, " + human_count(r.added) + " added, " + human_count(r.changed) + " changed, " +
               human_count(r.gone) + " gone, " + seconds;
        if (r.failed > 0) out += ", " + human_count(r.failed) + " could not be read";
    }
    if (!r.failure.empty()) out += ": " + r.failure;
    return out;
}

std::string progress_line(const std::vector<ScanProgress>& shares) {
    std::string out;
    for (const ScanProgress& p : shares) {
        if (p.state != ScanProgress::State::running && p.state != ScanProgress::State::settling) continue;
        if (!out.empty()) out += " | ";
        out += p.share + " " + human_count(p.files) + " files, " + human_count(p.directories_done) + " directories, ";
        out += p.state == ScanProgress::State::settling ? "settling" : human_count(static_cast<int64_t>(p.entries_per_second)) + " entries/s";
    }
    return out;
}

int exit_code_of(const std::vector<ScanRecord>& records) {
    int code = 0;
    for (const ScanRecord& record : records) {
        if (record.outcome == ScanOutcome::refused) return 1;
        if (record.outcome != ScanOutcome::complete) code = 3;
    }
    return code;
}

TerminalLine::TerminalLine() : terminal_(isatty(STDERR_FILENO) == 1) {}

void TerminalLine::show(const std::string& text) {
    if (!terminal_) return;
    winsize size{};
    const size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1u : 79;
    std::fprintf(stderr, "\r\033[K%s", text.substr(0, columns).c_str());
    std::fflush(stderr);
    shown_ = true;
}

void TerminalLine::clear() {
    if (!shown_) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    shown_ = false;
}

}  // namespace tocd
