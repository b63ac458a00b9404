#include "http/admin_rule.hpp"

#include "base/accounts.hpp"
#include "base/text.hpp"
#include "http/failure.hpp"

#include <unistd.h>
#include <algorithm>
#include <cstdint>
#include <fstream>

namespace tocd {
namespace {

bool is_hidden(gid_t group) {
    std::ifstream gid_map("/proc/self/gid_map");
    return !holds_group(gid_map, group);
}

}  // namespace

bool may_administer(const Peer& peer, const AdminRule& rule) {
    if (!peer.unix_socket) {
        const auto account = loopback_peer_account(peer);
        return account && account->uid == rule.own_uid && account->uid != kOverflowId;
    }
    if (!peer.account) return false;
    const PeerAccount& account = *peer.account;
    if (account.uid == 0 || (account.uid == rule.own_uid && account.uid != kOverflowId)) return true;
    return rule.group && *rule.group != kOverflowId &&
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
    const std::string own = user_name(rule.own_uid).value_or("");
    text += " may, over loopback only its own account, " + (own.empty() ? "uid " + std::to_string(rule.own_uid) : display_text(own)) + "; try sudo ";
    throw BadRequest(403, text.append(command));
}

}  // namespace tocd
