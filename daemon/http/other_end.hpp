// Whether the client at the other end of a socket still waits for its answer. Thread: any for other_end(); else its owner's.
#pragma once

#include <cstdint>

namespace tocd {

// half_closed: it sends nothing more, and may read (`nc -N`, shutdown(2)); or, over TCP, it is gone, which looks the same until
// something is written to it.
enum class OtherEnd : uint8_t { open, half_closed, closed };

// Asked of the kernel, since reading would have to take in what a client sends ahead.
[[nodiscard]] OtherEnd other_end(int socket) noexcept;

// Looked at again and again while one request is worked on: who shut his sending side with the request gets his answer if it is
// there soon, and who does it later hung up.
class HangUpWatch {
public:
    // `told_apart`: on this socket half a close never is a whole one (unix sockets).
    explicit HangUpWatch(bool told_apart = false) : told_apart_(told_apart) {}
    // The next look. True: nobody waits for the answer any more.
    [[nodiscard]] bool is_over(OtherEnd end) noexcept;

    static constexpr int kLooks = 10;  // that a half-closed connection is given

private:
    bool told_apart_;
    bool with_request_ = false;
    int looks_ = 0;
};

}  // namespace tocd
