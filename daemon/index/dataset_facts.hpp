// What is told of a directory that is shown among datasets: of which kinds its files are, whose, and of which time. Of all of a
// directory's files it is remembered from epoch to epoch: large directories are asked for again and again.
// Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "index/chunk_filter.hpp"
#include "model/facets.hpp"

#include <memory>
#include <unordered_map>
#include <vector>

namespace tocd {

// Sets what comes of the files, but for their totals. A look at each of those files directly in the directory that the filter finds.
void tell_facts(const IndexEpoch& epoch, const ChunkFilter& filter, Dataset& to);

class DatasetMemory {
public:
    // The same for all present files, which `filter` finds, of `epoch`, whose memory this is.
    void tell_facts(const IndexEpoch& epoch, const ChunkFilter& filter, Dataset& to) TOCD_EXCLUDES(mutex_);

    // What an epoch still knows that came of this one's by changes of these directories, and not of the dictionaries.
    [[nodiscard]] std::shared_ptr<DatasetMemory> next(const std::vector<int64_t>& changed) const TOCD_EXCLUDES(mutex_);

private:
    mutable Mutex mutex_;
    std::unordered_map<int64_t, std::shared_ptr<const Dataset>> known_ TOCD_GUARDED_BY(mutex_);  // by directory id
};

}  // namespace tocd
