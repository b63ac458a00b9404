// Which requests are for us, and which may change something: against DNS rebinding and cross-site requests.
// Sources: research/reliability.md (b) "Evil web page"; Fetch Metadata (W3C); RFC 6454 for Origin.
// Thread: any after construction.
#pragma once

#include "http/message.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// "[::1]:80" → "::1", "Example.ORG.:80" → "example.org". Empty when it is malformed.
[[nodiscard]] std::string host_of(std::string_view authority);

class HostRules {
public:
    // `names` are accepted besides localhost, loopback addresses and the address that the client connected to.
    explicit HostRules(const std::vector<std::string>& names);

    // Throws BadRequest(421) when the request's Host is not ours, and BadRequest(403) when it would change something
    // and a page of another site sent it. Ports are not compared: a tunnel or proxy has another one.
    void check(const Request& request) const;

private:
    [[nodiscard]] bool is_ours(const Request& request) const;
    std::set<std::string, std::less<>> names_;
};

}  // namespace tocd
