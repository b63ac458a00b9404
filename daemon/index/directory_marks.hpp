// Which directories of an epoch answer to something: a byte per id, worked out once for a query.
// Thread: any (pure).
#pragma once

#include "index/directory_table.hpp"
#include "index/name_test.hpp"
#include "search/sought_text.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

using DirectoryMarks = std::vector<uint8_t>;  // by directory id; 0 or 1

[[nodiscard]] inline bool is_marked(const DirectoryMarks& marks, int64_t id) noexcept {
    return id > 0 && static_cast<size_t>(id) < marks.size() && marks[static_cast<size_t>(id)] != 0;
}

// Directories for which holds(id) is true.
template <class Holds>
[[nodiscard]] DirectoryMarks mark_directories(const DirectoryTable& table, Holds&& holds) {
    DirectoryMarks out(static_cast<size_t>(table.end_id()));
    table.for_each([&](int64_t id, int64_t, int64_t, bool) { out[static_cast<size_t>(id)] = holds(id) ? 1 : 0; });
    return out;
}

// The directory `top` and all below it.
[[nodiscard]] DirectoryMarks mark_below(const DirectoryTable& table, int64_t top);

// Directories so many levels below their share's root: the root has 0.
[[nodiscard]] DirectoryMarks mark_depths(const DirectoryTable& table, int64_t min, int64_t max);

// Directories whose own path answers to it.
[[nodiscard]] DirectoryMarks mark_paths(const DirectoryTable& table, const SoughtText& sought);

// Directories that have a name which answers to it, or are below one: `names` is a test of `sought`, which a root's path is asked for.
// Empty: none.
[[nodiscard]] DirectoryMarks mark_names(const DirectoryTable& table, const NameTest& names, const SoughtText& sought);

// Where a folded text stands in folded paths.
struct PathPartMarks {
    DirectoryMarks inside;   // the directory's own path holds it: so do the paths of all its files; empty: of none
    DirectoryMarks reaches;  // a file whose name begins with `rest` holds it, too; empty without a '/' in the text
    std::string rest;        // what follows the text's last '/'
};
[[nodiscard]] PathPartMarks mark_path_part(const DirectoryTable& table, const std::string& folded);

}  // namespace tocd
