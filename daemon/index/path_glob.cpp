#include "index/path_glob.hpp"

#include "search/case_fold.hpp"

#include <string>

namespace tocd {
namespace {

// A text as GlobSteps takes it: `is_ascii` tells whether it has to be folded for that.
std::string_view folded(std::string_view text, bool is_ascii, std::string& room) {
    if (is_ascii) return text;
    fold_case(text, room);
    return room;
}

}  // namespace

PathGlob::PathGlob(const DirectoryTable& directories, const GlobSteps& steps) : steps_(steps), places_(static_cast<size_t>(directories.end_id())) {
    std::string room;
    for_each_parent_first(directories, [&](int64_t id, int64_t parent) {
        GlobSteps::Places places = parent == 0 ? steps_.start() : places_[static_cast<size_t>(parent)];
        if (places == 0) return;
        const size_t row = static_cast<size_t>(id) % DirectoryTable::kPage;
        const NameColumn& names = *directories.names(static_cast<size_t>(id) / DirectoryTable::kPage);
        places = steps_.after(places, folded(names[row], !names.not_ascii().has(row), room));
        if (names[row] != "/") places = steps_.after(places, "/");  // of a root that is all of the file system
        places_[static_cast<size_t>(id)] = places;
    });
}

RowBits PathGlob::matching(const FileChunk& chunk, const RowBits& alive) const {
    std::string room;
    RowBits out;
    const RowBits& not_ascii = chunk.names().not_ascii();
    for_each_run_of(chunk, alive, [&](int64_t directory, const RunRows& rows) {
        const GlobSteps::Places places = static_cast<size_t>(directory) < places_.size() ? places_[static_cast<size_t>(directory)] : 0;
        if (places == 0) return;
        const bool all = steps_.is_match_of_all(places);
        rows.for_each([&](size_t row) {
            if (all || steps_.is_match_with(places, folded(chunk.name(row), !not_ascii.has(row), room))) out.set(row);
        });
    });
    return out;
}

}  // namespace tocd
