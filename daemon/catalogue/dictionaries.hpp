// Owners and extensions by number: file rows hold small integers instead of repeated text.
// Thread: the writer's.
#pragma once

#include "catalogue/database.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tocd {

// How uids and gids become names; empty when the system knows none. May block (NSS, LDAP): results are kept.
struct AccountNames {
    std::function<std::string(uint32_t uid)> user;
    std::function<std::string(uint32_t gid)> group;
};

class Dictionaries {
public:
    // Loads what the catalogue holds, and brings names of accounts that changed since up to date.
    Dictionaries(Database& database, AccountNames names);

    // The id of the pair or the extension, given to it now when it is new. In the caller's transaction.
    [[nodiscard]] int64_t owner_id(uint32_t uid, uint32_t gid);
    [[nodiscard]] int64_t extension_id(std::string_view name);  // of a file called `name`

private:
    [[nodiscard]] std::string user_name(uint32_t uid) const;
    [[nodiscard]] std::string group_name(uint32_t gid) const;

    Database& database_;
    AccountNames names_;
    std::unordered_map<uint64_t, int64_t> owners_;  // uid << 32 | gid
    std::unordered_map<std::string, int64_t> extensions_;
    const std::pair<const std::string, int64_t>* last_extension_ = nullptr;  // neighbours mostly have the same
};

}  // namespace tocd
