// Owners and extensions by number: file rows hold small integers instead of repeated text.
// Thread: the writer's.
#pragma once

#include "catalogue/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tocd {

// How uids and gids become names: empty when the system knows none, nothing when it has not said so far. Results are
// kept in the catalogue, and asked for again with every scan.
struct AccountNames {
    std::function<std::optional<std::string>(uint32_t uid)> user;
    std::function<std::optional<std::string>(uint32_t gid)> group;
    std::function<void(uint32_t uid, uint32_t gid)> prepare;  // both are asked for soon: does not wait; may be empty
};

class Dictionaries {
public:
    // Loads what the catalogue holds.
    Dictionaries(Database& database, AccountNames names);

    // Has the names looked up, so that refresh_names() need not wait for them.
    void prepare_names() const;

    // Brings names of accounts that changed, or were not known in time, up to date. In the caller's transaction.
    void refresh_names();

    // The id of the pair or the extension, given to it now when it is new. In the caller's transaction.
    [[nodiscard]] int64_t owner_id(uint32_t uid, uint32_t gid);
    [[nodiscard]] int64_t extension_id(std::string_view name);  // of a file called `name`

private:
    Database& database_;
    AccountNames names_;
    std::unordered_map<uint64_t, int64_t> owners_;  // uid << 32 | gid
    std::unordered_map<std::string, int64_t> extensions_;
    // Neighbours mostly have the same.
    const std::pair<const uint64_t, int64_t>* last_owner_ = nullptr;
    const std::pair<const std::string, int64_t>* last_extension_ = nullptr;
};

}  // namespace tocd
