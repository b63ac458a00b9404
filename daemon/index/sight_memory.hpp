// Which directories somebody sees, worked out once for all who see the same as long as no path changes.
// Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "index/directory_marks.hpp"
#include "model/sight.hpp"

#include <cstdint>
#include <list>
#include <memory>
#include <string>

namespace tocd {

struct SeenDirectories {
    DirectoryMarks directories;  // that he sees
    DirectoryMarks files;        // whose files he sees
};

[[nodiscard]] SeenDirectories mark_seen(const DirectoryTable& table, const Sight& sight);  // of shown names

class SightMemory {
public:
    // `shown` is Sight(viewer, Sight::Names::shown), and `key` the viewer_key(). A pass over the directories when it is new.
    [[nodiscard]] std::shared_ptr<const SeenDirectories> of(const DirectoryTable& table, const std::string& key, const Sight& shown) TOCD_EXCLUDES(mutex_);

private:
    struct Kept {
        std::string key;
        uint64_t path_version = 0;
        std::shared_ptr<const SeenDirectories> seen;
    };
    Mutex mutex_;
    std::list<Kept> kept_ TOCD_GUARDED_BY(mutex_);  // those that were asked for last come first
};

}  // namespace tocd
