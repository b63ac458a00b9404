// A share in memory, and what list_directory says of its directories.
#pragma once

#include "scan/list_directory.hpp"
#include "scripted_file_system.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tocd {

struct ListedFrame {
    Listing listing;
    bool opened = false;
};

struct ListedShare {
    ScriptedFileSystem files;
    ScriptedClock clock;
    std::vector<std::string> exclude;
    AtimeResolution atime = AtimeResolution::day;
    size_t max_part_entries = kMaxPartEntries;
    bool one_file_system = true;
    ListingScratch scratch;

    std::vector<ListedFrame> frames(const ListingTask& task) {
        const IgnorePatterns patterns(exclude);
        const ListingRules rules{patterns, atime, one_file_system, max_part_entries};
        const ListingKey key(7, 11);
        std::vector<ListedFrame> result;
        const DirectoryPtr root = files.open_root("/share").value;
        files.calls.clear();
        list_directory(files, root, task, rules, key, clock, scratch, [&](Listing& frame, const DirectoryPtr& opened) {
            result.push_back({std::move(frame), opened != nullptr});
        });
        return result;
    }
    Listing list(const std::string& path) {
        ListingTask task;
        task.path = path;
        std::vector<ListedFrame> all = frames(task);
        REQUIRE(all.size() == 1);
        return std::move(all.front().listing);
    }
    size_t count_calls(const std::string& call) const {
        return static_cast<size_t>(std::count(files.calls.begin(), files.calls.end(), call));
    }
};

inline std::vector<std::string> names_of(const Listing& listing) {
    std::vector<std::string> names;
    for (const Entry& entry : listing.entries) names.emplace_back(entry.name);
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace tocd
