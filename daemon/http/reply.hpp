// What the pool hands to the loop: bytes to write, and how it goes on.
#pragma once

#include "http/message.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace tocd {

struct Reply {
    std::string bytes;                    // for the wire
    std::unique_ptr<ChunkSource> source;  // more to come; null: this was the end
    std::chrono::milliseconds pause{0};   // before the next piece of `source`
    bool chunked = false;                 // how pieces of `source` are framed: chunked coding, or plainly to the close
    bool keep_alive = true;               // false: the connection ends behind this answer
    bool broken = false;                  // the source failed: cut, so that the client sees an incomplete answer
};

// The next piece of a streamed answer, framed. A source that fails gives a broken reply; the failure is logged, unless the
// client is `gone`: that is why, then.
[[nodiscard]] Reply next_piece(std::unique_ptr<ChunkSource> source, bool chunked, const std::atomic<bool>& gone) noexcept;

// `bytes` as one chunk of the chunked coding (nothing for no bytes: an empty chunk would be the end).
[[nodiscard]] std::string frame_chunk(const std::string& bytes);
inline constexpr char kLastChunk[] = "0\r\n\r\n";

}  // namespace tocd
