// Where people find a share on their own machines: "/mnt/data", "\\\\server\\data", "X:", "smb://server/data".
// Thread: any (pure).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tocd {

enum class ClientPathKind : uint8_t { posix, unc, drive, smb };

// Nothing when it is none of them, or not in its one normal form: without empty parts, "..", and a separator at its end
// (but "/" and "X:\\").
[[nodiscard]] std::optional<ClientPathKind> client_path_kind(std::string_view path);

// "posix", "unc", "drive", "smb".
[[nodiscard]] std::string_view client_path_kind_name(ClientPathKind kind) noexcept;

}  // namespace tocd
