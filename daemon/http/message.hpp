// One request as the front read it, and one answer as a route gives it.
#pragma once

#include "http/peer_account.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocd {

// Names of headers are lowercase in a Request; in an Answer they are sent as they stand.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

// The value of the first header called `name` (lowercase), or an empty text.
[[nodiscard]] std::string_view header_value(const HeaderList& headers, std::string_view name) noexcept;

// The media type of the body by its Content-Type, lowercase, without parameters.
[[nodiscard]] std::string body_type(const HeaderList& headers);

// Where a request came from.
struct Peer {
    bool unix_socket = false;
    std::string remote_address;  // "192.0.2.7", "2001:db8::1"; empty for unix sockets
    std::string local_address;   // the address that the client connected to
    int remote_port = 0, local_port = 0;
    std::optional<PeerAccount> account;  // of unix sockets
};

// Who takes turns with others where nobody says who asks: an address, or the account at the other end of a unix socket.
[[nodiscard]] std::string client_of(const Peer& peer);

// A whole, checked request. `path` and `query` are still percent-encoded, and their escapes are well-formed.
struct Request {
    std::string method;
    std::string path;        // begins with '/'
    std::string query;       // without '?'
    std::string authority;   // Host, or the authority of an absolute target; empty on HTTP/1.0 without Host
    int minor_version = 1;   // HTTP/1.x
    bool keep_alive = true;  // what the client wishes
    HeaderList headers;
    std::string body;
    Peer peer;
    std::string client{};  // whose limits it counts against: an address, "user NAME" of a trusted proxy; empty: of a unix socket, not counted
    std::shared_ptr<const std::atomic<bool>> gone{};  // true soon after the client went away: nobody waits for the answer
};

// A body that is made piece by piece, whenever the client took what came before.
// Thread: one call at a time, on any thread; between calls it must hold no statement, transaction or lock.
class ChunkSource {
public:
    virtual ~ChunkSource() = default;
    // Appends the next piece (at most about 256 KiB) to `out`. False: that was the last one.
    // Throws when it cannot go on: the connection is then cut, so that the client sees an incomplete answer.
    virtual bool next(std::string& out) = 0;

    // How long there is nothing to say after a next() that gave true; 0: the next piece is asked for as soon as the
    // client has room. A pause holds no thread, and a client that goes away meanwhile is noticed.
    [[nodiscard]] virtual std::chrono::milliseconds pause() const { return {}; }
    // Once, before the first pause. `wake` ends a pause early, or the one that follows the next() that runs now; any
    // thread may call it at any time, also when nobody listens any more.
    virtual void set_wake(std::function<void()> wake) { static_cast<void>(wake); }
    // The server stops: there are no pauses any more, and the next piece should be the last.
    virtual void close() {}
};

struct Answer {
    int status = 200;
    std::string content_type;  // empty: no body
    std::string body;
    HeaderList headers;                   // besides those that every answer carries
    std::unique_ptr<ChunkSource> source;  // goes on where `body` ends, with its first pause()
    std::optional<int64_t> size_bytes;    // of `body` and all that `source` gives, where that is known: Content-Length
    bool fleeting = false;                // asked again it may be a better one though nothing changed, as one that time cut: gets no ETag
    std::string who;                      // of a log-in: who he is from now on, for the log
};

}  // namespace tocd
