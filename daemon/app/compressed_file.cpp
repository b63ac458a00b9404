#include "app/compressed_file.hpp"

#include "base/error.hpp"
#include "http/deflater.hpp"

#include <zstd.h>

namespace tocd {
namespace {

constexpr size_t kRoomBytes = 128 << 10;
constexpr int kGzipLevel = 6;
constexpr int kZstdLevel = 3;

class Gzip final : public Compression {
public:
    void run(std::string_view bytes, bool last, std::string& out) override {
        deflater_.add(bytes, last ? Deflater::Flush::finish : Deflater::Flush::none, out);
    }

private:
    Deflater deflater_{kGzipLevel};
};

class Zstd final : public Compression {
public:
    Zstd() : context_(ZSTD_createCCtx()) {
        if (context_ == nullptr) throw Error(ErrorKind::internal, "zstd cannot begin");
        ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, kZstdLevel);
        ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
    }
    ~Zstd() override { ZSTD_freeCCtx(context_); }

    void run(std::string_view bytes, bool last, std::string& out) override {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        for (size_t left = 1; in.pos < in.size || (last && left != 0);) {
            const size_t before = out.size();
            out.resize(before + kRoomBytes);
            ZSTD_outBuffer room{out.data() + before, kRoomBytes, 0};
            left = ZSTD_compressStream2(context_, &room, &in, last ? ZSTD_e_end : ZSTD_e_continue);
            out.resize(before + room.pos);
            if (ZSTD_isError(left) != 0) throw Error(ErrorKind::internal, std::string("zstd: ") + ZSTD_getErrorName(left));
        }
    }

private:
    ZSTD_CCtx* const context_;
};

std::unique_ptr<Compression> compression_named(const std::string& name) {
    if (name == "gzip") return std::make_unique<Gzip>();
    if (name == "zstd") return std::make_unique<Zstd>();
    return nullptr;
}

}  // namespace

CompressedFile::CompressedFile(const std::string& path, const std::string& compress) : file_(path), compression_(compression_named(compress)) {}

void CompressedFile::write(std::string_view bytes) { pass(bytes, false); }

void CompressedFile::commit() {
    pass({}, true);
    file_.commit();
}

void CompressedFile::pass(std::string_view bytes, bool last) {
    if (compression_) {
        out_.clear();
        compression_->run(bytes, last, out_);
        bytes = out_;
    }
    file_.write(bytes);
    size_bytes_ += static_cast<int64_t>(bytes.size());
}

}  // namespace tocd
