#include "base/sha256.hpp"

#include "base/error.hpp"

#include <nettle/memops.h>
#include <nettle/sha2.h>
#include <sys/random.h>
#include <cerrno>
#include <cstdint>

namespace tocd {

std::string sha256(std::string_view bytes) {
    sha256_ctx state;
    sha256_init(&state);
    sha256_update(&state, bytes.size(), reinterpret_cast<const uint8_t*>(bytes.data()));
    std::string out(SHA256_DIGEST_SIZE, '\0');
    sha256_digest(&state, out.size(), reinterpret_cast<uint8_t*>(out.data()));
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && memeql_sec(a.data(), b.data(), a.size()) != 0;
}

std::string random_bytes(size_t count) {
    std::string out(count, '\0');
    for (size_t filled = 0; filled < count;) {
        const ssize_t n = getrandom(out.data() + filled, count - filled, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw error_from_errno(ErrorKind::unavailable, "no random numbers", "", errno);
        filled += static_cast<size_t>(n);
    }
    return out;
}

}  // namespace tocd
