#include "client/terminal.hpp"

#include "client/shown_text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tocd {

int terminal_columns(int fd) {
    winsize size{};
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

bool wants_colour(int fd) {
    if (isatty(fd) != 1) return false;
    if (const char* no = std::getenv("NO_COLOR"); no != nullptr && no[0] != '\0') return false;
    const char* term = std::getenv("TERM");
    return term != nullptr && std::string_view(term) != "dumb" && term[0] != '\0';
}

TerminalLine::TerminalLine() : terminal_(isatty(STDERR_FILENO) == 1) {}

void TerminalLine::show(const std::string& text) {
    if (!terminal_) return;
    // The last column stays free: a character in it makes many terminals begin a new line.
    const std::string safe = safe_message(text);
    const std::string_view cut = cut_to_width(safe, static_cast<size_t>(terminal_columns(STDERR_FILENO)) - 1);
    std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(cut.size()), cut.data());
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
