#include "http/admin_rule.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <sstream>

namespace tocd {
namespace {

Peer over_socket(uid_t uid, std::vector<gid_t> groups = {}) {
    Peer peer;
    peer.unix_socket = true;
    peer.account = PeerAccount{uid, std::move(groups)};
    return peer;
}

Peer over_loopback(const char* remote, int remote_port, const char* local, int local_port) {
    Peer peer;
    peer.remote_address = remote;
    peer.remote_port = remote_port;
    peer.local_address = local;
    peer.local_port = local_port;
    return peer;
}

constexpr const char* kHeading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

}  // namespace

TEST_CASE("root and the own account and members of the group may administer over a unix socket") {
    const AdminRule rule{1000, 200};
    CHECK(may_administer(over_socket(0), rule));
    CHECK(may_administer(over_socket(1000), rule));
    CHECK(may_administer(over_socket(1001, {100, 200}), rule));
    CHECK_FALSE(may_administer(over_socket(1001, {100, 201}), rule));
    CHECK_FALSE(may_administer(over_socket(1001, {200}), {1000, {}}));
    Peer unknown;
    unknown.unix_socket = true;
    CHECK_FALSE(may_administer(unknown, rule));
}

TEST_CASE("what the kernel shows in place of accounts that it cannot name may not administer") {
    CHECK_FALSE(may_administer(over_socket(65534), {65534, {}}));
    CHECK_FALSE(may_administer(over_socket(1001, {65534}), {1000, 65534}));
}

TEST_CASE("a group that the user namespace does not hold hides its members") {
    const auto holds = [](const char* gid_map, gid_t group) {
        std::istringstream text(gid_map);
        return holds_group(text, group);
    };
    CHECK(holds("         0          0 4294967295\n", 4242));
    const char* of_unit = "         0          0          1\n       998        998          1\n";  // root and the unit's own
    CHECK(holds(of_unit, 998));
    CHECK_FALSE(holds(of_unit, 997));
    CHECK_FALSE(holds(of_unit, 999));
    CHECK(holds("0 100000 65536\n", 65535));
    CHECK_FALSE(holds("0 100000 65536\n", 65536));
    CHECK_FALSE(holds("", 0));
    CHECK_FALSE(is_admin_group_hidden("no-such-group-anywhere"));
    CHECK_FALSE(is_admin_group_hidden(""));
}

TEST_CASE("the account behind a unix socket is the one that connected it") {
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    const auto account = unix_peer_account(ends[0]);
    REQUIRE(account);
    CHECK(account->uid == geteuid());
    CHECK(std::count(account->groups.begin(), account->groups.end(), getegid()) >= 1);
    std::vector<gid_t> all(static_cast<size_t>(getgroups(0, nullptr)));
    REQUIRE(getgroups(static_cast<int>(all.size()), all.data()) >= 0);
    CHECK(account->groups.size() == all.size() + 1);
    CHECK_FALSE(unix_peer_account(-1));
    close(ends[0]);
    close(ends[1]);
}

TEST_CASE("the account behind a connection over loopback is found by both of its addresses") {
    for (const int family : {AF_INET, AF_INET6}) {
        CAPTURE(family);
        sockaddr_storage address{};
        auto* v4 = reinterpret_cast<sockaddr_in*>(&address);
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&address);
        address.ss_family = static_cast<sa_family_t>(family);
        if (family == AF_INET) v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        else v6->sin6_addr = in6addr_loopback;
        socklen_t size = family == AF_INET ? sizeof *v4 : sizeof *v6;
        const int listening = socket(family, SOCK_STREAM, 0);
        if (bind(listening, reinterpret_cast<sockaddr*>(&address), size) != 0 && family == AF_INET6) break;  // no IPv6 here
        REQUIRE(listen(listening, 1) == 0);
        REQUIRE(getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        const int server_port = ntohs(family == AF_INET ? v4->sin_port : v6->sin6_port);
        const int client = socket(family, SOCK_STREAM, 0);
        REQUIRE(connect(client, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(getsockname(client, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        const int client_port = ntohs(family == AF_INET ? v4->sin_port : v6->sin6_port);

        const char* loopback = family == AF_INET ? "127.0.0.1" : "::1";
        const Peer peer = over_loopback(loopback, client_port, loopback, server_port);
        const auto account = loopback_peer_account(peer);
        REQUIRE(account);
        CHECK(account->uid == geteuid());
        CHECK(may_administer(peer, {geteuid(), {}}));
        CHECK_FALSE(may_administer(peer, {geteuid() + 1, {}}));
        CHECK_FALSE(loopback_peer_account(over_loopback(loopback, server_port, loopback, client_port == 1 ? 2 : 1)));
        CHECK_FALSE(loopback_peer_account(over_loopback("192.0.2.1", client_port, "192.0.2.2", server_port)));
        close(client);
        close(listening);
    }
}

TEST_CASE("a connection that its client has closed belongs to nobody") {
    const Peer peer = over_loopback("127.0.0.1", 0xC350, "127.0.0.1", 0x1F90);
    const std::string addresses = "   0: 0100007F:C350 0100007F:1F90 ";
    const std::string rest = " 00000000:00000000 00:00000000 00000000  1000        0 7 1 0000000000000000 20 4 0 10 -1\n";
    std::istringstream open(kHeading + addresses + "01" + rest);
    const auto account = find_loopback_peer(open, peer);
    REQUIRE(account);
    CHECK(account->uid == 1000);
    for (const char* state : {"06", "04", "05", "0A"}) {
        std::istringstream closed(kHeading + addresses + state + rest);
        CHECK_FALSE(find_loopback_peer(closed, peer));
    }
    std::istringstream mapped(std::string(kHeading) +
                              "   0: 0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:1F90 01" + rest);
    CHECK(find_loopback_peer(mapped, peer));
    std::istringstream nonsense("a b c\n\n 0: 0100007F:C350\n");
    CHECK_FALSE(find_loopback_peer(nonsense, peer));
}

}  // namespace tocd
