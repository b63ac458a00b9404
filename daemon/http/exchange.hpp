// Runs cpp-httplib over one request in memory: it gives status line, Content-Length and HEAD, our handler the answer,
// `gzip` the coding. Never faces a network: what it parses here is written by us, two lines that hold nothing of the client's
// but the path. Thread: one call at a time per worker number.
#pragma once

#include "http/message.hpp"
#include "http/reply.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace tocd {

class Exchange {
public:
    // May throw: see failure_answer().
    using Handle = std::function<Answer(const Request& request)>;

    Exchange(size_t workers, Handle handle);
    ~Exchange();

    [[nodiscard]] Reply respond(const Request& request, size_t worker) noexcept;

private:
    class Session;
    const Handle handle_;
    std::vector<std::unique_ptr<Session>> sessions_;
};

}  // namespace tocd
