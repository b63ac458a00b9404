// Any bytes as messages between tocd and a scanner. The first byte chooses: 0 one message to the scanner, 1 one from
// it, 2 a stream from it. What decodes is encoded, decoded and encoded again: both encodings must be the same.
#include "base/error.hpp"
#include "scan/frame_codec.hpp"
#include "scan/job_ledger.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

using namespace tocd;

namespace {

template <class Decode>
void check_round_trip(std::string_view body, Decode decode) {
    const auto encoded = [&](std::string_view bytes) {
        std::string message;
        const auto content = decode(bytes);
        std::visit([&](const auto& m) { append_message(message, m); }, content);
        return message.substr(4);
    };
    const std::string once = encoded(body);
    if (once == encoded(once)) return;
    std::fprintf(stderr, "a decoded message does not come back\n");
    std::abort();
}

void feed_stream(std::string_view bytes) {
    MessageSplitter splitter;
    Job job;
    job.directories.resize(2);
    job.directories[0].descend = true;
    JobLedger ledger(job);
    while (!bytes.empty()) {
        const std::span<char> room = splitter.room();
        const size_t size = std::min({room.size(), bytes.size(), size_t{13}});
        std::memcpy(room.data(), bytes.data(), size);
        splitter.filled(size);
        bytes.remove_prefix(size);
        while (const auto message = splitter.next()) {
            const FromScanner content = decode_from_scanner(message->body, message->holder);
            if (const auto* listing = std::get_if<Listing>(&content)) ledger.take(*listing);
            if (const auto* done = std::get_if<JobDone>(&content)) ledger.end(*done);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        if (data[0] == 0) {
            check_round_trip(bytes, [](std::string_view body) { return decode_to_scanner(body); });
        } else if (data[0] == 1) {
            check_round_trip(bytes, [](std::string_view body) { return decode_from_scanner(body, nullptr); });
        } else {
            feed_stream(bytes);
        }
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::limit) std::abort();
    }
    return 0;
}
