// The encoded parts of a request target → exact bytes.
// Source: RFC 3986 section 2.1; in queries '+' is a blank, as forms and URLSearchParams send it.
// Thread: any (pure).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocd {

// Bytes of a part of a path or query. `text` holds only well-formed escapes (RequestReader refuses others).
[[nodiscard]] std::string decode_path_part(std::string_view text);
[[nodiscard]] std::string decode_query_part(std::string_view text);

// "a=1&b=%20&c" → {a,1} {b," "} {c,""}, in order; empty parts are left out.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> split_query(std::string_view query);

// "/api/v1/files/f1a" → "api" "v1" "files" "f1a", each decoded by itself, so that %2F stays inside its segment.
[[nodiscard]] std::vector<std::string> split_path(std::string_view path);

}  // namespace tocd
