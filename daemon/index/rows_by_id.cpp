#include "index/rows_by_id.hpp"

#include <algorithm>

namespace tocd {
namespace {

// Takes rows of a chunk until there are enough.
void take(const FileChunk& chunk, const RowBits& rows, const IndexQuestion& question, std::vector<SortPosition>& out) {
    std::vector<int64_t> ids;
    rows.for_each([&](size_t row) { ids.push_back(chunk.id_of(row)); });
    if (question.descending) std::reverse(ids.begin(), ids.end());
    for (const int64_t id : ids) {
        if (out.size() > question.limit) return;
        if (question.after && (question.descending ? id >= question.after->id : id <= question.after->id)) continue;
        out.push_back({id, {}, id});
    }
}

}  // namespace

IndexAnswer rows_by_id(const IndexEpoch& epoch, const IndexQuestion& question, const ChunkFilter& filter,
                       const std::function<bool()>& is_over) {
    const ChunkList& chunks = epoch.chunks;
    size_t begin = 0, end = chunks.size();
    if (question.after) {
        const auto is_before = [](const std::shared_ptr<const FileChunk>& chunk, int64_t id) { return chunk->last_id() < id; };
        const auto place = std::lower_bound(chunks.begin(), chunks.end(), question.after->id, is_before);
        const auto at = static_cast<size_t>(place - chunks.begin());  // the chunk that holds the id, or the next one
        (question.descending ? end : begin) = question.descending ? std::min(at + 1, end) : at;
    }
    IndexAnswer answer;
    for (size_t i = 0; i < end - begin && answer.rows.size() <= question.limit; ++i) {
        if (i % 8 == 0 && is_over()) {
            answer.complete = false;
            break;
        }
        const FileChunk& chunk = *chunks[question.descending ? end - 1 - i : begin + i];
        take(chunk, filter.matching(chunk), question, answer.rows);
    }
    answer.more = answer.rows.size() > question.limit;
    if (answer.more) answer.rows.pop_back();
    return answer;
}

}  // namespace tocd
