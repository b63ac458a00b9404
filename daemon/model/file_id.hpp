// How the id of a file is made of its directory's.
// Thread: any (pure).
#pragma once

#include <cstdint>

namespace tocd {

inline constexpr int kOrdinalBits = 24;
inline constexpr int64_t kMaxOrdinal = (int64_t{1} << kOrdinalBits) - 1;
[[nodiscard]] constexpr int64_t first_file_id(int64_t directory_id) { return directory_id << kOrdinalBits; }
[[nodiscard]] constexpr int64_t last_file_id(int64_t directory_id) { return first_file_id(directory_id) + kMaxOrdinal; }
[[nodiscard]] constexpr int64_t directory_of_file(int64_t file_id) { return file_id >> kOrdinalBits; }
[[nodiscard]] constexpr int64_t ordinal_of_file(int64_t file_id) { return file_id & kMaxOrdinal; }

}  // namespace tocd
