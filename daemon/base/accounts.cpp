#include "base/accounts.hpp"

#include <grp.h>
#include <pwd.h>
#include <cerrno>
#include <vector>

namespace tocd {
namespace {

// Calls a getXXX_r function with a buffer that grows until the entry fits, as groups with thousands of members need it, and gives
// what `of` takes from the entry, or `missing` where there is none. Nothing: no answer.
template <class Record, class Value, class Call>
std::optional<Value> look_up(Call&& call, Value (*of)(const Record&), std::optional<Value> missing) {
    std::vector<char> buffer(1024);
    Record record{};
    Record* found = nullptr;
    int error = 0;
    while ((error = call(&record, buffer.data(), buffer.size(), &found)) == ERANGE && buffer.size() < (1u << 20))
        buffer.resize(buffer.size() * 4);
    if (found != nullptr) return of(record);
    // getpwuid_r(3): these are said of an account that is not there; any other is a database that does not answer.
    if (error == 0 || error == ENOENT || error == ESRCH || error == EBADF || error == EPERM) return missing;
    return std::nullopt;
}

}  // namespace

std::optional<std::string> user_name(uid_t uid) {
    return look_up<passwd, std::string>([uid](auto... rest) { return getpwuid_r(uid, rest...); },
                                        [](const passwd& entry) { return std::string(entry.pw_name); }, "");
}

std::optional<std::string> group_name(gid_t gid) {
    return look_up<group, std::string>([gid](auto... rest) { return getgrgid_r(gid, rest...); },
                                       [](const group& entry) { return std::string(entry.gr_name); }, "");
}

std::optional<uid_t> user_named(const std::string& name) {
    return look_up<passwd, uid_t>([&](auto... rest) { return getpwnam_r(name.c_str(), rest...); }, [](const passwd& entry) { return entry.pw_uid; },
                                  std::nullopt);
}

std::optional<gid_t> group_named(const std::string& name) {
    if (name.empty()) return std::nullopt;
    return look_up<group, gid_t>([&](auto... rest) { return getgrnam_r(name.c_str(), rest...); }, [](const group& entry) { return entry.gr_gid; },
                                 std::nullopt);
}

}  // namespace tocd
