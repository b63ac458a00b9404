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
    // Takes over the connected stream socket `fd`. `open_timeout`: how long open() waits for a root that hangs.
    // Throws Error(unavailable) when no eventfd can be made.
    explicit SocketEngine(int fd, std::chrono::milliseconds open_timeout = std::chrono::seconds(60));
    ~SocketEngine() override;
    SocketEngine(const SocketEngine&) = delete;
    SocketEngine& operator=(const SocketEngine&) = delete;

    // As engine.hpp says; also Error(unavailable) for a scanner of another protocol, naming both versions, and when
    // wake() was called (somebody wants to stop) or the time is up.
    RootIdentity open(const ShareOptions& options) override;

    // Never waits: what the socket does not take is sent by later polls. Error(limit): see append_message.
    void submit(Job job) override;

    EngineEvents poll(std::chrono::milliseconds timeout) override;
    void wake() override;

private:
    enum class Heard { something, nothing, woken };
    Heard wait(std::chrono::milliseconds timeout);
    void send_some();
    bool receive_some();

    const int fd_;
    int wake_fd_ = -1;
    const std::chrono::milliseconds open_timeout_;
    std::string outgoing_;
    size_t outgoing_at_ = 0;  // of these, sent
    MessageSplitter incoming_;
};

}  // namespace tocd
