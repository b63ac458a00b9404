// Bytes of one connection → whole requests, strictly: what has two readings is refused, never guessed at.
// Sources: RFC 9112 (HTTP/1.1 messages), RFC 9110 (fields); research/reliability.md (b) for what is refused and why.
// Every byte is looked at once; how the bytes were split makes no difference. Thread: one (the loop's).
#pragma once

#include "http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tocd {

struct ReadLimits {
    size_t request_line_bytes = 8192;
    size_t header_bytes = 16384;  // request line and all header lines
    size_t headers = 64;
    size_t body_bytes = 1 << 20;
};

class RequestReader {
public:
    enum class State : uint8_t {
        idle,      // no byte of a request yet
        head,      // some of its request line and headers
        body,      // all headers, not all of the body
        complete,  // take() has it
        refused,   // status() and reason() say why; the connection is of no more use
    };

    explicit RequestReader(const ReadLimits& limits) : limits_(limits) {}

    // Takes more bytes. While `complete`, they are kept for the requests that follow.
    State feed(std::string_view bytes);
    [[nodiscard]] State state() const noexcept { return state_; }
    // Memory for what was fed and not taken.
    [[nodiscard]] size_t held_bytes() const noexcept { return buffer_.capacity() > kFewBytes ? buffer_.capacity() : 0; }

    // complete: hands the request over and goes on with the bytes behind it (state() tells how far that gets).
    // The request's peer is the caller's to fill in.
    [[nodiscard]] Request take();

    // refused: the HTTP status, and one sentence for the client.
    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

private:
    static constexpr size_t kFewBytes = 4096;  // what every connection may have, and nobody counts

    void advance();
    void scan_head();
    bool check_byte(unsigned char c);
    void end_line();
    void end_head();
    void refuse(int status, std::string reason);

    const ReadLimits limits_;
    State state_ = State::idle;
    std::string buffer_;
    size_t begin_ = 0;        // where the current request begins in buffer_
    size_t line_ = 0;         // where the current line begins
    size_t scanned_ = 0;      // bytes looked at
    bool have_line_ = false;  // the request line was read
    size_t body_bytes_ = 0;   // Content-Length
    Request request_;
    int status_ = 0;
    std::string reason_;
};

}  // namespace tocd
