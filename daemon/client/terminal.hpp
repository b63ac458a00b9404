// What is known of the terminal, and a line on it that is written over again and again. Thread: one.
#pragma once

#include <string>

namespace tocd {

[[nodiscard]] int terminal_columns(int fd);  // 80 when nobody says
// Colours for `fd` unless $NO_COLOR is set (no-color.org) or $TERM is "dumb".
[[nodiscard]] bool wants_colour(int fd);

// A line of progress on standard error where that is a terminal, and nothing elsewhere.
class TerminalLine {
public:
    TerminalLine();
    ~TerminalLine() { clear(); }
    TerminalLine(const TerminalLine&) = delete;
    TerminalLine& operator=(const TerminalLine&) = delete;
    void show(const std::string& text);  // cut to the width; made safe
    void clear();
    [[nodiscard]] bool is_terminal() const noexcept { return terminal_; }

private:
    bool terminal_;
    bool shown_ = false;
};

}  // namespace tocd
