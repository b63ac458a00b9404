#include "index/index_search.hpp"

#include "base/mutex.hpp"
#include "index/top_rows.hpp"

#include <algorithm>
#include <atomic>
#include <limits>

namespace tocd {
namespace {

// What one thread takes at a time. Few large parts: the first rows of each keep most of the rest from being looked at.
constexpr size_t kPartsPerThread = 4;
constexpr size_t kLeastChunks = 16;

struct Sum {
    int64_t files = 0;
    __int128 size_bytes = 0;
    void add(const FileChunk& chunk, const RowBits& rows) {
        files += static_cast<int64_t>(rows.count());
        int64_t small = 0;
        const bool is_small = chunk.size_bytes.max() < std::numeric_limits<int64_t>::max() / static_cast<int64_t>(kChunkRows);
        rows.for_each([&](size_t row) {
            if (is_small) small += chunk.size_bytes[row];
            else size_bytes += chunk.size_bytes[row];
        });
        size_bytes += small;
    }
};

}  // namespace

IndexAnswer search_index(const IndexEpoch& epoch, const IndexQuestion& question, IndexWorkers& workers,
                         const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope);
    std::optional<FileMatch> match;
    std::optional<FitOfNames> fit;
    if (question.sort == FileSort::relevance && question.tree != QueryTree()) {
        fit.emplace(question.tree);
        if (fit->tells()) match.emplace(question.tree);
        else fit.reset();
    }
    const RowOrder order(epoch, question.sort, match ? &*match : nullptr, fit ? &*fit : nullptr);
    const size_t limit = question.limit + 1;  // one more tells that there are more

    Mutex mutex;
    Sum sum;
    TopRows top(order, limit, question.descending, question.after);
    std::atomic<bool> cut{false};
    const size_t part_chunks = std::max(kLeastChunks, epoch.chunks.size() / (workers.threads() * kPartsPerThread) + 1);
    const size_t parts = (epoch.chunks.size() + part_chunks - 1) / part_chunks;
    workers.run(parts, [&](size_t part) {
        Sum part_sum;
        TopRows part_top(order, limit, question.descending, question.after);
        const size_t end = std::min((part + 1) * part_chunks, epoch.chunks.size());
        for (size_t i = part * part_chunks; i < end; ++i) {
            if (i % 8 == 0 && (cut || is_over())) {
                cut = true;
                break;
            }
            const FileChunk& chunk = *epoch.chunks[i];
            const RowBits rows = filter.matching(chunk);
            if (rows.none()) continue;
            part_sum.add(chunk, rows);
            part_top.add(chunk, rows);
        }
        const Lock lock(mutex);
        sum.files += part_sum.files;
        sum.size_bytes += part_sum.size_bytes;
        top.add(std::move(part_top));
    });

    IndexAnswer answer;
    answer.rows = top.take();
    answer.more = answer.rows.size() == limit;
    if (answer.more) answer.rows.pop_back();
    answer.totals.files = sum.files;
    answer.totals.size_bytes = static_cast<int64_t>(std::min<__int128>(sum.size_bytes, std::numeric_limits<int64_t>::max()));
    answer.complete = !cut;
    return answer;
}

}  // namespace tocd
