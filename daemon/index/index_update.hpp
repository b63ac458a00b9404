// A new list of chunks from an old one and the directories whose files are others now.
// Thread: any (pure, but for what `read` does).
#pragma once

#include "index/file_chunk.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace tocd {

// Adds the files that a directory has now, ascending by id.
using ReadFiles = std::function<void(int64_t directory_id, FileChunks& to)>;

// `changed`: directory ids, ascending, each once. Chunks without a file of these, and not next to them, stay the same.
[[nodiscard]] ChunkList update_chunks(const ChunkList& old, const std::vector<int64_t>& changed, const ReadFiles& read);

}  // namespace tocd
