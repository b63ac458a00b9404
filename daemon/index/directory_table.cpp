#include "index/directory_table.hpp"

#include <algorithm>

namespace tocd {
namespace {

const IndexedDirectory kNowhere;

}  // namespace

const IndexedDirectory& DirectoryTable::operator[](int64_t id) const noexcept {
    if (id <= 0 || id >= end_id()) return kNowhere;
    const Page* const page = pages_[static_cast<size_t>(id) / kPage].get();
    return page == nullptr ? kNowhere : page->directories[static_cast<size_t>(id) % kPage];
}

IndexedDirectory& DirectoryTable::own(int64_t id) {
    const size_t index = static_cast<size_t>(id) / kPage;
    if (index >= pages_.size()) pages_.resize(index + 1);
    std::shared_ptr<Page>& page = pages_[index];
    if (!page) page = std::make_shared<Page>();
    else if (page.use_count() > 1) page = std::make_shared<Page>(*page);
    return page->directories[static_cast<size_t>(id) % kPage];
}

void DirectoryTable::put(int64_t id, IndexedDirectory directory) { own(id) = std::move(directory); }

void DirectoryTable::remove(int64_t id) {
    if ((*this)[id].share_id != 0) own(id) = {};
}

std::string DirectoryTable::path_of(int64_t id) const {
    std::vector<const IndexedDirectory*> up;
    for (const IndexedDirectory* at = &(*this)[id]; at->share_id != 0; at = &(*this)[at->parent_id]) {
        up.push_back(at);
        if (at->parent_id == 0) break;
        if (up.size() > 100'000) return {};
    }
    if (up.empty() || up.back()->parent_id != 0) return {};
    std::string path = up.back()->name;
    for (size_t i = up.size() - 1; i-- > 0;) {
        if (!path.ends_with('/')) path += '/';
        path += up[i]->name;
    }
    return path;
}

}  // namespace tocd
