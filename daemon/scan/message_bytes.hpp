// What the parts of the codec share: type bytes, and the frame around a message.
#pragma once

#include "scan/frame_codec.hpp"
#include "scan/wire.hpp"

namespace tocd {

enum class MessageType : uint8_t {
    hello = 1, job = 2, bye = 3, look = 4, hold = 5,
    ready = 16, cannot = 17, listing = 18, job_done = 19, pulse = 20, unchanged = 21,
};

inline constexpr size_t kLengthBytes = 4;
inline constexpr int kMaxErrno = 4095;  // the kernel's MAX_ERRNO

// Puts length and type around what `append_fields` appends. Throws Error(limit), `out` as before, when it is too long.
template <class AppendFields>
void append_framed(std::string& out, MessageType type, AppendFields append_fields) {
    const size_t start = out.size();
    append_fixed<uint32_t>(out, 0);
    out.push_back(static_cast<char>(type));
    append_fields();
    const size_t body = out.size() - start - kLengthBytes;
    if (body > kMaxMessageBytes) {
        out.resize(start);
        throw Error(ErrorKind::limit, "a scanner message would have " + std::to_string(body) + " bytes; the limit is " +
                                          std::to_string(kMaxMessageBytes));
    }
    put_fixed(out.data() + start, static_cast<uint32_t>(body));
}

// The fields of a listing, after the type byte.
[[nodiscard]] Listing read_listing(WireReader& in, const std::shared_ptr<const void>& holder);

}  // namespace tocd
