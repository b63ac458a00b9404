// A short name for content, for ETags. Not cryptographic. Thread: any (pure).
#pragma once

#include <string>
#include <string_view>

namespace tocd {

// 16 hexadecimal digits: FNV-1a with 64 bits (draft-eastlake-fnv).
[[nodiscard]] std::string content_hash(std::string_view bytes);

}  // namespace tocd
