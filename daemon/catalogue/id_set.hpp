// A set of row numbers: positive ones cost a bit each up to the highest, the others a node each.
// Thread: none of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

namespace tocd {

class IdSet {
public:
    // False when it was in it already.
    bool insert(int64_t id) {
        if (id <= 0) return others_.insert(id).second;
        const size_t word = static_cast<size_t>(id) / 64;
        if (word >= words_.size()) words_.resize(word + word / 2 + 1);
        if ((words_[word] & bit(id)) != 0) return false;
        words_[word] |= bit(id);
        ++positive_;
        return true;
    }

    void erase(int64_t id) {
        if (id <= 0) {
            others_.erase(id);
        } else if (contains(id)) {
            words_[static_cast<size_t>(id) / 64] &= ~bit(id);
            --positive_;
        }
    }

    [[nodiscard]] bool contains(int64_t id) const {
        if (id <= 0) return others_.contains(id);
        const size_t word = static_cast<size_t>(id) / 64;
        return word < words_.size() && (words_[word] & bit(id)) != 0;
    }

    [[nodiscard]] bool empty() const noexcept { return positive_ == 0 && others_.empty(); }

private:
    static uint64_t bit(int64_t id) noexcept { return uint64_t{1} << (static_cast<uint64_t>(id) % 64); }

    std::vector<uint64_t> words_;
    size_t positive_ = 0;
    std::unordered_set<int64_t> others_;
};

}  // namespace tocd
