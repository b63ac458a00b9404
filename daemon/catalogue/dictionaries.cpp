#include "catalogue/dictionaries.hpp"

#include "base/text.hpp"
#include "catalogue/statement.hpp"

#include <vector>

namespace tocd {
namespace {

// `kept` is what the catalogue has, "" when it has nothing.
template <class LookUp>
std::string name_of(const LookUp& look_up, uint32_t id, const std::string& kept) {
    const std::optional<std::string> name = look_up ? look_up(id) : std::nullopt;
    if (!name && !kept.empty()) return kept;
    return !name || name->empty() ? std::to_string(id) : display_text(*name);
}

}  // namespace

Dictionaries::Dictionaries(Database& database, AccountNames names) : database_(database), names_(std::move(names)) {
    Statement owners(database_, "SELECT id, uid, gid FROM owner");
    while (owners.step())
        owners_[static_cast<uint64_t>(owners.integer(1)) << 32 | static_cast<uint32_t>(owners.integer(2))] = owners.integer(0);
    Statement extensions(database_, "SELECT id, extension FROM extension");
    while (extensions.step()) extensions_[extensions.text(1)] = extensions.integer(0);
}

void Dictionaries::prepare_names() const {
    if (!names_.prepare) return;
    for (const auto& [pair, id] : owners_) names_.prepare(static_cast<uint32_t>(pair >> 32), static_cast<uint32_t>(pair));
}

void Dictionaries::refresh_names() {
    struct Renamed {
        int64_t id;
        std::string user, group;
    };
    std::vector<Renamed> renamed;
    {
        Statement owners(database_, "SELECT id, uid, gid, user_name, group_name FROM owner");
        while (owners.step()) {
            Renamed now{owners.integer(0), name_of(names_.user, static_cast<uint32_t>(owners.integer(1)), owners.text(3)),
                        name_of(names_.group, static_cast<uint32_t>(owners.integer(2)), owners.text(4))};
            if (now.user != owners.bytes(3) || now.group != owners.bytes(4)) renamed.push_back(std::move(now));
        }
    }
    for (const Renamed& owner : renamed)
        Statement(database_, "UPDATE owner SET user_name = ?2, group_name = ?3 WHERE id = ?1")
            .bind(1, owner.id).bind_text(2, owner.user).bind_text(3, owner.group).run();
}

int64_t Dictionaries::owner_id(uint32_t uid, uint32_t gid) {
    const uint64_t pair = uint64_t{uid} << 32 | gid;
    if (last_owner_ != nullptr && last_owner_->first == pair) return last_owner_->second;
    const auto [place, is_new] = owners_.try_emplace(pair, 0);
    if (is_new) {
        const std::string user = name_of(names_.user, uid, "");
        const std::string group = name_of(names_.group, gid, "");
        Statement(database_, "INSERT INTO owner(uid, gid, user_name, group_name) VALUES (?1, ?2, ?3, ?4)")
            .bind(1, uid).bind(2, gid).bind_text(3, user).bind_text(4, group).run();
        place->second = database_.last_insert_id();
    }
    last_owner_ = &*place;
    return place->second;
}

int64_t Dictionaries::extension_id(std::string_view name) {
    const std::string_view written = written_extension_of(name);
    if (last_extension_ != nullptr && last_extension_->first == written) return last_extension_->second;
    const auto [place, is_new] = extensions_.try_emplace(ascii_lower(written), 0);
    if (is_new) {
        Statement(database_, "INSERT INTO extension(extension) VALUES (?1)").bind_text(1, place->first).run();
        place->second = database_.last_insert_id();
    }
    last_extension_ = &*place;
    return place->second;
}

}  // namespace tocd
