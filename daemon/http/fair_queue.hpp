// A queue with one line per client, served in turn: who asks much waits behind himself and not before others.
// Thread: one at a time (its owner locks).
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace tocd {

template <class Item>
class FairQueue {
public:
    // Full at `soft` items, for all but those who have none in it; for these at twice as many.
    explicit FairQueue(size_t soft) : soft_(soft) {}

    // False: full.
    [[nodiscard]] bool push(const std::string& client, Item item) {
        auto found = lines_.find(client);
        if (size_ >= (found == lines_.end() ? 2 * soft_ : soft_)) return false;
        if (found == lines_.end()) {
            found = lines_.emplace(client, std::deque<Item>()).first;
            turns_.push_back(client);
        }
        found->second.push_back(std::move(item));
        ++size_;
        return true;
    }

    // The first of the client whose turn it is. Only when not empty.
    [[nodiscard]] Item pop() {
        const auto line = lines_.find(turns_.front());
        Item item = std::move(line->second.front());
        line->second.pop_front();
        --size_;
        if (line->second.empty()) {
            lines_.erase(line);
            turns_.pop_front();
        } else {
            turns_.splice(turns_.end(), turns_, turns_.begin());
        }
        return item;
    }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] size_t size() const noexcept { return size_; }
    void clear() {
        lines_.clear();
        turns_.clear();
        size_ = 0;
    }

private:
    const size_t soft_;
    size_t size_ = 0;
    std::unordered_map<std::string, std::deque<Item>> lines_;  // none is empty
    std::list<std::string> turns_;                             // of the keys of lines_
};

}  // namespace tocd
