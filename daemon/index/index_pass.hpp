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
    // `backwards`: from the last chunk to the first.
    IndexPass(const IndexEpoch& epoch, IndexWorkers& workers, bool backwards = false) : epoch_(epoch), workers_(workers), backwards_(backwards) {
        // Few large parts: what is gathered for each is joined in the end.
        constexpr size_t kPartsPerThread = 12;
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
        return for_each(is_over, [&](size_t part, const FileChunk& chunk) {
            if (!wants(part, chunk)) return;
            const RowBits rows = filter.matching(chunk);
            if (!rows.none()) work(part, chunk, rows);
        });
    }

    // Calls work(part, chunk) for every chunk.
    template <class Work>
    [[nodiscard]] bool for_each(const std::function<bool()>& is_over, Work&& work) const {
        std::atomic<bool> cut{false};
        workers_.run(parts(), [&](size_t part) {
            const size_t begin = part * part_chunks_, end = std::min(begin + part_chunks_, epoch_.chunks.size());
            for (size_t i = begin; i < end; ++i) {
                if ((i - begin) % 8 == 0 && (cut || is_over())) {  // at the begin too: or else each part that is left looks at some
                    cut = true;
                    return;
                }
                // Chunks lie anywhere in memory: what is first looked at of the next ones is on its way meanwhile.
                if (i + 2 < end) chunk_at(i + 2).prefetch();
                if (i + 1 < end) chunk_at(i + 1).prefetch_runs();
                work(part, chunk_at(i));
            }
        });
        return !cut;
    }

private:
    [[nodiscard]] const FileChunk& chunk_at(size_t i) const noexcept { return *epoch_.chunks[backwards_ ? epoch_.chunks.size() - 1 - i : i]; }
    const IndexEpoch& epoch_;
    IndexWorkers& workers_;
    const bool backwards_;
    size_t part_chunks_ = 1;
};

}  // namespace tocd
