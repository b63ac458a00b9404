// The web page's files, as the build embedded them. Thread: any.
#pragma once

#include "base/embedded.hpp"
#include "http/message.hpp"

#include <span>
#include <string_view>

namespace tocd {

// The file at request.path ("/" is index.html), or 304 when the client has it. Files whose name holds a content
// hash ("app-3F2A9C01.js") may be kept for ever, others are asked for again each time.
// Throws Error(not_found) for everything else.
[[nodiscard]] Answer page_answer(std::span<const Embedded> files, const Request& request);

[[nodiscard]] std::string_view media_type_of(std::string_view path) noexcept;
[[nodiscard]] bool name_holds_hash(std::string_view path) noexcept;

}  // namespace tocd
