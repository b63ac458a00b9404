#include "base/log.hpp"

#include "base/log_limit.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

namespace tocd {
namespace {

constexpr size_t kMostValueBytes = 4096;  // a path is at most PATH_MAX; the journal cuts a line of more than 48 KiB

std::atomic<LogLevel> threshold{LogLevel::info};

// Never taken down: threads log until the process ends.
LogLimit& limit() {
    static LogLimit& one = *new LogLimit;
    return one;
}

// systemd sets JOURNAL_STREAM for what it connects to the journal; only there a "<6>" prefix is of use.
bool to_journal() {
    static const bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
    return journal;
}

void append_value(std::string& out, std::string_view value) {
    std::string text = display_text(value);
    if (text.size() > kMostValueBytes) {
        size_t end = kMostValueBytes;
        while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // between two code points
        text.replace(end, std::string::npos, "…");
    }
    bool plain = !text.empty();
    for (const unsigned char c : text)
        if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c == 0x7F) plain = false;
    if (plain) {
        out.append(text);
        return;
    }
    out.push_back('"');
    for (const unsigned char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        if (c < ' ' || c == 0x7F) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\x%02x", c);
            out.append(escaped);
        } else {
            out.push_back(static_cast<char>(c));
        }
    }
    out.push_back('"');
}

}  // namespace

void set_log_level(LogLevel level) noexcept { threshold = level; }

std::optional<LogLevel> log_level_named(std::string_view name) noexcept {
    if (name == "error") return LogLevel::error;
    if (name == "warning") return LogLevel::warning;
    if (name == "info") return LogLevel::info;
    if (name == "debug") return LogLevel::debug;
    return std::nullopt;
}

std::string format_log_line(std::string_view domain, std::string_view event, std::initializer_list<LogField> fields) {
    std::string line;
    line.append(domain).append(": ").append(event);
    for (const LogField& field : fields) {
        line.append(" ").append(field.key).append("=");
        append_value(line, field.value);
    }
    return line;
}

void forget_logged_lines() { limit().forget(); }

void log_line(LogLevel level, std::string_view domain, std::string_view event, std::initializer_list<LogField> fields) {
    if (level > threshold.load(std::memory_order_relaxed)) return;
    int64_t left_out = 0;
    if (level <= LogLevel::warning) {
        const auto admitted = limit().admit(domain, event, system_clock().monotonic_ns());
        if (!admitted) return;
        left_out = *admitted;
    }
    std::string line;
    if (to_journal()) {
        line = "<" + std::to_string(static_cast<int>(level)) + ">";
    } else {
        char stamp[32];
        const time_t now = std::time(nullptr);
        tm parts{};
        localtime_r(&now, &parts);
        std::strftime(stamp, sizeof stamp, "%H:%M:%S ", &parts);
        line = stamp;
        if (level == LogLevel::error) line += "error: ";
        if (level == LogLevel::warning) line += "warning: ";
    }
    line += format_log_line(domain, event, fields);
    if (left_out > 0) line += " left_out_before=" + std::to_string(left_out);
    line += "\n";
    // A log line that cannot be written has nowhere to be reported.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace tocd
