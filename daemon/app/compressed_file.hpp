// A file that is there whole or not at all, compressed on its way. Thread: one at a time.
#pragma once

#include "base/atomic_file.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tocd {

// A stream of bytes to compressed ones.
class Compression {
public:
    virtual ~Compression() = default;
    // Appends what comes of `bytes` so far to `out`; `last`: the rest, and the end. Throws Error(internal).
    virtual void run(std::string_view bytes, bool last, std::string& out) = 0;
};

class CompressedFile {
public:
    // `compress`: none, gzip or zstd. Throws what AtomicFile throws, all of them.
    CompressedFile(const std::string& path, const std::string& compress);

    void write(std::string_view bytes);
    void commit();
    [[nodiscard]] int64_t size_bytes() const noexcept { return size_bytes_; }  // written so far

private:
    void pass(std::string_view bytes, bool last);
    AtomicFile file_;
    std::unique_ptr<Compression> compression_;  // null: none
    std::string out_;
    int64_t size_bytes_ = 0;
};

}  // namespace tocd
