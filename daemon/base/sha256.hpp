// SHA-256 (FIPS 180-4), for what is kept of secrets; and the secrets.
// Thread: any.
#pragma once

#include <string>
#include <string_view>

namespace tocd {

[[nodiscard]] std::string sha256(std::string_view bytes);  // 32 bytes

// Takes as long for any two texts of equal length.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

// `count` bytes of the kernel's random numbers. Throws Error(unavailable).
[[nodiscard]] std::string random_bytes(size_t count);

}  // namespace tocd
