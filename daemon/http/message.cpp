#include "http/message.hpp"

#include "base/text.hpp"

namespace tocd {

std::string_view header_value(const HeaderList& headers, std::string_view name) noexcept {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

std::string body_type(const HeaderList& headers) {
    const std::string_view value = header_value(headers, "content-type");
    return ascii_lower(value.substr(0, value.find_first_of("; \t")));
}

std::string client_of(const Peer& peer) {
    if (!peer.unix_socket) return peer.remote_address;
    return peer.account ? "uid " + std::to_string(peer.account->uid) : "unix";
}

}  // namespace tocd
