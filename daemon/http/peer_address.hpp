// Socket addresses as text. Thread: any (pure).
#pragma once

#include <string>
#include <string_view>

struct sockaddr;

namespace tocd {

// "192.0.2.7" or "2001:db8::1"; addresses mapped into IPv6 are shown as IPv4. Empty for other families.
[[nodiscard]] std::string address_text(const sockaddr* address);
[[nodiscard]] int address_port(const sockaddr* address) noexcept;

// The same text for an address that somebody wrote ("::0001" → "::1"); empty when it is none.
[[nodiscard]] std::string canonical_address(std::string_view text);
// True for 127.0.0.0/8 and ::1; false for names, also for "127.0.0.1.example.org".
[[nodiscard]] bool is_loopback(std::string_view text);

}  // namespace tocd
