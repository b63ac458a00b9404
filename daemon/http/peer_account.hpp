// Which account stands at the other end of a connection, as the kernel knows it. Thread: any.
#pragma once

#include <sys/types.h>

#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

struct Peer;

struct PeerAccount {
    uid_t uid = 0;
    std::vector<gid_t> groups;  // all of them; not known over TCP
};

// Of the process that connected the unix socket `fd`, at that time. Nothing when the kernel does not say.
// Source: unix(7), SO_PEERCRED; socket(7), SO_PEERGROUPS.
[[nodiscard]] std::optional<PeerAccount> unix_peer_account(int fd);

// Of whoever holds the other end of a TCP connection over loopback; nothing over any other address, or when the
// client has closed its end. Source: proc(5), /proc/net/tcp.
[[nodiscard]] std::optional<PeerAccount> loopback_peer_account(const Peer& peer);

// The same from the text of /proc/net/tcp or tcp6, for tests.
[[nodiscard]] std::optional<PeerAccount> find_loopback_peer(std::istream& table, const Peer& peer);

}  // namespace tocd
