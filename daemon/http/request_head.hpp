// The lines of a request's head, each checked and understood by itself, and what they mean together.
// Sources: RFC 9112 sections 3 and 5, RFC 9110 section 5.5. Thread: any (pure).
#pragma once

#include "http/message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

// Why a request is not answered.
struct Refusal {
    int status = 400;
    std::string reason;
};

// "GET /path?query HTTP/1.1" into `request` (absolute http targets give the authority).
[[nodiscard]] std::optional<Refusal> read_request_line(std::string_view line, Request& request);

// "Name: value" appended to request.headers, the name in lowercase.
[[nodiscard]] std::optional<Refusal> read_header_line(std::string_view line, Request& request);

// All lines are there: framing, Host, Expect, codings. Sets authority, keep_alive and `body_bytes`.
[[nodiscard]] std::optional<Refusal> read_meaning(Request& request, size_t max_body_bytes, size_t& body_bytes);

}  // namespace tocd
