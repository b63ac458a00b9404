#include "http/reply.hpp"

#include "base/log.hpp"
#include "base/no_memory.hpp"

#include <cstdio>
#include <exception>

namespace tocd {
namespace {

void say_cut(std::string_view why) noexcept {
    try {
        log_warning("http", "streamed answer cut", {{"error", why}});
    } catch (...) {  // no memory even for the text
    }
}

}  // namespace

std::string frame_chunk(const std::string& bytes) {
    if (bytes.empty()) return {};
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + bytes + "\r\n";
}

Reply next_piece(std::unique_ptr<ChunkSource> source, bool chunked, const std::atomic<bool>& gone) noexcept {
    Reply reply;
    reply.chunked = chunked;
    try {
        std::string piece;
        const bool more = source->next(piece);
        reply.bytes = chunked ? frame_chunk(piece) : std::move(piece);
        if (more) {
            reply.pause = source->pause();
            reply.source = std::move(source);
        } else if (chunked) {
            reply.bytes += kLastChunk;
        }
        return reply;
    } catch (const std::exception& e) {
        if (!gone) say_cut(reason_of(e));
    } catch (...) {
        say_cut("an exception without text");
    }
    reply.broken = true;
    return reply;
}

}  // namespace tocd
