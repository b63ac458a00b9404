#include "index/directory_marks.hpp"

#include "index/literal_in_names.hpp"
#include "search/case_fold.hpp"

#include <algorithm>

namespace tocd {
namespace {

size_t slot(int64_t id) noexcept { return static_cast<size_t>(id); }

// The path with what follows it: "/" has its slash already.
std::string with_slash(std::string path) {
    if (!path.ends_with('/')) path += '/';
    return path;
}

// Calls body(page, names) for each page of directories.
template <class Body>
void for_each_page(const DirectoryTable& table, Body&& body) {
    for (size_t page = 0; page < table.pages(); ++page)
        if (const NameColumn* const names = table.names(page)) body(page, *names);
}

void mark(const RowBits& rows, size_t page, DirectoryMarks& marks) {
    rows.for_each([&](size_t row) { marks[page * DirectoryTable::kPage + row] = 1; });
}

// Without a '/' it can only stand within one name, or in the path of a root.
PathPartMarks mark_part_of_name(const DirectoryTable& table, const std::string& folded) {
    PathPartMarks out;
    const LiteralInNames literal(folded);
    for_each_page(table, [&](size_t page, const NameColumn& names) {
        const RowBits rows = literal.find(names, RowBits::first(names.size()));
        if (rows.none()) return;
        if (out.inside.empty()) out.inside.resize(slot(table.end_id()));
        mark(rows, page, out.inside);
    });
    if (out.inside.empty()) return out;  // so it is with most words that somebody looks for
    for_each_parent_first(table, [&](int64_t id, int64_t parent) { out.inside[slot(id)] |= out.inside[slot(parent)]; });
    return out;
}

// Directories whose names begin with it.
DirectoryMarks mark_beginning(const DirectoryTable& table, const std::string& folded) {
    DirectoryMarks out(slot(table.end_id()), folded.empty() ? 1 : 0);
    if (folded.empty()) return out;
    const LiteralInNames literal(folded);
    for_each_page(table, [&](size_t page, const NameColumn& names) { mark(literal.beginning(names, RowBits::first(names.size())), page, out); });
    return out;
}

// Directories whose folded path, with a '/' behind it, ends with `above`, which does so, too.
DirectoryMarks mark_ending(const DirectoryTable& table, const std::string& above) {
    DirectoryMarks out(slot(table.end_id()), above == "/" ? 1 : 0);
    if (above == "/") return out;
    const size_t slash = above.rfind('/', above.size() - 2);
    const std::string last = above.substr(slash + 1, above.size() - slash - 2);  // npos + 1 is 0
    std::string name;
    const auto ends = [&](int64_t id) {
        fold_case(table.name(id), name);
        if (!name.ends_with(last)) return false;
        return slash == std::string::npos || with_slash(fold_case(table.path_of(id))).ends_with(above);
    };
    const auto look_at = [&](int64_t id) { out[slot(id)] = ends(id); };
    table.for_each([&](int64_t id, int64_t, int64_t parent, bool) {
        if (last.empty()) look_at(id);
        else if (parent == 0) out[slot(id)] = with_slash(fold_case(table.path_of(id))).ends_with(above);
    });
    if (last.empty()) return out;
    // The name is a cheap sieve; few pass it, and for these the path is made.
    const LiteralInNames literal(last);
    for_each_page(table, [&](size_t page, const NameColumn& names) {
        literal.find(names, RowBits::first(names.size())).for_each([&](size_t row) {
            const auto id = static_cast<int64_t>(page * DirectoryTable::kPage + row);
            if (table.parent_id(id) != 0) look_at(id);
        });
    });
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

DirectoryMarks mark_names(const DirectoryTable& table, const NameTest& names, const SoughtText& sought) {
    DirectoryMarks out(slot(table.end_id()));
    for_each_page(table, [&](size_t page, const NameColumn& column) { mark(names.matching(column, RowBits::first(column.size())), page, out); });
    std::string room;
    for_each_parent_first(table, [&](int64_t id, int64_t parent) {
        if (parent == 0) out[slot(id)] = sought.is_in(table.name(id), room);
        else out[slot(id)] |= out[slot(parent)];
    });
    if (std::find(out.begin(), out.end(), 1) == out.end()) out.clear();
    return out;
}

// With a '/', "a/b/c": where it ends within a name, that name begins with its last part "c", and the path above, with its
// '/', ends with the rest, "a/b/".
PathPartMarks mark_path_part(const DirectoryTable& table, const std::string& folded) {
    const size_t slash = folded.rfind('/');
    if (slash == std::string::npos) return mark_part_of_name(table, folded);
    PathPartMarks out;
    out.rest = folded.substr(slash + 1);
    out.reaches = mark_ending(table, folded.substr(0, slash + 1));
    out.inside = mark_beginning(table, out.rest);
    for_each_parent_first(table, [&](int64_t id, int64_t parent) {
        uint8_t& mark = out.inside[slot(id)];
        if (parent == 0) mark = fold_case(table.name(id)).find(folded) != std::string::npos;
        else mark = out.inside[slot(parent)] | (mark & out.reaches[slot(parent)]);
    });
    return out;
}

}  // namespace tocd
