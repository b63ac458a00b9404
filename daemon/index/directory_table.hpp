// The directories of an epoch by id, in pages that epochs share: what has not changed is not copied.
// Thread: any for what is const; a table that changes belongs to one thread.
#pragma once

#include "base/time.hpp"
#include "index/name_column.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

struct IndexedDirectory {
    int64_t id = 0;
    std::string name;            // as it is shown; of a share's root its absolute path
    int64_t parent_id = 0;       // 0: a share's root
    int64_t share_id = 0;        // 0: there is no such directory
    UnixNs first_listed_ns = 0;  // 0: never
    UnixNs last_listed_ns = 0;
    bool gone = false;
};

class DirectoryTable {
public:
    [[nodiscard]] int64_t end_id() const noexcept { return static_cast<int64_t>(pages_.size() * kPage); }  // above every id

    // Of one that is not there: 0, "" and false.
    [[nodiscard]] int64_t share_id(int64_t id) const noexcept { return at(id, &Page::share_ids); }
    [[nodiscard]] int64_t parent_id(int64_t id) const noexcept { return at(id, &Page::parent_ids); }
    [[nodiscard]] UnixNs first_listed_ns(int64_t id) const noexcept { return at(id, &Page::first_listed_ns); }
    [[nodiscard]] UnixNs last_listed_ns(int64_t id) const noexcept { return at(id, &Page::last_listed_ns); }
    [[nodiscard]] std::string_view name(int64_t id) const noexcept;
    [[nodiscard]] bool is_gone(int64_t id) const noexcept;

    // No two tables with different paths or shares have the same one.
    [[nodiscard]] uint64_t path_version() const noexcept { return path_version_; }

    // Puts these in place of what has their ids: ascending, each id once; share_id 0 takes one out.
    void change(const std::vector<IndexedDirectory>& directories);

    // The absolute path as it is shown. "" for one that is not there, or whose parents run in a circle.
    [[nodiscard]] std::string path_of(int64_t id) const;

    // Every directory has a higher id than its parent.
    [[nodiscard]] bool is_ordered() const noexcept;

    static constexpr size_t kPage = kChunkRows;
    // Names of the directories with ids from page * kPage on; null: there are none.
    [[nodiscard]] size_t pages() const noexcept { return pages_.size(); }
    [[nodiscard]] const NameColumn* names(size_t page) const noexcept { return pages_[page] ? &pages_[page]->names : nullptr; }
    // Calls visit(id, share's id, parent's id, is gone) for every directory, ascending by id.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for (size_t number = 0; number < pages_.size(); ++number) {
            if (!pages_[number]) continue;
            const Page& page = *pages_[number];
            for (size_t row = 0; row < kPage; ++row)
                if (page.share_ids[row] != 0) visit(static_cast<int64_t>(number * kPage + row), int64_t{page.share_ids[row]}, int64_t{page.parent_ids[row]}, page.gone.has(row));
        }
    }
    [[nodiscard]] size_t bytes() const noexcept;  // of memory

private:
    struct Page {
        std::array<uint32_t, kPage> parent_ids{}, share_ids{};
        std::array<UnixNs, kPage> first_listed_ns{}, last_listed_ns{};
        RowBits gone;
        NameColumn names;
        bool is_ordered = true;
    };
    template <class Values>
    [[nodiscard]] int64_t at(int64_t id, Values Page::*values) const noexcept {
        if (id < 0 || id >= end_id()) return 0;
        const Page* const page = pages_[static_cast<size_t>(id) / kPage].get();
        return page == nullptr ? 0 : static_cast<int64_t>((page->*values)[static_cast<size_t>(id) % kPage]);
    }
    std::vector<std::shared_ptr<const Page>> pages_;
    uint64_t path_version_ = 0;
};

// Calls visit(id, parent's id) for every directory that is there and hangs below a root: parents before their children.
template <class Visit>
void for_each_parent_first(const DirectoryTable& table, Visit&& visit) {
    if (table.is_ordered()) {
        table.for_each([&](int64_t id, int64_t, int64_t parent, bool) {
            if (parent == 0 || table.share_id(parent) != 0) visit(id, parent);
        });
        return;
    }
    std::vector<bool> seen(static_cast<size_t>(table.end_id()));
    std::vector<int64_t> above;
    for (int64_t id = 1; id < table.end_id(); ++id) {
        int64_t at = id;
        for (; table.share_id(at) != 0 && !seen[static_cast<size_t>(at)]; at = table.parent_id(at)) {
            seen[static_cast<size_t>(at)] = true;  // now: parents that run in a circle come to an end
            above.push_back(at);
        }
        if (at != 0 && table.share_id(at) == 0) above.clear();
        for (; !above.empty(); above.pop_back()) visit(above.back(), table.parent_id(above.back()));
    }
}

}  // namespace tocd
