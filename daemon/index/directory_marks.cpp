#include "index/directory_marks.hpp"

#include "search/case_fold.hpp"

#include <cstring>

namespace tocd {
namespace {

bool holds(const std::string& text, const std::string& part) {
    return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

size_t slot(int64_t id) noexcept { return static_cast<size_t>(id); }

// The path with what follows it: "/" has its slash already.
std::string with_slash(std::string path) {
    if (!path.ends_with('/')) path += '/';
    return path;
}

}  // namespace

DirectoryMarks mark_directories(const DirectoryTable& table, const std::function<bool(int64_t, const IndexedDirectory&)>& holds_for) {
    DirectoryMarks out(slot(table.end_id()));
    for (int64_t id = 1; id < table.end_id(); ++id)
        if (table[id].share_id != 0 && holds_for(id, table[id])) out[slot(id)] = 1;
    return out;
}

DirectoryMarks mark_below(const DirectoryTable& table, int64_t top) {
    DirectoryMarks out(slot(table.end_id()));
    for_each_parent_first(table, [&](int64_t id, int64_t parent) {
        out[slot(id)] = id == top || (parent != 0 && out[slot(parent)] != 0);
    });
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
    return mark_directories(table, [&](int64_t id, const IndexedDirectory&) { return sought.is_in(table.path_of(id), room); });
}

// Without a '/' it can only stand within one name. With one, "a/b/c": where it ends within a name, that name begins with
// its last part "c", and the path above, with its '/', ends with the rest, "a/b/".
PathPartMarks mark_path_part(const DirectoryTable& table, const std::string& folded) {
    PathPartMarks out;
    out.inside.resize(slot(table.end_id()));
    const size_t slash = folded.rfind('/');
    const bool has_slash = slash != std::string::npos;
    std::string above;  // up to the last '/', with it
    std::string name_above;
    if (has_slash) {
        out.reaches.resize(slot(table.end_id()));
        out.rest = folded.substr(slash + 1);
        above = folded.substr(0, slash + 1);
        const size_t before = slash == 0 ? std::string::npos : folded.rfind('/', slash - 1);
        name_above = folded.substr(before == std::string::npos ? 0 : before + 1, slash - (before == std::string::npos ? 0 : before + 1));
    }
    std::string name;
    for_each_parent_first(table, [&](int64_t id, int64_t parent) {
        const IndexedDirectory& directory = table[id];
        fold_case(directory.name, name);
        uint8_t& inside = out.inside[slot(id)];
        if (parent != 0 && out.inside[slot(parent)] != 0) inside = 1;
        else if (parent == 0 || !has_slash) inside = holds(name, folded);
        else inside = out.reaches[slot(parent)] != 0 && name.starts_with(out.rest);
        // The name as a cheap sieve; few pass it, and for these the path is made.
        if (above == "/")
            out.reaches[slot(id)] = 1;
        else if (has_slash && (name.ends_with(name_above) || parent == 0))
            out.reaches[slot(id)] = with_slash(fold_case(table.path_of(id))).ends_with(above);
    });
    return out;
}

}  // namespace tocd
