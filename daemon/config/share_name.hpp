// What shares are called: short words that stand in URLs, file names and log lines without any quoting.
// Thread: any (pure).
#pragma once

#include <string>
#include <string_view>

namespace tocd {

// [a-z0-9][a-z0-9._-]*, at most 64 bytes.
[[nodiscard]] bool is_share_name(std::string_view name) noexcept;

// The last part of `path` made a share name: "/srv/Raw Data" gives "raw-data". "root" for "/", "share" where nothing
// fits.
[[nodiscard]] std::string share_name_of(std::string_view path);

}  // namespace tocd
