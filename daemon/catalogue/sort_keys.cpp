#include "catalogue/sort_keys.hpp"

#include "base/error.hpp"
#include "catalogue/search_terms.hpp"
#include "catalogue/sought_rows.hpp"

namespace tocd {

bool sorts_by_text(FileSort sort) noexcept {
    switch (sort) {
        case FileSort::name:
        case FileSort::extension:
        case FileSort::path:
        case FileSort::owner:
        case FileSort::group:
        case FileSort::share:
        case FileSort::project: return true;
        default: return false;
    }
}

std::string_view row_sort_key(FileSort sort) {
    switch (sort) {
        // A bit pattern: numbers from 2^63 on are negative, and come last all the same.
        case FileSort::inode: return "iif(f.inode < 0, f.inode + 9223372036854775807 + 1, f.inode - 9223372036854775807 - 1)";
        case FileSort::born: return "ifnull(f.mtime_ns + f.ctime_offset_ns - f.btime_offset_ns, -9223372036854775807 - 1)";
        case FileSort::allocated: return "ifnull(f.allocated_bytes, (f.size_bytes + 4095) & ~4095)";  // as the view `files` has it
        default: throw Error(ErrorKind::internal, "this order needs more than the file's row");
    }
}

void add_sort_key(SqlText& sql, FileSort sort, DirectoryPaths& paths) {
    switch (sort) {
        case FileSort::id: sql.add("f.id"); return;
        case FileSort::name: sql.add("f.name"); return;
        case FileSort::size: sql.add("f.size_bytes"); return;
        case FileSort::modified: sql.add("f.mtime_ns"); return;
        case FileSort::accessed: sql.add("ifnull(").add(number_of(QueryKey::accessed)).add(", -9223372036854775807 - 1)"); return;
        case FileSort::changed: sql.add(number_of(QueryKey::changed)); return;
        case FileSort::seen: sql.add(number_of(QueryKey::seen)); return;
        case FileSort::first: sql.add(number_of(QueryKey::first)); return;
        case FileSort::links: sql.add(number_of(QueryKey::links)); return;
        case FileSort::extension: sql.add("(SELECT extension FROM extension WHERE id = f.extension_id)"); return;
        case FileSort::owner: sql.add("(SELECT user_name FROM owner WHERE id = f.owner_id)"); return;
        case FileSort::group: sql.add("(SELECT group_name FROM owner WHERE id = f.owner_id)"); return;
        case FileSort::share: sql.add("(SELECT name FROM share WHERE id = d.share_id)"); return;
        case FileSort::project: sql.add("project(").pointer(&paths, kPathsPointerType).add(", d.id)"); return;
        case FileSort::path: sql.add("path(").pointer(&paths, kPathsPointerType).add(", d.id, f.name)"); return;
        case FileSort::relevance: sql.add("0"); return;  // without a search nothing fits better than another
        case FileSort::inode:
        case FileSort::born:
        case FileSort::allocated: sql.add(row_sort_key(sort)); return;
    }
}

}  // namespace tocd
