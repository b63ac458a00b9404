#include "http/other_end.hpp"

#include <poll.h>

namespace tocd {

OtherEnd other_end(int socket) noexcept {
    pollfd asked{socket, POLLRDHUP, 0};
    if (::poll(&asked, 1, 0) <= 0) return OtherEnd::open;
    // A reset; or of a unix socket, the other end's close.
    if ((asked.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) return OtherEnd::closed;
    return (asked.revents & POLLRDHUP) != 0 ? OtherEnd::half_closed : OtherEnd::open;
}

bool HangUpWatch::is_over(OtherEnd end) noexcept {
    ++looks_;
    if (end != OtherEnd::half_closed) return end == OtherEnd::closed;
    if (told_apart_) return false;
    if (looks_ == 1) with_request_ = true;
    return !with_request_ || looks_ > kLooks;
}

}  // namespace tocd
