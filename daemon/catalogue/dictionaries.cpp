#include "catalogue/dictionaries.hpp"

#include "base/text.hpp"
#include "catalogue/statement.hpp"

#include <vector>

namespace tocd {

Dictionaries::Dictionaries(Database& database, AccountNames names) : database_(database), names_(std::move(names)) {
    struct Renamed {
        int64_t id;
        std::string user, group;
    };
    std::vector<Renamed> renamed;
    {
        Statement owners(database_, "SELECT id, uid, gid, user_name, group_name FROM owner");
        while (owners.step()) {
            const auto uid = static_cast<uint32_t>(owners.integer(1));
            const auto gid = static_cast<uint32_t>(owners.integer(2));
            owners_[uint64_t{uid} << 32 | gid] = owners.integer(0);
            Renamed now{owners.integer(0), user_name(uid), group_name(gid)};
            if (now.user != owners.bytes(3) || now.group != owners.bytes(4)) renamed.push_back(std::move(now));
        }
        Statement extensions(database_, "SELECT id, extension FROM extension");
        while (extensions.step()) extensions_[extensions.text(1)] = extensions.integer(0);
    }
    for (const Renamed& owner : renamed)
        Statement(database_, "UPDATE owner SET user_name = ?2, group_name = ?3 WHERE id = ?1")
            .bind(1, owner.id).bind_text(2, owner.user).bind_text(3, owner.group).run();
}

int64_t Dictionaries::owner_id(uint32_t uid, uint32_t gid) {
    const auto [place, is_new] = owners_.try_emplace(uint64_t{uid} << 32 | gid, 0);
    if (is_new) {
        const std::string user = user_name(uid);
        const std::string group = group_name(gid);
        Statement(database_, "INSERT INTO owner(uid, gid, user_name, group_name) VALUES (?1, ?2, ?3, ?4)")
            .bind(1, uid).bind(2, gid).bind_text(3, user).bind_text(4, group).run();
        place->second = database_.last_insert_id();
    }
    return place->second;
}

int64_t Dictionaries::extension_id(std::string_view name) {
    std::string extension = extension_of(name);
    if (last_extension_ != nullptr && last_extension_->first == extension) return last_extension_->second;
    const auto [place, is_new] = extensions_.try_emplace(std::move(extension), 0);
    if (is_new) {
        Statement(database_, "INSERT INTO extension(extension) VALUES (?1)").bind_text(1, place->first).run();
        place->second = database_.last_insert_id();
    }
    last_extension_ = &*place;
    return place->second;
}

std::string Dictionaries::user_name(uint32_t uid) const {
    std::string name = names_.user ? names_.user(uid) : std::string();
    return name.empty() ? std::to_string(uid) : display_text(name);
}

std::string Dictionaries::group_name(uint32_t gid) const {
    std::string name = names_.group ? names_.group(gid) : std::string();
    return name.empty() ? std::to_string(gid) : display_text(name);
}

}  // namespace tocd
