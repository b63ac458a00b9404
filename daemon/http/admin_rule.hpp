// Which local accounts are admins by themselves: they may ask for what cannot be undone. Thread: any; looks accounts up, so never the loop's.
#pragma once

#include "http/message.hpp"

#include <sys/types.h>

#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

struct AdminRule {
    uid_t own_uid = 0;           // that this process runs as
    std::optional<gid_t> group;  // http.admin_group, where there is such a group
};

// Over a unix socket: root, this process's own account, members of the group. Over loopback: the own account alone;
// root's connections there are too often those of a proxy that anybody may use. Never what the kernel shows in place
// of accounts that it cannot name here (user_namespaces(7)).
[[nodiscard]] bool may_administer(const Peer& peer, const AdminRule& rule);

// Whether members of the group can be told from others: not in a user namespace that does not hold it. `gid_map` as in
// user_namespaces(7).
[[nodiscard]] bool holds_group(std::istream& gid_map, gid_t group);

// The group of this name, if it cannot count here although it exists: PrivateUsers= of the unit hides who is in it.
[[nodiscard]] bool is_admin_group_hidden(const std::string& admin_group);

// Of this process, and http.admin_group.
[[nodiscard]] AdminRule admin_rule_of(const std::string& admin_group);

// Throws BadRequest(403), for a peer who may not; it names who may, and `command` that does it ("toc scan …").
[[noreturn]] void refuse_admin(const AdminRule& rule, const std::string& admin_group, std::string_view doing, std::string_view command);

}  // namespace tocd
