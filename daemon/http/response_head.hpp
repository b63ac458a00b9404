// What every response carries, and responses that are written without a route.
// Sources: research/reliability.md (f); RFC 9110 sections 6.6.1 (Date) and 15 (status texts). Thread: any.
#pragma once

#include "http/message.hpp"

#include <ctime>
#include <string>
#include <string_view>

namespace tocd {

// "Sun, 22 Nov 2026 20:17:05 GMT"
[[nodiscard]] std::string http_date(time_t t);

// Security headers, Date and Server. No CORS header ever: other sites may not read answers.
[[nodiscard]] HeaderList standard_headers();

// A whole response of the front itself: {"error":…}. `close`: tells that the connection ends here.
[[nodiscard]] std::string refusal_bytes(int status, std::string_view reason, bool close, bool with_body = true);

}  // namespace tocd
