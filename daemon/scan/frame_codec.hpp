// The messages between tocd and a scanner, on one stream. A message is its length (4 bytes, little-endian, without
// these), a type byte and the fields. The daemon says hello and then sends jobs; the scanner answers ready or cannot,
// then sends listing frames, and job_done after a job's last frame. When no job is open the daemon may say look, and
// the scanner answers once more ready or cannot. While it works without anything to send it sends pulses. Any bytes
// decode or throw Error(corrupt) that says what is wrong at which offset; whatever decodes keeps the promises of
// model/listing.hpp.
// Thread: any (pure), one MessageSplitter per stream.
#pragma once

#include "model/listing.hpp"
#include "scan/engine.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace tocd {

inline constexpr uint32_t kScanProtocol = 4;                  // both sides must speak the same
inline constexpr size_t kMaxMessageBytes = 16u << 20;         // without the length; listings are cut to stay below
inline constexpr size_t kMaxNameBytes = 4096;                 // of an entry; Linux file systems stop at 255
inline constexpr size_t kMaxJobDirectories = 65'536;

struct Hello {
    uint32_t protocol = kScanProtocol;
    ShareOptions options;  // of another protocol: not read
};
struct Bye {};  // no more jobs: end when the ones that are there are done
struct Hold {   // until it is said otherwise nothing more is listed
    bool held = false;
};
struct Look {};  // open the root's path anew and say who stands there

struct Ready {
    uint32_t protocol = kScanProtocol;
    std::string version;    // the scanner's, for people
    RootIdentity root;      // of another protocol: not read
};
struct Cannot {  // the root cannot be listed
    int error_number = 0;  // 0: see text
    std::string text;
};

using ToScanner = std::variant<Hello, Job, Bye, Look, Hold>;
using FromScanner = std::variant<Ready, Cannot, Listing, Unchanged, JobDone, Pulse>;

// Each appends one message to `out`. Error(limit) when it would be longer than kMaxMessageBytes; `out` is as before.
// Of a job's directories travel path, descend, trust_stamp, known_hash, moved_from and the known inode, mtime, ctime,
// mount_root and, with one of the last two, btime.
void append_message(std::string& out, const Hello& hello);
void append_message(std::string& out, const Job& job);
void append_message(std::string& out, const Bye& bye);
void append_message(std::string& out, const Look& look);
void append_message(std::string& out, const Hold& hold);
void append_message(std::string& out, const Ready& ready);
void append_message(std::string& out, const Cannot& cannot);
void append_message(std::string& out, const Listing& listing);
void append_message(std::string& out, const Unchanged& unchanged);
void append_message(std::string& out, const JobDone& done);
void append_message(std::string& out, const Pulse& pulse);

// Overwrites first_child_node in `message`, which holds one encoded listing: a worker encodes before the number is known.
void set_first_child_node(std::string& message, uint32_t first_child_node);

// `body` is a message without its length.
[[nodiscard]] ToScanner decode_to_scanner(std::string_view body);
// Names of a listing point into `body`; `holder` is what keeps that alive.
[[nodiscard]] FromScanner decode_from_scanner(std::string_view body, const std::shared_ptr<const void>& holder);

// Cuts a stream into messages.
class MessageSplitter {
public:
    struct Message {
        std::string_view body;                      // points into *holder
        std::shared_ptr<const void> holder;  // shared by messages that came together
    };

    // Where to put the next bytes; never empty.
    [[nodiscard]] std::span<char> room();
    void filled(size_t bytes);

    // The next whole message, if it is there. Error(corrupt) when the stream announces one that is empty or too long.
    [[nodiscard]] std::optional<Message> next();

private:
    void start_chunk(size_t bytes);

    std::shared_ptr<char[]> chunk_;
    size_t chunk_bytes_ = 0;
    size_t begin_ = 0;  // of what is not cut yet
    size_t end_ = 0;    // of what came
};

}  // namespace tocd
