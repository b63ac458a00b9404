#include "http/host_rules.hpp"

#include "base/text.hpp"
#include "http/failure.hpp"
#include "http/peer_address.hpp"

namespace tocd {
namespace {

// Of a proxy the scheme of the browser is not known.
bool is_origin(std::string_view value, std::string_view authority) {
    const std::string origin = ascii_lower(value), host = ascii_lower(authority);
    return !host.empty() && (origin == "http://" + host || origin == "https://" + host);
}

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

}  // namespace

std::string host_of(std::string_view authority) {
    if (authority.starts_with('[')) {
        const size_t end = authority.find(']');
        if (end == authority.npos) return {};
        const std::string_view rest = authority.substr(end + 1);
        if (!rest.empty() && (rest[0] != ':' || rest.find_first_not_of("0123456789", 1) != rest.npos)) return {};
        return canonical_address(authority.substr(1, end - 1));
    }
    const size_t colon = authority.find(':');
    if (colon != authority.npos && authority.find_first_not_of("0123456789", colon + 1) != authority.npos) return {};
    std::string_view host = authority.substr(0, colon);
    if (host.ends_with('.')) host.remove_suffix(1);
    const std::string address = canonical_address(host);
    return address.empty() ? ascii_lower(host) : address;
}

HostRules::HostRules(const std::vector<std::string>& names) : names_{"localhost"} {
    for (const std::string& name : names) {
        // An IPv6 address stands in a list of names without brackets as well.
        const std::string address = canonical_address(name);
        names_.insert(address.empty() ? host_of(name) : address);
    }
    names_.erase("");
}

bool HostRules::is_ours(const Request& request) const {
    if (request.peer.unix_socket) return true;
    if (request.authority.empty()) return header_value(request.headers, "host").empty() && request.minor_version == 0;
    const std::string host = host_of(request.authority);
    // An address in Host cannot be rebound: the page that asks was loaded from that very address.
    return !host.empty() && (is_loopback(host) || host == request.peer.local_address || names_.contains(host));
}

void HostRules::check(const Request& request) const {
    if (!is_ours(request)) {
        const std::string shown = display_text(std::string_view(request.authority).substr(0, 100));
        throw BadRequest(421, "this server does not answer for host " + shown +
                                  "; its admin can add the name to http.allowed_hosts");
    }
    if (is_safe(request.method)) return;
    for (const auto& [name, value] : request.headers) {
        if (name == "sec-fetch-site" && !value.empty() && value != "same-origin" && value != "none")
            throw BadRequest(
                403, "a page of another site may not change anything here (Sec-Fetch-Site: " + display_text(value) + ")");
        if (name != "origin") continue;
        if (!is_origin(value, request.authority))
            throw BadRequest(
                403, "a page of another site may not change anything here (Origin: " + display_text(value) + ")");
    }
}

}  // namespace tocd
