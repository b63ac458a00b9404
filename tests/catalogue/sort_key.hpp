// Where a file stands in a sort order, worked out from what is told of it.
#pragma once

#include "base/text.hpp"
#include "model/query.hpp"
#include "model/records.hpp"

#include <limits>
#include <optional>

namespace tocd {

// By relevance: as without a search.
inline SortPosition sort_key(const FileRecord& file, FileSort sort) {
    constexpr int64_t kUnknown = std::numeric_limits<int64_t>::min();
    const std::string directory = display_text(file.directory);
    SortPosition key{0, {}, file.id};
    switch (sort) {
        case FileSort::id: break;
        case FileSort::relevance:
        case FileSort::name: key.text = display_text(file.name); break;
        case FileSort::path: key.text = directory + (directory.ends_with('/') ? "" : "/") + display_text(file.name); break;
        case FileSort::extension: key.text = file.extension; break;
        case FileSort::owner: key.text = file.owner; break;
        case FileSort::group: key.text = file.group; break;
        case FileSort::share: key.text = file.share; break;
        case FileSort::project: key.text = file.project; break;
        case FileSort::size: key.number = file.size_bytes; break;
        case FileSort::allocated: key.number = file.allocated_bytes; break;
        case FileSort::modified: key.number = file.mtime_ns; break;
        case FileSort::changed: key.number = file.ctime_ns; break;
        case FileSort::accessed: key.number = file.atime_ns.value_or(kUnknown); break;
        case FileSort::born: key.number = file.btime_ns.value_or(kUnknown); break;
        case FileSort::seen: key.number = file.last_seen_ns; break;
        case FileSort::first: key.number = file.first_seen_ns; break;
        case FileSort::links: key.number = file.link_count; break;
        case FileSort::inode: key.number = static_cast<int64_t>(file.inode ^ uint64_t{1} << 63); break;
    }
    return key;
}

// Whether a comes before b in the order of `query`.
inline bool in_order(const FileRecord& a, const FileRecord& b, const FileQuery& query) {
    const SortPosition x = sort_key(a, query.sort), y = sort_key(b, query.sort);
    return query.descending ? y < x : x < y;
}

}  // namespace tocd
