// Which directories somebody sees, worked out once for all who see the same as long as no path changes.
// Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "index/directory_marks.hpp"
#include "index/index_sum.hpp"
#include "model/sight.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>

namespace tocd {

struct SeenDirectories {
    DirectoryMarks directories;  // that he sees
    DirectoryMarks files;        // whose files he sees
};

// Of the files that he sees of a share: present ones by extension and by owner, and how many are gone.
struct SeenSums {
    IndexSums extensions, owners;
    int64_t gone = 0;
};

// The bytes of the name of a directory (of a share's root its path) that the table has as it is shown: two names may be shown alike.
using ExactName = std::function<std::string(int64_t id)>;
[[nodiscard]] SeenDirectories mark_seen(const DirectoryTable& table, const Sight& sight, const ExactName& exact_name);

class SightMemory {
public:
    // `key` is the viewer_key() of `sight`. A pass over the directories when it is new, which asks for few exact names.
    [[nodiscard]] std::shared_ptr<const SeenDirectories> of(const DirectoryTable& table, const std::string& key, const Sight& sight,
                                                            const ExactName& exact_name) TOCD_EXCLUDES(mutex_);

    // As of an epoch: what was counted for it before, or what count() gives now, which may be nothing.
    [[nodiscard]] std::shared_ptr<const SeenSums> sums(uint64_t epoch, const std::string& key, int64_t share_id,
                                                       const std::function<std::shared_ptr<const SeenSums>()>& count) TOCD_EXCLUDES(mutex_);

private:
    struct Kept {
        std::string key;
        uint64_t path_version = 0;
        std::shared_ptr<const SeenDirectories> seen;
    };
    struct Counted {
        uint64_t epoch = 0;
        std::string key;
        int64_t share_id = 0;
        std::shared_ptr<const SeenSums> sums;
    };
    Mutex mutex_;
    std::list<Kept> kept_ TOCD_GUARDED_BY(mutex_);  // those that were asked for last come first
    std::list<Counted> counted_ TOCD_GUARDED_BY(mutex_);  // those that were counted last come first
};

}  // namespace tocd
