// Log lines for people and journald: "scan: finished share=raw files=12" with a priority prefix.
// Thread: any; a line is one write(2) to standard error.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tocd {

enum class LogLevel { error = 3, warning = 4, info = 6, debug = 7 };  // sd-daemon(3) priorities

// One key=value of a line. Values with spaces, quotes or control bytes are quoted and escaped, so a file name
// cannot forge a line.
struct LogField {
    template <class Value>
        requires(std::is_arithmetic_v<Value>)
    LogField(std::string_view k, Value v) : key(k), value(std::to_string(v)) {}
    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    std::string_view key;
    std::string value;
};

// error: a human must act; warning: degraded, tried again; info: start, stop, scans; debug: per directory. Of one event that is an
// error or a warning at most 60 lines in a minute (log_limit.hpp): the next one after that says left_out_before=N. `event` is a constant.
void log_line(LogLevel level, std::string_view domain, std::string_view event, std::initializer_list<LogField> fields = {});

inline void log_error(std::string_view domain, std::string_view event, std::initializer_list<LogField> fields = {}) {
    log_line(LogLevel::error, domain, event, fields);
}
inline void log_warning(std::string_view domain, std::string_view event, std::initializer_list<LogField> fields = {}) {
    log_line(LogLevel::warning, domain, event, fields);
}
inline void log_info(std::string_view domain, std::string_view event, std::initializer_list<LogField> fields = {}) {
    log_line(LogLevel::info, domain, event, fields);
}
inline void log_debug(std::string_view domain, std::string_view event, std::initializer_list<LogField> fields = {}) {
    log_line(LogLevel::debug, domain, event, fields);
}

// Lines above this level are dropped. Process-wide; info at start.
void set_log_level(LogLevel level) noexcept;

// "error", "warning", "info" or "debug"; nothing for other names.
[[nodiscard]] std::optional<LogLevel> log_level_named(std::string_view name) noexcept;

// The text of one line without priority and newline: what log_line writes. For tests.
[[nodiscard]] std::string format_log_line(std::string_view domain, std::string_view event, std::initializer_list<LogField> fields);

// As if no line had been written: of each event there may be 60 now. For tests.
void forget_logged_lines();

}  // namespace tocd
