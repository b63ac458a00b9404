// Numbers and times as people read them. Thread: any (human_time looks at $TZ).
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>

namespace tocd {

[[nodiscard]] std::string human_size(int64_t size_bytes);         // "1.2 GiB", "512 B"
[[nodiscard]] std::string human_count(int64_t count);             // "1,234,567"
[[nodiscard]] std::string human_time(UnixNs time);                // "2026-11-22 20:17", local time
[[nodiscard]] std::string human_age(UnixNs time, UnixNs now_ns);  // "just now", "5 min ago", "3 days ago", "in 2 h"
// "12 files", "1 file": `count` and the noun, with an s unless it is one.
[[nodiscard]] std::string counted(int64_t count, std::string_view noun);
// "3 of 12 files", "1 of 1 file", and when nothing is waiting "12 files".
[[nodiscard]] std::string counted_part(int64_t done, int64_t waiting, std::string_view noun);

}  // namespace tocd
