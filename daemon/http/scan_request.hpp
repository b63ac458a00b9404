// From the body of a request to what a scan shall look at. Thread: any.
#pragma once

#include "http/message.hpp"
#include "model/ports.hpp"

#include <string>
#include <string_view>

namespace tocd {

// Paths as a list of text. Not text/plain: a form on a page of another site can send that, and browsers that say neither
// Origin nor Sec-Fetch-Site then are still in use; what is no "simple" type (Fetch, CORS-safelisted) they ask first for.
inline constexpr std::string_view kPathList = "text/x-path-list";

// Of POST /shares/{name}/scans; an empty body is a full scan. Throws Error(invalid_argument) and BadParameter.
[[nodiscard]] ScanControl::Request read_scan_request(const std::string& share, const std::string& body);

// Of POST /shares/{name}/changed, a path list or JSON. Throws as above.
[[nodiscard]] ScanControl::Request read_changed_request(const std::string& share, const Request& request);

}  // namespace tocd
