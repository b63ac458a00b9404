#include "index/directory_table.hpp"

#include <algorithm>
#include <atomic>

namespace tocd {

std::string_view DirectoryTable::name(int64_t id) const noexcept {
    if (share_id(id) == 0) return {};
    return pages_[static_cast<size_t>(id) / kPage]->names[static_cast<size_t>(id) % kPage];
}

bool DirectoryTable::is_gone(int64_t id) const noexcept {
    return share_id(id) != 0 && pages_[static_cast<size_t>(id) / kPage]->gone.has(static_cast<size_t>(id) % kPage);
}

bool DirectoryTable::is_ordered() const noexcept {
    return std::all_of(pages_.begin(), pages_.end(), [](const auto& page) { return !page || page->is_ordered; });
}

size_t DirectoryTable::bytes() const noexcept {
    size_t bytes = 0;
    for (const auto& page : pages_)
        if (page) bytes += sizeof *page + page->names.bytes();
    return bytes;
}

void DirectoryTable::change(const std::vector<IndexedDirectory>& directories) {
    static std::atomic<uint64_t> versions{0};
    bool other_paths = false;
    for (auto next = directories.begin(); next != directories.end();) {
        const size_t number = static_cast<size_t>(next->id) / kPage;
        if (number >= pages_.size()) pages_.resize(number + 1);
        const Page* const old = pages_[number].get();
        auto page = std::make_shared<Page>();
        if (old != nullptr) {
            page->parent_ids = old->parent_ids;
            page->share_ids = old->share_ids;
            page->first_listed_ns = old->first_listed_ns;
            page->last_listed_ns = old->last_listed_ns;
        }
        NameColumnMaker names;
        for (size_t row = 0; row < kPage; ++row) {
            const auto id = static_cast<int64_t>(number * kPage + row);
            if (next == directories.end() || next->id != id) {
                names.add(name(id));
                if (is_gone(id)) page->gone.set(row);
            } else {
                other_paths = other_paths || next->share_id != share_id(id) || next->parent_id != parent_id(id) || next->name != name(id);
                page->parent_ids[row] = static_cast<uint32_t>(next->share_id == 0 ? 0 : next->parent_id);
                page->share_ids[row] = static_cast<uint32_t>(next->share_id);
                page->first_listed_ns[row] = next->first_listed_ns;
                page->last_listed_ns[row] = next->last_listed_ns;
                if (next->gone) page->gone.set(row);
                names.add(next->share_id == 0 ? "" : next->name);
                ++next;
            }
            if (page->parent_ids[row] != 0 && page->parent_ids[row] >= id) page->is_ordered = false;
        }
        page->names = names.take();
        pages_[number] = std::move(page);
    }
    if (other_paths) path_version_ = ++versions;
}

std::string DirectoryTable::path_of(int64_t id) const {
    std::vector<int64_t> up;
    for (int64_t at = id; share_id(at) != 0; at = parent_id(at)) {
        up.push_back(at);
        if (parent_id(at) == 0) break;
        if (up.size() > 100'000) return {};
    }
    if (up.empty() || parent_id(up.back()) != 0) return {};
    std::string path(name(up.back()));
    for (size_t i = up.size() - 1; i-- > 0;) {
        if (!path.ends_with('/')) path += '/';
        path += name(up[i]);
    }
    return path;
}

}  // namespace tocd
