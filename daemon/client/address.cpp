#include "client/address.hpp"

#include "base/error.hpp"
#include "client/shown_text.hpp"

#include <sys/stat.h>
#include <sys/un.h>

#include <charconv>
#include <cstdlib>
#include <optional>

namespace tocd {
namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw Error(ErrorKind::invalid_argument,
                "not an address of tocd: " + safe_message(text) + ": " + why +
                    "; write http://host:port, https://host or unix:/path, after --server or in $TOCD_SERVER");
}

std::optional<int> parse_port(std::string_view text) {
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535) return std::nullopt;
    return port;
}

int usual_port(Address::Kind kind) { return kind == Address::Kind::https ? 443 : 80; }

void read_authority(std::string_view text, std::string_view authority, Address& out) {
    if (authority.find('@') != authority.npos) refuse(text, "a user name in it is not supported");
    std::string_view port;
    bool has_port = false;
    if (authority.starts_with('[')) {
        const size_t end = authority.find(']');
        if (end == authority.npos) refuse(text, "'[' without ']'");
        out.host = authority.substr(1, end - 1);
        const std::string_view rest = authority.substr(end + 1);
        has_port = !rest.empty();
        if (has_port && rest[0] != ':') refuse(text, "after ']' only :port may follow");
        if (has_port) port = rest.substr(1);
    } else {
        const size_t colon = authority.find(':');
        if (colon != authority.rfind(':')) refuse(text, "an IPv6 address stands in brackets: [::1]:8080");
        out.host = authority.substr(0, colon);
        has_port = colon != authority.npos;
        if (has_port) port = authority.substr(colon + 1);
    }
    if (out.host.empty()) refuse(text, "it names no host");
    for (const char c : out.host)
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '\\') refuse(text, "no host is called so");
    if (!has_port && out.port == 0) refuse(text, "it names neither a port nor http://");
    if (!has_port) return;
    const auto number = parse_port(port);
    if (!number) refuse(text, "a port is a number from 1 to 65535");
    out.port = *number;
}

Address parse_socket(std::string_view text) {
    Address out;
    out.kind = Address::Kind::unix_socket;
    std::string_view path = text.substr(5);
    while (path.starts_with("//")) path.remove_prefix(1);  // unix:///run/… is a usual way to write it
    if (!path.starts_with('/') || path.size() < 2) refuse(text, "the path of a socket begins with /");
    if (path.size() >= sizeof sockaddr_un::sun_path)
        refuse(text, "the path of a socket has at most " + std::to_string(sizeof sockaddr_un::sun_path - 1) + " bytes");
    if (path.find('\0') != path.npos) refuse(text, "a path holds no NUL");
    out.host = "localhost";
    out.socket_path = path;
    out.text = "unix:" + out.socket_path;
    return out;
}

}  // namespace

std::string Address::authority() const {
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return kind == Kind::unix_socket || port == usual_port(kind) ? name : name + ":" + std::to_string(port);
}

Address parse_address(std::string_view text) {
    if (text.starts_with("unix:")) return parse_socket(text);
    Address out;
    std::string_view rest = text;
    if (const size_t scheme = text.find("://"); scheme != text.npos) {
        if (text.starts_with("https://"))
            out.kind = Address::Kind::https;
        else if (!text.starts_with("http://"))
            refuse(text, "toc speaks HTTP only");
        rest.remove_prefix(scheme + 3);
        out.port = usual_port(out.kind);
    }
    if (rest.find_first_of("?#") != rest.npos) refuse(text, "only a host and a path stand in it");
    const size_t slash = rest.find('/');
    read_authority(text, rest.substr(0, slash), out);
    if (slash != rest.npos) out.prefix = rest.substr(slash);
    while (out.prefix.ends_with('/')) out.prefix.pop_back();
    out.text = (out.kind == Address::Kind::https ? "https://" : "http://") + out.authority() + out.prefix;
    return out;
}

std::string choose_address(const std::string& option) {
    if (!option.empty()) return option;
    if (const char* server = std::getenv("TOCD_SERVER"); server != nullptr && server[0] != '\0') return server;
    struct stat there {};
    const std::string socket(kDefaultSocket);
    if (stat(socket.c_str(), &there) == 0) return "unix:" + socket;
    return std::string(kDefaultUrl);
}

}  // namespace tocd
