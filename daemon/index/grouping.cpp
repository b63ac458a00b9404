#include "index/grouping.hpp"

#include "search/query_text.hpp"

#include <algorithm>

namespace tocd {
namespace {

// For each directory the child of `top` that holds it, or which it is; of `top` itself itself. 0: the shares' roots.
std::vector<int64_t> children_of(const DirectoryTable& directories, int64_t top) {
    std::vector<int64_t> out(static_cast<size_t>(directories.end_id()));
    for_each_parent_first(directories, [&](int64_t id, int64_t parent) {
        out[static_cast<size_t>(id)] = parent == top || id == top ? id : out[static_cast<size_t>(parent)];
    });
    return out;
}

}  // namespace

Grouping::Grouping(const IndexEpoch& epoch, int64_t below, FacetKey key, UnixNs now_ns) : epoch_(epoch), below_(below), key_(key), now_ns_(now_ns), ages_(now_ns) {
    if (key == FacetKey::directory) tops_ = children_of(epoch.directories, below);
}

int64_t Grouping::code_of_directory(int64_t id) const {
    if (key_ == FacetKey::share) return epoch_.directories.share_id(id);
    return key_ == FacetKey::project ? epoch_.projects->number(id) : tops_[static_cast<size_t>(id)];
}

void Grouping::prefetch(const FileChunk& chunk) const noexcept {
    if (key_ == FacetKey::ext) chunk.extension_id.prefetch(chunk.rows());
    else if (key_ == FacetKey::owner || key_ == FacetKey::group) chunk.owner_id.prefetch(chunk.rows());
    else if (key_ == FacetKey::size) chunk.size_bytes.prefetch(chunk.rows());
    else if (key_ == FacetKey::age || key_ == FacetKey::year) chunk.mtime_ns.prefetch(chunk.rows());
}

size_t Grouping::codes(const FileChunk& chunk) const noexcept {
    switch (key_) {
        case FacetKey::ext: return static_cast<size_t>(chunk.extension_id.max()) + 1;
        case FacetKey::owner:
        case FacetKey::group: return static_cast<size_t>(chunk.owner_id.max()) + 1;
        case FacetKey::size: return kSizeBuckets.size();
        case FacetKey::age: return kAgeBuckets.size();
        case FacetKey::year: return kYears;
        default: return 0;
    }
}

FacetValue Grouping::value(int64_t code) const {
    const auto at = static_cast<size_t>(code);
    const IndexDictionaries& dictionaries = *epoch_.dictionaries;
    const auto of_text = [](QueryKey key, TextMatch match, const std::string& text) {
        return FacetValue{text, query_text(query_term(key, {TextValue{match, text}})), {}};
    };
    switch (key_) {
        case FacetKey::ext: return of_text(QueryKey::ext, TextMatch::exact, dictionaries.extensions.at(at));
        case FacetKey::owner: return of_text(QueryKey::owner, TextMatch::exact, dictionaries.owners.at(at).user);
        case FacetKey::group: return of_text(QueryKey::group, TextMatch::exact, dictionaries.owners.at(at).group);
        case FacetKey::share: return of_text(QueryKey::share, TextMatch::exact, dictionaries.shares.at(at).name);
        case FacetKey::project: return of_text(QueryKey::project, TextMatch::exact, epoch_.projects->names().at(at));
        case FacetKey::size: return {std::string(kSizeBuckets.at(at).value), std::string(kSizeBuckets.at(at).query), {}};
        case FacetKey::age: return {std::string(kAgeBuckets.at(at).value), std::string(kAgeBuckets.at(at).query), {}};
        case FacetKey::year: return {std::to_string(kFirstYear + code), "modified:" + std::to_string(kFirstYear + code), {}};
        case FacetKey::directory: break;
    }
    const std::string path = epoch_.directories.path_of(code);
    const bool is_itself = code == below_;  // what lies directly in it
    FacetValue directory = of_text(is_itself ? QueryKey::dir : QueryKey::path, is_itself ? TextMatch::exact : TextMatch::below, path);
    directory.directory_id = code;
    return directory;
}
// Several numbers may stand for one value: users with one name.
std::vector<FacetValue> values_of(const Grouping& grouping, const FacetSums& sums, bool by_size) {
    std::unordered_map<std::string, std::pair<FacetValue, IndexSum>> by_text;
    std::vector<std::pair<int64_t, std::string>> order;
    for (const auto& [code, sum] : sums) {
        if (sum.files == 0) continue;
        FacetValue value = grouping.value(code);
        order.emplace_back(code, value.value);
        auto& entry = by_text[value.value];
        entry.first = std::move(value);
        entry.second.add(sum);
    }
    std::vector<FacetValue> out;
    std::sort(order.begin(), order.end());
    for (const auto& [code, text] : order) {
        const auto found = by_text.find(text);
        if (found == by_text.end()) continue;
        found->second.first.totals = found->second.second.totals();
        out.push_back(std::move(found->second.first));
        by_text.erase(found);
    }
    if (grouping.is_ordered()) return out;
    std::sort(out.begin(), out.end(), [by_size](const FacetValue& a, const FacetValue& b) {
        const int64_t x = by_size ? a.totals.size_bytes : a.totals.files, y = by_size ? b.totals.size_bytes : b.totals.files;
        return x != y ? x > y : a.value < b.value;
    });
    return out;
}

}  // namespace tocd
