#include "index/age_memory.hpp"

#include "index/index_pass.hpp"

#include <limits>
#include <utility>
#include <vector>

namespace tocd {

std::shared_ptr<const AgeMemory::ByShare> AgeMemory::at(UnixNs now_ns, const IndexEpoch& epoch, IndexWorkers& workers, const std::function<bool()>& is_over) {
    {
        Lock lock(mutex_);
        if (last_ && now_ns_ == now_ns) return last_;
    }
    const AgeCodes age_of(now_ns);
    const ChunkFilter filter(epoch, {}, {}, workers);
    const IndexPass pass(epoch, workers);
    std::vector<ByShare> parts(pass.parts());
    const bool whole = pass.run(filter, is_over, [&](size_t part, const FileChunk& chunk, const RowBits& rows) {
        // Neighbours are mostly of one share: small sums are made of them first.
        int64_t share = 0;
        std::array<int64_t, kAgeBuckets.size()> files{}, bytes{};
        const auto flush = [&] {
            if (share == 0) return;
            Sums& sums = parts[part][share];
            for (size_t i = 0; i < sums.size(); ++i) sums[i].add({std::exchange(files[i], 0), std::exchange(bytes[i], 0)});
        };
        const bool is_small = chunk.size_bytes.max() < std::numeric_limits<int64_t>::max() / static_cast<int64_t>(kChunkRows);
        Column::Values mtimes, sizes;
        chunk.mtime_ns.decode(chunk.rows(), mtimes);
        chunk.size_bytes.decode(chunk.rows(), sizes);
        for_each_run_of(chunk, rows, [&](int64_t directory, const RunRows& of_run) {
            if (const int64_t other = epoch.directories.share_id(directory); other != share) {
                flush();
                share = other;
            }
            of_run.for_each([&](size_t row) {
                const size_t at = age_of(mtimes[row]);
                if (!is_small) return parts[part][share][at].add(sizes[row]);
                ++files[at];
                bytes[at] += sizes[row];
            });
        });
        flush();
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
