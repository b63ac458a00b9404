// Which names a listing has shown already. A server may repeat a name while a directory changes under readdir(3), a
// broken one always; two rows of one name must not reach the catalogue.
#pragma once

#include "model/listing.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tocd {

// Open addressing, used again from listing to listing. The hash is keyed: no choice of names makes it slow.
// Thread: one.
class NameSet {
public:
    // Forgets everything and makes room for `count` names, which must outlive their use here.
    void reset(size_t count) {
        size_t slots = 16;
        while (slots < count * 2) slots *= 2;
        slots_.assign(slots, {});
    }

    // False when the name was there. `hash`: ListingKey::hash_name() of it.
    bool add(std::string_view name, const ListingHash& hash) {
        const size_t mask = slots_.size() - 1;
        for (size_t at = hash.low & mask;; at = (at + 1) & mask) {
            if (slots_[at].data() == nullptr) {
                slots_[at] = name;
                return true;
            }
            if (slots_[at] == name) return false;
        }
    }

private:
    std::vector<std::string_view> slots_;
};

}  // namespace tocd
