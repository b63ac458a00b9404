// Finds an entry of one directory by its exact name: open addressing, reused from listing to listing. The hash has a
// seed of its own per table: no choice of names makes it slow.
// Thread: one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

#include <xxhash.h>

namespace tocd {

// Values are indices that the caller gave; names are not copied and must outlive their use.
class NameTable {
public:
    // Forgets everything and makes room for `count` names.
    void reset(size_t count) {
        size_t slots = 16;
        while (slots < count * 2) slots *= 2;
        if (slots > slots_.size() || slots * 8 < slots_.size()) slots_.assign(slots, Slot{});
        else std::fill(slots_.begin(), slots_.end(), Slot{});
    }

    // The index of `name`, after adding it with `index` when it is new; `index` back means that it was.
    uint32_t add(std::string_view name, uint32_t index) {
        Slot& slot = find_slot(name);
        if (slot.index == kNone) slot = {name, index};
        return slot.index;
    }

    static constexpr uint32_t kNone = UINT32_MAX;
    [[nodiscard]] uint32_t find(std::string_view name) { return find_slot(name).index; }

private:
    struct Slot {
        std::string_view name;
        uint32_t index = kNone;
    };

    Slot& find_slot(std::string_view name) {
        const size_t mask = slots_.size() - 1;
        for (size_t i = XXH3_64bits_withSeed(name.data(), name.size(), seed_) & mask;; i = (i + 1) & mask)
            if (slots_[i].index == kNone || slots_[i].name == name) return slots_[i];
    }

    const uint64_t seed_ = uint64_t{std::random_device{}()} << 32 | std::random_device{}();
    std::vector<Slot> slots_ = std::vector<Slot>(16);
};

}  // namespace tocd
