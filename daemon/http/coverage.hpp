// As of when, and how completely, the catalogue knows the shares: what every answer says beside its numbers.
// Kept per version of the catalogue and viewer, since every answer asks. Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "catalogue/reader.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

struct Freshness {
    UnixNs as_of_ns =
        0;  // start of the oldest last ended scan of the shares asked; 0: one was never scanned to its end
    bool complete = true;  // false also when some of their directories could not be read
};

class Coverage {
public:
    // Of the shares called `shares` (none: all); with `under`, only of those that hold this absolute path or lie below it.
    [[nodiscard]] Freshness of(Reader& reader, const Viewer& viewer, const std::vector<std::string>& shares,
                               const std::optional<std::string>& under, Deadline deadline) TOCD_EXCLUDES(mutex_);

private:
    using Shares = std::shared_ptr<const std::vector<ShareCoverage>>;  // that one viewer sees
    struct Kept {
        int64_t version = -1;
        Shares shares;
    };
    [[nodiscard]] Shares shares_of(Reader& reader, const Viewer& viewer, Deadline deadline) TOCD_EXCLUDES(mutex_);

    Mutex mutex_;
    std::map<std::string, Kept> known_ TOCD_GUARDED_BY(mutex_);  // by viewer_key()
};

}  // namespace tocd
