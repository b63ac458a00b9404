// A client that sends exactly the bytes it is told to, and says what came back.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tocd {

struct RawResponse {
    int status = 0;  // 0: nothing that looks like a response
    std::string head;
    std::map<std::string, std::string> headers;  // names in lowercase
    std::string body;                            // decoded from the chunked coding
    bool complete = false;                       // all of the body that the head promises
    [[nodiscard]] std::string header(const std::string& name) const;
};

class RawClient {
public:
    // "http://127.0.0.1:1234" or "unix:/path". `receive_buffer`: SO_RCVBUF, to be slow on purpose. `from`: an address of loopback, to be
    // somebody else.
    explicit RawClient(const std::string& address, int receive_buffer = 0, const char* from = "127.0.0.1");
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False when the server has closed its end.
    bool send(std::string_view bytes);
    // Half a close: it sends nothing more, and reads on.
    void end_sending();
    // Reads one response. `head_only`: it answers HEAD. Waits at most 20 s for anything.
    RawResponse receive(bool head_only = false);
    RawResponse ask(std::string_view bytes) {
        send(bytes);
        return receive(bytes.starts_with("HEAD"));
    }
    // One more read of at most `size` bytes into the buffer: false at the end of the stream, or after 20 s.
    bool read_some(size_t size = 65536);
    // True when the server closes (or resets) without another byte.
    bool closed_by_server();
    [[nodiscard]] const std::string& buffered() const { return buffer_; }
    [[nodiscard]] bool was_reset() const { return reset_; }

private:
    int fd_ = -1;
    std::string buffer_;
    bool reset_ = false;
};

// "GET target HTTP/1.1" with Host localhost and these more header lines ("X: y\r\n").
[[nodiscard]] std::string get(const std::string& target, const std::string& more = {});

}  // namespace tocd
