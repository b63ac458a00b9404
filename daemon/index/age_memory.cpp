#include "index/age_memory.hpp"

#include "index/index_pass.hpp"

#include <vector>

namespace tocd {

std::shared_ptr<const AgeMemory::ByShare> AgeMemory::at(UnixNs now_ns, const IndexEpoch& epoch, IndexWorkers& workers, const std::function<bool()>& is_over) {
    {
        Lock lock(mutex_);
        if (last_ && now_ns_ == now_ns) return last_;
    }
    const ChunkFilter filter(epoch, {}, {});
    const IndexPass pass(epoch, workers);
    std::vector<ByShare> parts(pass.parts());
    const bool whole = pass.run(filter, is_over, [&](size_t part, const FileChunk& chunk, const RowBits& rows) {
        for_each_run_of(chunk, rows, [&](int64_t directory, const RowBits& of_run) {
            Sums& sums = parts[part][epoch.directories.share_id(directory)];
            of_run.for_each([&](size_t row) { sums[bucket_of(kAgeBuckets, age_ns(now_ns, chunk.mtime_ns[row]))].add(chunk.size_bytes[row]); });
        });
    });
    if (!whole) return nullptr;
    auto out = std::make_shared<ByShare>();
    for (const ByShare& part : parts)
        for (const auto& [share, sums] : part)
            for (size_t i = 0; i < sums.size(); ++i) (*out)[share][i].add(sums[i]);
    Lock lock(mutex_);
    now_ns_ = now_ns;
    last_ = out;
    return out;
}

}  // namespace tocd
