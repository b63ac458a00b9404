// The directories of an epoch by id, in pages that epochs share: what has not changed is not copied.
// Thread: any for what is const; a table that changes belongs to one thread.
#pragma once

#include "base/time.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

struct IndexedDirectory {
    std::string name;       // as it is shown; of a share's root its absolute path
    int64_t parent_id = 0;  // 0: a share's root
    int64_t share_id = 0;   // 0: there is no such directory
    UnixNs first_listed_ns = 0;  // 0: never
    UnixNs last_listed_ns = 0;
    bool gone = false;
};

class DirectoryTable {
public:
    [[nodiscard]] int64_t end_id() const noexcept { return static_cast<int64_t>(pages_.size() * kPage); }  // above every id
    // One that is not there has share_id 0.
    [[nodiscard]] const IndexedDirectory& operator[](int64_t id) const noexcept;
    void put(int64_t id, IndexedDirectory directory);
    void remove(int64_t id);

    // The absolute path as it is shown. "" for one that is not there, or whose parents run in a circle.
    [[nodiscard]] std::string path_of(int64_t id) const;

private:
    static constexpr size_t kPage = 512;
    struct Page {
        std::array<IndexedDirectory, kPage> directories;
    };
    [[nodiscard]] IndexedDirectory& own(int64_t id);
    std::vector<std::shared_ptr<Page>> pages_;
};

// Calls visit(id, parent's id) for every directory that is there and hangs below a root: parents before their children.
template <class Visit>
void for_each_parent_first(const DirectoryTable& table, Visit&& visit) {
    std::vector<bool> seen(static_cast<size_t>(table.end_id()));
    std::vector<int64_t> above;
    for (int64_t id = 1; id < table.end_id(); ++id) {
        int64_t at = id;
        for (; table[at].share_id != 0 && !seen[static_cast<size_t>(at)]; at = table[at].parent_id) {
            seen[static_cast<size_t>(at)] = true;  // now: parents that run in a circle come to an end
            above.push_back(at);
        }
        if (at != 0 && table[at].share_id == 0) above.clear();
        for (; !above.empty(); above.pop_back()) visit(above.back(), table[above.back()].parent_id);
    }
}

}  // namespace tocd
