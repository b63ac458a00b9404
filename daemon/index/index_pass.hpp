// One pass over the chunks of an epoch: the rows of a query, part by part, on all threads.
// Thread: any.
#pragma once

#include "index/chunk_filter.hpp"
#include "index/index_workers.hpp"

#include <algorithm>
#include <atomic>
#include <functional>

namespace tocd {

// Calls work(part, chunk, rows) for every chunk with rows that match; a part is a range of chunks that follow each other,
// which one thread goes through in order. `is_over` is asked now and then, by several threads. False: it said true, and
// not all was looked at.
class IndexPass {
public:
    IndexPass(const IndexEpoch& epoch, IndexWorkers& workers) : epoch_(epoch), workers_(workers) {
        // Few large parts: what is gathered for each is joined in the end.
        constexpr size_t kPartsPerThread = 4;
        constexpr size_t kLeastChunks = 16;
        part_chunks_ = std::max(kLeastChunks, epoch.chunks.size() / (workers.threads() * kPartsPerThread) + 1);
    }
    [[nodiscard]] size_t parts() const noexcept { return (epoch_.chunks.size() + part_chunks_ - 1) / part_chunks_; }

    template <class Work>
    [[nodiscard]] bool run(const ChunkFilter& filter, const std::function<bool()>& is_over, Work&& work) const {
        return run(filter, is_over, [](size_t, const FileChunk&) { return true; }, work);
    }

    // The same, but for chunks of which wants(part, chunk) says no.
    template <class Wants, class Work>
    [[nodiscard]] bool run(const ChunkFilter& filter, const std::function<bool()>& is_over, Wants&& wants, Work&& work) const {
        std::atomic<bool> cut{false};
        workers_.run(parts(), [&](size_t part) {
            const size_t end = std::min((part + 1) * part_chunks_, epoch_.chunks.size());
            for (size_t i = part * part_chunks_; i < end; ++i) {
                if (i % 8 == 0 && (cut || is_over())) {
                    cut = true;
                    return;
                }
                const FileChunk& chunk = *epoch_.chunks[i];
                if (!wants(part, chunk)) continue;
                const RowBits rows = filter.matching(chunk);
                if (!rows.none()) work(part, chunk, rows);
            }
        });
        return !cut;
    }

private:
    const IndexEpoch& epoch_;
    IndexWorkers& workers_;
    size_t part_chunks_ = 1;
};

}  // namespace tocd
