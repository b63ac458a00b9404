#include "scan/scanner_client.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tocd {
namespace {

constexpr size_t kMaxReadsPerPoll = 8;  // of up to 256 KiB each: the caller stores them before it asks for more

Error lost(const char* how) {
    return Error(ErrorKind::unavailable, std::string("the scanner ") + how + "; the log may say why, the next scan goes on");
}

}  // namespace

SocketEngine::SocketEngine(int fd) : fd_(fd) {
    fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
    wake_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_fd_ >= 0) return;
    const int error = errno;
    close(fd_);
    throw error_from_errno(ErrorKind::unavailable, "cannot make an eventfd", "", error);
}

SocketEngine::~SocketEngine() {
    close(fd_);
    close(wake_fd_);
}

RootIdentity SocketEngine::open(const ShareOptions& options) {
    path_ = options.path;
    stuck_after_ = options.stuck_after;
    append_message(outgoing_, Hello{kScanProtocol, options});
    return wait_for_root();
}

RootIdentity SocketEngine::look_again() {
    if (!looking_) append_message(outgoing_, Look{});
    looking_ = true;
    return wait_for_root();
}

RootIdentity SocketEngine::wait_for_root() {
    const auto deadline = std::chrono::steady_clock::now() + stuck_after_;
    for (;;) {
        while (const auto message = incoming_.next()) {
            FromScanner answer = decode_from_scanner(message->body, message->holder);
            if (std::holds_alternative<Pulse>(answer)) continue;  // from before the question
            looking_ = false;
            if (const auto* cannot = std::get_if<Cannot>(&answer)) throw Error(ErrorKind::unavailable, cannot->text);
            const auto* ready = std::get_if<Ready>(&answer);
            if (ready == nullptr) throw Error(ErrorKind::corrupt, "the scanner said something else when asked for the root");
            if (ready->protocol != kScanProtocol) {
                throw Error(ErrorKind::unavailable,
                            "the scanner is version " + ready->version + " and speaks protocol " +
                                std::to_string(ready->protocol) + ", tocd " TOCD_VERSION " speaks " +
                                std::to_string(kScanProtocol) + ": install the same version of both");
            }
            return ready->root;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            throw ShareHangs("opening " + path_ + " takes longer than " + std::to_string(stuck_after_.count()) +
                             " ms: the mount hangs");
        }
        if (wait(left) == Heard::woken) throw Error(ErrorKind::cancelled, "stopped while the share was opened");
    }
}

void SocketEngine::submit(const Job& job) {
    append_message(outgoing_, job);
    send_some();
}

EngineEvents SocketEngine::poll(std::chrono::milliseconds timeout) {
    EngineEvents events;
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        while (auto message = incoming_.next()) {
            FromScanner content = decode_from_scanner(message->body, message->holder);
            if (auto* listing = std::get_if<Listing>(&content)) events.listings.push_back(std::move(*listing));
            else if (auto* unchanged = std::get_if<Unchanged>(&content)) events.unchanged.push_back(std::move(*unchanged));
            else if (auto* done = std::get_if<JobDone>(&content)) events.done.push_back(std::move(*done));
            else if (const auto* pulse = std::get_if<Pulse>(&content)) events.pulse = *pulse;
            else throw Error(ErrorKind::corrupt, "the scanner sent a greeting in the middle of a scan");
        }
        if (!events.listings.empty() || !events.unchanged.empty() || !events.done.empty() || events.pulse) return events;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        // Also with no time left once: what is there already is taken.
        const Heard heard = wait(std::max(left, std::chrono::milliseconds(0)));
        if (heard == Heard::woken || (heard == Heard::nothing && left.count() <= 0)) return events;
    }
}

SocketEngine::Heard SocketEngine::wait(std::chrono::milliseconds timeout) {
    send_some();
    const bool sending = outgoing_at_ < outgoing_.size();
    pollfd fds[2] = {{fd_, static_cast<short>(POLLIN | (sending ? POLLOUT : 0)), 0}, {wake_fd_, POLLIN, 0}};
    const int ready = ::poll(fds, 2, static_cast<int>(std::min<int64_t>(timeout.count(), 3'600'000)));
    if (ready < 0 && errno != EINTR) throw error_from_errno(ErrorKind::internal, "cannot poll the scanner's socket", "", errno);
    if (ready <= 0) return Heard::nothing;
    if ((fds[0].revents & ~POLLOUT) != 0 && receive_some()) return Heard::something;
    if ((fds[1].revents & POLLIN) != 0) {
        eventfd_t count = 0;
        eventfd_read(wake_fd_, &count);
        return Heard::woken;
    }
    return Heard::nothing;
}

bool SocketEngine::receive_some() {
    for (size_t i = 0; i < kMaxReadsPerPoll; ++i) {
        const std::span<char> room = incoming_.room();
        const ssize_t size = recv(fd_, room.data(), room.size(), 0);
        if (size == 0) throw lost("ended in the middle of its work");
        if (size < 0) {
            if (errno == EAGAIN || errno == EINTR) return i > 0;
            throw error_from_errno(ErrorKind::unavailable, "the scanner is lost", "", errno);
        }
        incoming_.filled(static_cast<size_t>(size));
        if (static_cast<size_t>(size) < room.size()) break;
    }
    return true;
}

void SocketEngine::send_some() {
    while (outgoing_at_ < outgoing_.size()) {
        const ssize_t size =
            send(fd_, outgoing_.data() + outgoing_at_, outgoing_.size() - outgoing_at_, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0) {
            if (errno == EAGAIN || errno == EINTR) return;
            throw error_from_errno(ErrorKind::unavailable, "the scanner is lost", "", errno);
        }
        outgoing_at_ += static_cast<size_t>(size);
    }
    outgoing_.clear();
    outgoing_at_ = 0;
}

void SocketEngine::hold(bool held) {
    append_message(outgoing_, Hold{held});
    send_some();
}

void SocketEngine::wake() { eventfd_write(wake_fd_, 1); }

}  // namespace tocd
