#include "http/stream_seats.hpp"

#include "base/error.hpp"

#include <doctest/doctest.h>
#include <optional>

namespace tocd {
namespace {

const std::string kLocal;

bool has_seat(StreamSeats& seats, const std::string& client) {
    try {
        static_cast<void>(seats.take(client));
        return true;
    } catch (const Error& refused) {
        CHECK(refused.kind() == ErrorKind::unavailable);
        return false;
    }
}

}  // namespace

TEST_CASE("one client cannot take all seats") {
    StreamSeats seats(5, 2);
    std::optional<StreamSeats::Seat> first(seats.take("192.0.2.1"));
    const StreamSeats::Seat second = seats.take("192.0.2.1");
    CHECK_FALSE(has_seat(seats, "192.0.2.1"));
    CHECK(has_seat(seats, "192.0.2.2"));
    first.reset();
    CHECK(has_seat(seats, "192.0.2.1"));
}

TEST_CASE("clients of unix sockets count among all only") {
    StreamSeats seats(3, 1);
    const StreamSeats::Seat a = seats.take(kLocal);
    const StreamSeats::Seat b = seats.take(kLocal);
    {
        const StreamSeats::Seat c = seats.take("::1");
        CHECK_FALSE(has_seat(seats, kLocal));
    }
    CHECK(has_seat(seats, kLocal));
}

TEST_CASE("a seat may outlive the seats") {
    std::optional<StreamSeats> seats(std::in_place, 1, 1);
    StreamSeats::Seat seat = seats->take(kLocal);
    seats.reset();
    const StreamSeats::Seat moved = std::move(seat);
}

}  // namespace tocd
