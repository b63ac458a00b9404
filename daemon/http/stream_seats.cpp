#include "http/stream_seats.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace tocd {

StreamSeats::StreamSeats(size_t in_all, size_t per_client, std::string full)
    : in_all_(in_all), per_client_(per_client), full_(std::move(full)) {}

StreamSeats::Seat StreamSeats::take(const std::string& client) {
    Lock lock(state_->mutex);
    if (state_->taken >= in_all_)
        throw Error(ErrorKind::unavailable, full_);
    size_t& of_client = state_->by_client[client];
    if (!client.empty() && of_client >= per_client_)
        throw Error(ErrorKind::unavailable, "too many such answers are open from " + display_text(client));
    ++of_client;
    ++state_->taken;
    return {state_, client};
}

StreamSeats::Seat::~Seat() {
    if (!state_) return;
    Lock lock(state_->mutex);
    --state_->taken;
    const auto of_client = state_->by_client.find(client_);
    if (--of_client->second == 0) state_->by_client.erase(of_client);
}

}  // namespace tocd
