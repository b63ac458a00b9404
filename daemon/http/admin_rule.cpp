#include "http/admin_rule.hpp"

#include "base/text.hpp"
#include "http/failure.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <vector>

namespace tocd {
namespace {

constexpr uid_t kOverflow = 65534;  // /proc/sys/kernel/overflowuid and overflowgid

std::optional<gid_t> group_named(const std::string& name) {
    if (name.empty()) return std::nullopt;
    std::vector<char> buffer(1024);
    group record{};
    group* found = nullptr;
    while (getgrnam_r(name.c_str(), &record, buffer.data(), buffer.size(), &found) == ERANGE && buffer.size() < (1u << 20))
        buffer.resize(buffer.size() * 4);
    return found == nullptr ? std::nullopt : std::optional(found->gr_gid);
}

bool is_hidden(gid_t group) {
    std::ifstream gid_map("/proc/self/gid_map");
    return !holds_group(gid_map, group);
}

std::string user_named(uid_t uid) {
    char buffer[4096];
    passwd record{};
    passwd* found = nullptr;
    getpwuid_r(uid, &record, buffer, sizeof buffer, &found);
    return found == nullptr ? "uid " + std::to_string(uid) : found->pw_name;
}

}  // namespace

bool may_administer(const Peer& peer, const AdminRule& rule) {
    if (!peer.unix_socket) {
        const auto account = loopback_peer_account(peer);
        return account && account->uid == rule.own_uid && account->uid != kOverflow;
    }
    if (!peer.account) return false;
    const PeerAccount& account = *peer.account;
    if (account.uid == 0 || (account.uid == rule.own_uid && account.uid != kOverflow)) return true;
    return rule.group && *rule.group != kOverflow &&
           std::find(account.groups.begin(), account.groups.end(), *rule.group) != account.groups.end();
}

bool holds_group(std::istream& gid_map, gid_t group) {
    uint64_t inside = 0, outside = 0, count = 0;
    while (gid_map >> inside >> outside >> count)
        if (group >= inside && group - inside < count) return true;
    return false;
}

bool is_admin_group_hidden(const std::string& admin_group) {
    const auto group = group_named(admin_group);
    return group && is_hidden(*group);
}

AdminRule admin_rule_of(const std::string& admin_group) { return {geteuid(), group_named(admin_group)}; }

void refuse_admin(const AdminRule& rule, const std::string& admin_group, std::string_view doing, std::string_view command) {
    std::string text = "you may not " + std::string(doing) + ": over a unix socket of tocd root";
    const bool hidden = rule.group && is_hidden(*rule.group);
    text += rule.group && !hidden ? ", its own account and members of group " + display_text(admin_group) : " and its own account";
    if (hidden) text += " (members of group " + display_text(admin_group) + " too, if its unit had PrivateUsers=no)";
    text += " may, over loopback only its own account, " + display_text(user_named(rule.own_uid)) + "; try sudo ";
    throw BadRequest(403, text.append(command));
}

}  // namespace tocd
