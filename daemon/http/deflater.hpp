// A stream of bytes as gzip (RFC 1952), in the memory of one window. Thread: one at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tocd {

class Deflater {
public:
    // `level`: 1 fast … 9 small. Throws Error(internal) when zlib has no memory, as add() does when it fails.
    explicit Deflater(int level);
    ~Deflater();
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    enum class Flush {
        none,
        sync,    // all that was added can be read by who has got what came of it
        finish,  // the end: nothing is added any more
    };
    // Appends what comes of it to `out`.
    void add(std::string_view bytes, Flush flush, std::string& out);

private:
    struct State;
    const std::unique_ptr<State> state_;
};

}  // namespace tocd
