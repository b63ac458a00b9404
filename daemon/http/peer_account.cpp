#include "http/peer_account.hpp"

#include "http/message.hpp"
#include "http/peer_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

namespace tocd {
namespace {

constexpr const char* kEstablished = "01";  // of others the kernel has forgotten whose they were, and says 0

std::string hexadecimal(uint32_t word) {
    char text[9];
    std::snprintf(text, sizeof text, "%08X", word);
    return text;
}

// "0100007F:1F90": an address as the table has it, words in the machine's order. Of IPv4 also mapped into IPv6.
std::vector<std::string> table_texts(const std::string& address, int port) {
    char port_text[8];
    std::snprintf(port_text, sizeof port_text, ":%04X", static_cast<unsigned>(port) & 0xFFFFu);
    in_addr v4{};
    if (inet_pton(AF_INET, address.c_str(), &v4) == 1) {
        const std::string mapped = hexadecimal(0) + hexadecimal(0) + hexadecimal(htonl(0xFFFF));
        return {hexadecimal(v4.s_addr) + port_text, mapped + hexadecimal(v4.s_addr) + port_text};
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, address.c_str(), &v6) != 1) return {};
    std::array<uint32_t, 4> words{};
    std::memcpy(words.data(), &v6, sizeof v6);
    std::string text;
    for (const uint32_t word : words) text += hexadecimal(word);
    return {text + port_text};
}

}  // namespace

std::optional<PeerAccount> unix_peer_account(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.uid == static_cast<uid_t>(-1))
        return std::nullopt;
    PeerAccount account{peer.uid, {}};
    size = 0;
    getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, nullptr, &size);  // says how much room they need
    account.groups.resize(size / sizeof(gid_t));
    if (size != 0 && getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, account.groups.data(), &size) != 0) account.groups.clear();
    account.groups.push_back(peer.gid);
    return account;
}

std::optional<PeerAccount> find_loopback_peer(std::istream& table, const Peer& peer) {
    const std::vector<std::string> theirs = table_texts(peer.remote_address, peer.remote_port);
    const std::vector<std::string> ours = table_texts(peer.local_address, peer.local_port);
    std::string line;
    while (std::getline(table, line)) {
        std::istringstream row(line);
        std::string number, local, remote, state, queues, timer, retransmits;
        uid_t uid = 0;
        if (!(row >> number >> local >> remote >> state >> queues >> timer >> retransmits >> uid)) continue;  // the heading
        if (state != kEstablished) continue;
        for (size_t i = 0; i < theirs.size() && i < ours.size(); ++i)
            if (local == theirs[i] && remote == ours[i]) return PeerAccount{uid, {}};
    }
    return std::nullopt;
}

std::optional<PeerAccount> loopback_peer_account(const Peer& peer) {
    if (!is_loopback(peer.remote_address) || !is_loopback(peer.local_address)) return std::nullopt;
    for (const char* path : {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
        std::ifstream table(path);
        if (auto found = find_loopback_peer(table, peer)) return found;
    }
    return std::nullopt;
}

}  // namespace tocd
