#include "http/deflater.hpp"

#include "base/error.hpp"

#include <zlib.h>

#include <new>

namespace tocd {
namespace {

constexpr size_t kOutput = 32 << 10;

int zlib_flush(Deflater::Flush flush) {
    switch (flush) {
        case Deflater::Flush::none: return Z_NO_FLUSH;
        case Deflater::Flush::sync: return Z_SYNC_FLUSH;
        case Deflater::Flush::finish: return Z_FINISH;
    }
    return Z_FINISH;
}

}  // namespace

struct Deflater::State {
    z_stream stream{};
};

Deflater::Deflater(int level) : state_(std::make_unique<State>()) {
    constexpr int kGzip = 16, kWindow = 15, kMemory = 8;  // zlib.h: 16 more writes gzip's header
    const int result = deflateInit2(&state_->stream, level, Z_DEFLATED, kWindow + kGzip, kMemory, Z_DEFAULT_STRATEGY);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result != Z_OK)
        throw Error(ErrorKind::internal, "zlib does not start");
}

Deflater::~Deflater() { deflateEnd(&state_->stream); }

void Deflater::add(std::string_view bytes, Flush flush, std::string& out) {
    z_stream& stream = state_->stream;
    // zlib's interface is older than const; it does not write there.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    do {
        const size_t size = out.size();
        out.resize(size + kOutput);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + size);
        stream.avail_out = static_cast<uInt>(kOutput);
        const int result = deflate(&stream, zlib_flush(flush));
        out.resize(size + kOutput - stream.avail_out);
        if (result == Z_STREAM_ERROR) throw Error(ErrorKind::internal, "zlib fails");
    } while (stream.avail_out == 0);
}

}  // namespace tocd
