#include "http/peer_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace tocd {
namespace {

std::string v6_text(const in6_addr& address) {
    char text[INET6_ADDRSTRLEN] = {};
    if (IN6_IS_ADDR_V4MAPPED(&address))
        inet_ntop(AF_INET, address.s6_addr + 12, text, sizeof text);
    else
        inet_ntop(AF_INET6, &address, text, sizeof text);
    return text;
}

std::string v4_text(const in_addr& address) {
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &address, text, sizeof text);
    return text;
}

}  // namespace

std::string address_text(const sockaddr* address) {
    if (address->sa_family == AF_INET) return v4_text(reinterpret_cast<const sockaddr_in*>(address)->sin_addr);
    if (address->sa_family == AF_INET6) return v6_text(reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
    return {};
}

int address_port(const sockaddr* address) noexcept {
    if (address->sa_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
    if (address->sa_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(address)->sin6_port);
    return 0;
}

std::string canonical_address(std::string_view text) {
    const std::string copy(text);
    in_addr v4{};
    in6_addr v6{};
    if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) return v4_text(v4);
    if (inet_pton(AF_INET6, copy.c_str(), &v6) == 1) return v6_text(v6);
    return {};
}

bool is_loopback(std::string_view text) {
    const std::string address = canonical_address(text);
    return address.starts_with("127.") || address == "::1";
}

}  // namespace tocd
