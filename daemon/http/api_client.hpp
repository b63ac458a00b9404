// A client of the API, for commands of this machine: over TCP or a unix socket.
// Thread: one at a time.
#pragma once

#include <memory>
#include <string>

namespace tocd {

class ApiClient {
public:
    // "http://host:port" or "unix:/path", as HttpServer::addresses() gives them. Throws Error(invalid_argument).
    explicit ApiClient(const std::string& address);
    ~ApiClient();

    // The body of a 2xx answer. Throws Error(unavailable) when nobody answers, and the answer's own error otherwise
    // (its kind and message, when it has the API's shape).
    [[nodiscard]] std::string get(const std::string& target);
    std::string post(const std::string& target, const std::string& json);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tocd
