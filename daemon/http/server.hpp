// HTTP for the daemon: the front on the libuv loop, the pool of query threads, the routes of API v1 and the page.
// Thread: the loop's, except where said.
#pragma once

#include "config/config.hpp"
#include "http/access_in_force.hpp"
#include "model/ports.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

typedef struct uv_loop_s uv_loop_t;

namespace tocd {

class ReaderPool;
class ConfirmationStore;
class TokenStore;

// What the routes need of the rest of the daemon. Referents outlive the server.
struct ApiContext {
    ReaderPool& readers;
    ScanControl& scans;
    std::function<bool()> ready;  // /readyz: catalogue open and loop serving. Thread: any
    std::function<size_t()> writer_queue = {};  // entries that wait for the writer, for /metrics. Thread: any
    std::function<std::vector<PublicationState>()> publications = {};  // for /metrics. Thread: any
    TokenStore* tokens = nullptr;  // null: no token is known
    AccessInForce access = {};
    ConfirmationStore* confirmations = nullptr;  // null: none are kept
};

class HttpServer {
public:
    HttpServer(uv_loop_t* loop, const HttpConfig& config, ApiContext context);
    ~HttpServer();

    // Binds config.listen, or takes over `inherited` listening sockets (systemd) instead when there are any.
    // Throws Error(unavailable) that names the address and the errno text ("address already in use").
    void listen(const std::vector<int>& inherited = {});

    // A reloaded configuration's.
    void set_access(AccessInForce access);

    // "http://127.0.0.1:8080" or "unix:/run/tocd.sock" per listener, with the real port when 0 was asked for.
    [[nodiscard]] std::vector<std::string> addresses() const;

    // No new connections; open requests get `grace_ms` to end, then are cut, and the readers give up what they do for
    // them. `done` runs on the loop, once.
    void stop(int grace_ms, std::function<void()> done);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tocd
