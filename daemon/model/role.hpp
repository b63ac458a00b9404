// What somebody may do, and a token that says so.
// Thread: any (pure).
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

enum class Role : uint8_t {
    none = 0,
    viewer = 1,  // reads
    editor = 2,  // starts, stops and pauses scans too
    admin = 3,   // all, and sees all
};
inline constexpr std::string_view kRoleNames[] = {"none", "viewer", "editor", "admin"};  // by Role
[[nodiscard]] inline std::string_view role_name(Role role) noexcept { return kRoleNames[static_cast<size_t>(role)]; }
[[nodiscard]] inline std::optional<Role> role_named(std::string_view name) noexcept {
    for (size_t i = 1; i < std::size(kRoleNames); ++i)
        if (kRoleNames[i] == name) return static_cast<Role>(i);
    return std::nullopt;
}

struct TokenRecord {
    int64_t id = 0;
    std::string name;
    Role role = Role::viewer;
    std::vector<std::string> shares;  // nothing but these; none: all
    std::vector<std::string> paths;   // nothing but what is there and below, absolute bytes; none: all
    UnixNs created_ns = 0;
    std::optional<UnixNs> expires_ns;  // none: never
};

}  // namespace tocd
