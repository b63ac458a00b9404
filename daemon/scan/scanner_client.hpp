// An engine at the other end of a stream socket: a tocd-scan process, whoever started it.
#pragma once

#include "scan/engine.hpp"
#include "scan/frame_codec.hpp"

#include <chrono>
#include <deque>
#include <string>

namespace tocd {

// Closing the socket (the destructor) ends the scanner.
// Thread: one, but wake().
class SocketEngine final : public Engine {
public:
    // Takes over the connected stream socket `fd`. Throws Error(unavailable) when no eventfd can be made.
    explicit SocketEngine(int fd);
    ~SocketEngine() override;
    SocketEngine(const SocketEngine&) = delete;
    SocketEngine& operator=(const SocketEngine&) = delete;

    // As engine.hpp says; also Error(unavailable) for a scanner of another protocol, naming both versions, and
    // Error(cancelled) when wake() was called (somebody wants to stop).
    RootIdentity open(const ShareOptions& options) override;
    RootIdentity look_again() override;

    // Never waits: what the socket does not take is sent by later polls. Error(limit): see append_message.
    void submit(const Job& job) override;

    EngineEvents poll(std::chrono::milliseconds timeout) override;
    void hold(bool held) override;
    void wake() override;

private:
    enum class Heard { something, nothing, woken };
    RootIdentity wait_for_root();
    Heard wait(std::chrono::milliseconds timeout);
    void send_some();
    bool receive_some();

    const int fd_;
    int wake_fd_ = -1;
    std::string path_;  // of the root, for people
    std::chrono::milliseconds stuck_after_{};
    bool looking_ = false;  // asked again, not answered yet
    std::string outgoing_;
    size_t outgoing_at_ = 0;  // of these, sent
    MessageSplitter incoming_;
};

}  // namespace tocd
