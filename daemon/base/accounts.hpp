// What the system calls its users and groups, by passwd(5), group(5) or a directory server behind them, which may take its time:
// so never on a loop's thread. Thread: any.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace tocd {

inline constexpr uid_t kOverflowId = 65534;  // /proc/sys/kernel/overflowuid and overflowgid: shown for whom the kernel cannot name here

// Empty: the system knows no such account. Nothing: it does not answer.
[[nodiscard]] std::optional<std::string> user_name(uid_t uid);
[[nodiscard]] std::optional<std::string> group_name(gid_t gid);

// Nothing: it knows none of this name, or does not answer.
[[nodiscard]] std::optional<uid_t> user_named(const std::string& name);
[[nodiscard]] std::optional<gid_t> group_named(const std::string& name);

}  // namespace tocd
