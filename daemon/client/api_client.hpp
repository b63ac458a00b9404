// A client of tocd's API: over TCP, TLS or a unix socket.
// Thread: one at a time.
#pragma once

#include "base/error.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

// The API's own refusal, with the parameter it speaks of ("" when it names none).
class ApiError : public Error {
public:
    // Where in the parameter, in code points; length 0: something is missing there.
    struct Place {
        size_t position = 0, length = 0;
    };

    ApiError(ErrorKind kind, const std::string& message, std::string parameter, std::optional<Place> place = std::nullopt,
             std::chrono::seconds retry_after = {})
        : Error(kind, message), parameter_(std::move(parameter)), place_(place), retry_after_(retry_after) {}
    [[nodiscard]] const std::string& parameter() const noexcept { return parameter_; }
    [[nodiscard]] const std::optional<Place>& place() const noexcept { return place_; }
    // After so long the daemon may answer; 0: it does not say that it will.
    [[nodiscard]] std::chrono::seconds retry_after() const noexcept { return retry_after_; }

private:
    std::string parameter_;
    std::optional<Place> place_;
    std::chrono::seconds retry_after_{};
};

class ApiClient {
public:
    // `address` as parse_address() takes it; `patience` is how long to wait for a connection, and then for the next
    // byte of an answer. Throws Error(invalid_argument).
    explicit ApiClient(const std::string& address, std::chrono::milliseconds patience = std::chrono::seconds(60));
    ~ApiClient();

    // The body of a 2xx answer. `target` is a path with its query, percent-encoded: see Target.
    // All of them throw Error(unavailable) when nobody answers (with the reason and what to do about it),
    // Error(corrupt) for what cannot come from tocd, and ApiError when tocd refuses.
    [[nodiscard]] std::string get(const std::string& target);
    std::string post(const std::string& target, const std::string& body, const std::string& type = "application/json");
    std::string remove(const std::string& target);

    // Hands a 2xx body on in pieces; the sink gives false to have no more. Gives the header Tocd-As-Of ("" when there
    // is none). Throws Error(unavailable) when the body ends too early as well.
    std::string get_stream(const std::string& target, const std::function<bool(std::string_view)>& sink);

    [[nodiscard]] const std::string& address() const noexcept;  // normal form
    [[nodiscard]] std::chrono::milliseconds patience() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// "/api/v1/files?name=a%20b&ext=so": a request target, its parts percent-encoded byte by byte (RFC 3986 section 2.3).
class Target {
public:
    explicit Target(std::string path) : text_(std::move(path)) {}
    Target& segment(std::string_view bytes);  // "/bytes", before any add()
    Target& add(std::string_view name, std::string_view value);
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
    bool has_query_ = false;
};

}  // namespace tocd
