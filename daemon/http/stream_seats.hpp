// Places for answers that stay open and mostly silent: so many in all, so many per client. Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace tocd {

class StreamSeats {
    struct State;

public:
    // Gives its place back at its end, which may come after that of the StreamSeats.
    class Seat {
    public:
        Seat(Seat&& other) noexcept : state_(std::move(other.state_)), client_(std::move(other.client_)) {}
        Seat& operator=(Seat&&) = delete;
        ~Seat();

    private:
        friend class StreamSeats;
        Seat(std::shared_ptr<State> state, std::string client) : state_(std::move(state)), client_(std::move(client)) {}
        std::shared_ptr<State> state_;
        std::string client_;
    };

    // A client without a name (of a unix socket) counts only among all. `full` is what the next one is told when all are taken.
    StreamSeats(size_t in_all, size_t per_client,
                std::string full = "too many clients wait for news already (http.max_event_streams)");

    // `client`: Request::client. Throws Error(unavailable) when there is no place.
    [[nodiscard]] Seat take(const std::string& client);

private:
    struct State {
        Mutex mutex;
        size_t taken TOCD_GUARDED_BY(mutex) = 0;
        std::map<std::string, size_t> by_client TOCD_GUARDED_BY(mutex);
    };
    const size_t in_all_;
    const size_t per_client_;
    const std::string full_;
    const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace tocd
