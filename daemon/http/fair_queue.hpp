// A queue with one line per client: who used least time lately comes first, and equals take turns. So whoever asks much, or what is
// expensive, waits behind himself and not before others; and as long as only so many of his are worked on at once, there is a thread
// left for the next one. Some threads may be for light clients only. Thread: one at a time (its owner locks).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace tocd {

// Whose next one is meant: anybody's, or that of a client who used less than a second lately, and of whom none is worked on.
enum class Whose : uint8_t { all, light };

template <class Item>
class FairQueue {
public:
    struct Popped {
        std::string client;
        Item item;
    };

    // Full at `soft` items, for all but those who have none in it; for these at twice as many. `at_once`: of one client between pop() and
    // spent().
    FairQueue(size_t soft, size_t at_once) : soft_(soft), at_once_(at_once) {}

    // False: full. Throws std::bad_alloc, and is as it was.
    [[nodiscard]] bool push(const std::string& client, Item item) {
        const auto found = lines_.find(client);
        if (size_ >= (found == lines_.end() ? 2 * soft_ : soft_)) return false;
        if (found == lines_.end()) {  // a line without a turn would wait for ever: all that takes memory comes first
            std::list<std::string> turn{client};
            std::deque<Item> line;
            line.push_back(std::move(item));
            lines_.emplace(client, std::move(line));
            turns_.splice(turns_.end(), turn);
        } else {
            found->second.push_back(std::move(item));
        }
        ++size_;
        return true;
    }

    // Somebody waits of whom another one may be worked on. `now_ns`: of a clock that never goes back.
    [[nodiscard]] bool has_next(int64_t now_ns, Whose whose = Whose::all) const {
        return std::any_of(turns_.begin(), turns_.end(), [&](const std::string& client) { return may_run(client, now_ns, whose); });
    }

    // The first of the client that is next. Only when has_next() of the same; spent() follows. Throws std::bad_alloc, and is as it was.
    [[nodiscard]] Popped pop(int64_t now_ns, Whose whose = Whose::all) {
        auto next = turns_.end();
        double least_ns = 0;
        for (auto turn = turns_.begin(); turn != turns_.end() && (next == turns_.end() || least_ns > 0); ++turn) {
            if (!may_run(*turn, now_ns, whose)) continue;
            if (const double ns = used_ns(*turn, now_ns); next == turns_.end() || ns < least_ns) next = turn, least_ns = ns;
        }
        std::string client = *next;
        ++running_[client];
        const auto line = lines_.find(client);
        Popped popped{std::move(client), std::move(line->second.front())};
        line->second.pop_front();
        --size_;
        if (line->second.empty()) {
            lines_.erase(line);
            turns_.erase(next);
        } else {
            turns_.splice(turns_.end(), turns_, next);
        }
        return popped;
    }

    // What pop() gave is done, and took so long; half of it is forgotten every second.
    void spent(const std::string& client, int64_t ns, int64_t now_ns) {
        if (const auto found = running_.find(client); found != running_.end() && --found->second == 0) running_.erase(found);
        constexpr size_t kLookThrough = 1024;
        if (used_.size() >= kLookThrough) std::erase_if(used_, [&](const auto& one) { return left_ns(one.second, now_ns) < 1; });
        Used& used = used_[client];
        used = {left_ns(used, now_ns) + static_cast<double>(ns), now_ns};
    }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] size_t size() const noexcept { return size_; }
    void clear() {
        lines_.clear();
        turns_.clear();
        size_ = 0;
    }

private:
    struct Used {
        double ns = 0;
        int64_t at_ns = 0;
    };
    static double left_ns(const Used& used, int64_t now_ns) { return used.ns * std::exp2(-static_cast<double>(now_ns - used.at_ns) / 1e9); }
    [[nodiscard]] double used_ns(const std::string& client, int64_t now_ns) const {
        const auto found = used_.find(client);
        return found == used_.end() ? 0 : left_ns(found->second, now_ns);
    }

    [[nodiscard]] bool may_run(const std::string& client, int64_t now_ns, Whose whose) const {
        constexpr double kLightNs = 1e9;  // whoever types into the page on 16 million files comes to that at most now and then
        return whose == Whose::all ? running(client) < at_once_ : running(client) == 0 && used_ns(client, now_ns) < kLightNs;
    }

    [[nodiscard]] size_t running(const std::string& client) const {
        const auto found = running_.find(client);
        return found == running_.end() ? 0 : found->second;
    }

    const size_t soft_;
    const size_t at_once_;
    size_t size_ = 0;
    std::unordered_map<std::string, std::deque<Item>> lines_;  // none is empty
    std::list<std::string> turns_;                             // of the keys of lines_
    std::unordered_map<std::string, size_t> running_;          // of those who have any
    std::unordered_map<std::string, Used> used_;
};

}  // namespace tocd
