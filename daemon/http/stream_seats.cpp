#include "http/stream_seats.hpp"

#include "base/error.hpp"

namespace tocd {

StreamSeats::StreamSeats(size_t in_all, size_t per_client, std::string full)
    : in_all_(in_all), per_client_(per_client), full_(std::move(full)) {}

StreamSeats::Seat StreamSeats::take(const Peer& peer) {
    Lock lock(state_->mutex);
    if (state_->taken >= in_all_)
        throw Error(ErrorKind::unavailable, full_);
    std::string client = peer.unix_socket ? "" : peer.remote_address;
    size_t& of_client = state_->by_client[client];
    if (!peer.unix_socket && of_client >= per_client_)
        throw Error(ErrorKind::unavailable, "too many such answers are open from " + client);
    ++of_client;
    ++state_->taken;
    return {state_, std::move(client)};
}

StreamSeats::Seat::~Seat() {
    if (!state_) return;
    Lock lock(state_->mutex);
    --state_->taken;
    const auto of_client = state_->by_client.find(client_);
    if (--of_client->second == 0) state_->by_client.erase(of_client);
}

}  // namespace tocd
