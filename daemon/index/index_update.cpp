#include "index/index_update.hpp"

#include <limits>

namespace tocd {
namespace {

constexpr size_t kSmall = kChunkRows / 2;  // a chunk with fewer rows takes in what follows when it is made anew

int64_t directory_of_first(const FileChunk& chunk) { return directory_of_file(chunk.first_id()); }
int64_t directory_of_last(const FileChunk& chunk) { return directory_of_file(chunk.last_id()); }

}  // namespace

ChunkList update_chunks(const ChunkList& old, const std::vector<int64_t>& changed, const ReadFiles& read) {
    ChunkList out;
    out.reserve(old.size() + 16);
    FileChunks made;
    auto next = changed.begin();
    const auto take = [&] {
        for (auto& chunk : made.take()) out.push_back(std::move(chunk));
    };
    // Files of changed directories before `end`, and the changed directories themselves.
    const auto read_before = [&](int64_t end) {
        for (; next != changed.end() && *next < end; ++next) read(*next, made);
    };
    for (size_t i = 0; i < old.size(); ++i) {
        const FileChunk& chunk = *old[i];
        read_before(directory_of_first(chunk));
        const bool holds_changed = next != changed.end() && *next <= directory_of_last(chunk);
        const bool began_before = next != changed.begin() && *(next - 1) == directory_of_first(chunk);  // read already
        if (!holds_changed && !began_before) {
            if (made.waiting() == 0 || made.waiting() >= kSmall) {
                take();
                out.push_back(old[i]);
                continue;
            }
            if (chunk.rows() >= kChunkRows) {  // full: taking it in would only pass the gap on
                take();
                out.push_back(old[i]);
                continue;
            }
        }
        for (size_t run = 0; run < chunk.runs().size(); ++run) {
            const int64_t directory = chunk.runs()[run].directory_id();
            read_before(directory + 1);
            if (next != changed.begin() && *(next - 1) == directory) continue;
            for (size_t row = chunk.runs()[run].begin; row < chunk.end_of(run); ++row) made.add(chunk.file(row));
        }
        // A directory that ends in the next chunk is read as a whole: nothing of it is left over there.
    }
    // What was appended before goes on being filled up.
    if (next != changed.end() && made.waiting() == 0 && !out.empty() && out.back()->rows() < kChunkRows) {
        const std::shared_ptr<const FileChunk> last = out.back();
        out.pop_back();
        for (size_t row = 0; row < last->rows(); ++row) made.add(last->file(row));
        read_before(std::numeric_limits<int64_t>::max());
        take();
        return out;
    }
    read_before(std::numeric_limits<int64_t>::max());
    take();
    return out;
}

}  // namespace tocd
