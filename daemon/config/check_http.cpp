#include "config/check_http.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>
#include <sys/un.h>
#include <algorithm>
#include <set>
#include <utility>

namespace tocd {
namespace {

std::string quoted(std::string_view text) { return "\"" + display_text(text) + "\""; }

bool is_port(std::string_view text) {
    if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string_view::npos) return false;
    return std::stoi(std::string(text)) <= 65535;
}

bool is_ipv6(std::string_view text) {
    in6_addr address{};
    // A zone ("fe80::1%eth0") is the resolver's business; what stands before it must be an address.
    return inet_pton(AF_INET6, std::string(text.substr(0, text.find('%'))).c_str(), &address) == 1;
}

bool is_address(const std::string& text) {
    in_addr v4{};
    in6_addr v6{};
    return inet_pton(AF_INET, text.c_str(), &v4) == 1 || inet_pton(AF_INET6, text.c_str(), &v6) == 1;
}

bool is_proxy(const std::string& text) { return is_address(text) || (text.starts_with("unix:") && text.size() > 5); }

// "1.2.3" and "999.1.1.1" are taken by resolvers for odd IPv4 addresses, or fail much later.
bool is_bad_ipv4(std::string_view host) {
    if (host.find_first_not_of("0123456789.") != std::string_view::npos) return false;
    in_addr address{};
    return inet_pton(AF_INET, std::string(host).c_str(), &address) != 1;
}

}  // namespace

bool is_host_name(std::string_view name) noexcept {
    constexpr size_t kMaxBytes = 253;
    constexpr size_t kMaxPart = 63;
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.empty() || name.size() > kMaxBytes) return false;
    size_t part = 0;
    char before = '.';
    for (const char c : name) {
        const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (c == '.') {
            if (part == 0 || before == '-') return false;
            part = 0;
        } else if ((!alphanumeric && c != '-') || (c == '-' && part == 0) || ++part > kMaxPart) {
            return false;
        }
        before = c;
    }
    return part > 0 && before != '-';
}

std::string listen_problem(std::string_view address) {
    constexpr std::string_view kUnix = "unix:";
    if (address.starts_with(kUnix)) {
        const std::string_view path = address.substr(kUnix.size());
        if (!path.starts_with('/'))
            return "the path of a unix socket must be absolute, such as unix:/run/tocd/tocd.sock";
        if (path.size() >= sizeof(sockaddr_un::sun_path))
            return "the path of a unix socket has at most " + std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                   " bytes";
        return {};
    }
    const size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || address.ends_with(']'))
        return "expected \"host:port\", \"[v6]:port\" or \"unix:/path\"; the port is missing";
    const std::string_view host = address.substr(0, colon);
    if (!is_port(address.substr(colon + 1))) return "the port must be a number from 0 to 65535";
    if (host.starts_with('[') && host.ends_with(']')) {
        if (is_ipv6(host.substr(1, host.size() - 2))) return {};
        return "not an IPv6 address between [ and ]";
    }
    if (host.find(':') != std::string_view::npos) return "an IPv6 address stands in brackets, such as [::1]:8080";
    if (!is_host_name(host) || is_bad_ipv4(host))
        return "not a host name or address: " + quoted(host) + " (all IPv4 addresses: 0.0.0.0, all IPv6: [::])";
    return {};
}

bool is_reached_from_outside(std::string_view address) {
    if (address.starts_with("unix:")) return false;
    const std::string host = ascii_lower(address.substr(0, address.rfind(':')));
    // "127.example.org" is a name, which may lead anywhere.
    return !(host == "localhost" || host == "[::1]" || (host.starts_with("127.") && is_address(host)));
}

bool is_subject(std::string_view text, bool tokens) noexcept {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
    const std::string_view kind = text.substr(0, colon);
    return kind == "user" || kind == "group" || (tokens && kind == "token");
}

std::vector<HttpProblem> find_http_problems(const HttpConfig& config) {
    std::vector<HttpProblem> problems;
    std::set<std::string> seen;
    for (size_t i = 0; i < config.listen.size(); ++i) {
        const std::string& address = config.listen[i];
        std::string reason = listen_problem(address);
        // Port 0 twice gives two different ports.
        if (reason.empty() && !address.ends_with(":0") && !seen.insert(ascii_lower(address)).second)
            reason = "given twice";
        if (reason.empty() && is_reached_from_outside(address) && config.anonymous == "local" && config.trusted_proxies.empty())
            reason = "others reach this address: say who may ask there, with \"anonymous: read\" (everybody reads everything that \"access\" does not hide), "
                     "\"anonymous: none\" (only with a token: tocd token create) or \"trusted_proxies\"";
        if (!reason.empty())
            problems.push_back({"http.listen[" + std::to_string(i) + "]", quoted(address) + ": " + reason});
    }
    for (size_t i = 0; i < config.allowed_hosts.size(); ++i)
        if (!is_host_name(config.allowed_hosts[i]))
            problems.push_back({"http.allowed_hosts[" + std::to_string(i) + "]",
                                quoted(config.allowed_hosts[i]) +
                                    ": not a host name; write it without scheme, port and path, as toc.example.org"});
    for (size_t i = 0; i < config.trusted_proxies.size(); ++i)
        if (!is_proxy(config.trusted_proxies[i]))
            problems.push_back({"http.trusted_proxies[" + std::to_string(i) + "]", quoted(config.trusted_proxies[i]) + ": not an IP address, nor \"unix:ACCOUNT\""});
    for (const auto& [key, name] : {std::pair{"http.identity_header", &config.identity_header}, {"http.groups_header", &config.groups_header}})
        if (name->find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != std::string::npos)
            problems.push_back({key, quoted(*name) + ": not the name of a header"});
    return problems;
}

}  // namespace tocd
