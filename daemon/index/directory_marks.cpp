#include "index/directory_marks.hpp"

#include "index/name_test.hpp"
#include "search/case_fold.hpp"

#include <cstring>

namespace tocd {
namespace {

size_t slot(int64_t id) noexcept { return static_cast<size_t>(id); }

// The path with what follows it: "/" has its slash already.
std::string with_slash(std::string path) {
    if (!path.ends_with('/')) path += '/';
    return path;
}

// Directories whose names, or as roots whose paths, hold it.
DirectoryMarks mark_names(const DirectoryTable& table, const std::string& folded) {
    DirectoryMarks out(slot(table.end_id()));
    const LiteralInNames literal(folded);
    for (size_t page = 0; page < table.pages(); ++page)
        if (const NameColumn* const names = table.names(page))
            literal.find(*names, RowBits::first(names->size())).for_each([&](size_t row) { out[page * DirectoryTable::kPage + row] = 1; });
    return out;
}

// Without a '/' it can only stand within one name, or in the path of a root.
PathPartMarks mark_part_of_name(const DirectoryTable& table, const std::string& folded) {
    PathPartMarks out;
    out.inside = mark_names(table, folded);
    for_each_parent_first(table, [&](int64_t id, int64_t parent) { out.inside[slot(id)] |= out.inside[slot(parent)]; });
    return out;
}

}  // namespace

DirectoryMarks mark_below(const DirectoryTable& table, int64_t top) {
    DirectoryMarks out(slot(table.end_id()));
    for_each_parent_first(table, [&](int64_t id, int64_t parent) { out[slot(id)] = id == top || out[slot(parent)] != 0; });
    return out;
}

DirectoryMarks mark_depths(const DirectoryTable& table, int64_t min, int64_t max) {
    DirectoryMarks out(slot(table.end_id()));
    std::vector<int64_t> depths(slot(table.end_id()));
    for_each_parent_first(table, [&](int64_t id, int64_t parent) {
        const int64_t depth = parent == 0 ? 0 : depths[slot(parent)] + 1;
        depths[slot(id)] = depth;
        out[slot(id)] = min <= depth && depth <= max;
    });
    return out;
}

DirectoryMarks mark_paths(const DirectoryTable& table, const SoughtText& sought) {
    std::string room;
    return mark_directories(table, [&](int64_t id) { return sought.is_in(table.path_of(id), room); });
}

// With a '/', "a/b/c": where it ends within a name, that name begins with its last part "c", and the path above, with its
// '/', ends with the rest, "a/b/".
PathPartMarks mark_path_part(const DirectoryTable& table, const std::string& folded) {
    const size_t slash = folded.rfind('/');
    if (slash == std::string::npos) return mark_part_of_name(table, folded);
    PathPartMarks out;
    out.inside.resize(slot(table.end_id()));
    out.reaches.resize(slot(table.end_id()));
    out.rest = folded.substr(slash + 1);
    const std::string above = folded.substr(0, slash + 1);
    const size_t name_begin = slash == 0 ? 0 : folded.rfind('/', slash - 1) + 1;  // npos + 1 is 0
    const std::string name_above = folded.substr(name_begin, slash - name_begin);
    std::string name;
    for_each_parent_first(table, [&](int64_t id, int64_t parent) {
        fold_case(table.name(id), name);
        if (parent == 0)
            out.inside[slot(id)] = memmem(name.data(), name.size(), folded.data(), folded.size()) != nullptr;
        else
            out.inside[slot(id)] = out.inside[slot(parent)] != 0 || (out.reaches[slot(parent)] != 0 && name.starts_with(out.rest));
        // The name is a cheap sieve; few pass it, and for these the path is made.
        if (above == "/")
            out.reaches[slot(id)] = 1;
        else if (name.ends_with(name_above) || parent == 0)
            out.reaches[slot(id)] = with_slash(fold_case(table.path_of(id))).ends_with(above);
    });
    return out;
}

}  // namespace tocd
