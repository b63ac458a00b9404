#include "client/output.hpp"

#include "base/error.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace tocd {
namespace {

constexpr size_t kBufferBytes = 64u << 10;

void (*inherited)(int) = SIG_DFL;

std::string_view code_of(Style style) {
    switch (style) {
        case Style::plain: return {};
        case Style::heading: return "1";
        case Style::directory: return "1;34";
        case Style::bad: return "31";
        case Style::gone: return "9;31";
        case Style::faint: return "2";
    }
    return {};
}

}  // namespace

void ignore_broken_pipes() { inherited = std::signal(SIGPIPE, SIG_IGN); }

Output::~Output() = default;

void Output::write(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= kBufferBytes) flush();
}

void Output::flush() {
    std::string_view left = buffer_;
    while (!left.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, left.data(), left.size());
        if (n >= 0) {
            left.remove_prefix(static_cast<size_t>(n));
            continue;
        }
        if (errno == EINTR) continue;
        if (errno == EAGAIN) {  // whoever started us made the pipe non-blocking, for itself
            pollfd room{STDOUT_FILENO, POLLOUT, 0};
            poll(&room, 1, -1);
            continue;
        }
        const int error = errno;
        buffer_.clear();
        if (error == EPIPE && inherited == SIG_DFL) {
            std::signal(SIGPIPE, SIG_DFL);
            std::raise(SIGPIPE);
        }
        throw error_from_errno(ErrorKind::unavailable, "cannot write to standard output", "", error);
    }
    buffer_.clear();
}

std::string Output::painted(Style style, std::string_view text) const {
    const std::string_view code = look_.colour ? code_of(style) : std::string_view{};
    if (code.empty() || text.empty()) return std::string(text);
    return std::string("\033[").append(code).append("m").append(text).append("\033[0m");
}

}  // namespace tocd
