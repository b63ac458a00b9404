#include "app/account_names.hpp"

#include <grp.h>
#include <pwd.h>

#include <cerrno>
#include <vector>

namespace tocd {
namespace {

// Calls a getXXid_r function with a buffer that grows until the entry fits; groups with thousands of members exist.
template <class Record, class Call>
std::string lookup(Call call, char* Record::*name) {
    std::vector<char> buffer(1024);
    Record record{};
    Record* found = nullptr;
    while (call(&record, buffer.data(), buffer.size(), &found) == ERANGE && buffer.size() < (1u << 20)) buffer.resize(buffer.size() * 4);
    return found == nullptr ? std::string() : std::string(record.*name);
}

}  // namespace

AccountNames system_account_names() {
    AccountNames names;
    names.user = [](uint32_t uid) {
        return lookup<passwd>([uid](auto... rest) { return getpwuid_r(uid, rest...); }, &passwd::pw_name);
    };
    names.group = [](uint32_t gid) {
        return lookup<group>([gid](auto... rest) { return getgrgid_r(gid, rest...); }, &group::gr_name);
    };
    return names;
}

}  // namespace tocd
