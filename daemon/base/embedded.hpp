// Files that the build put into the program (packaging of schema/ and web/).
#pragma once

#include <span>
#include <string_view>

namespace tocd {

struct Embedded {
    std::string_view path;   // relative to its folder, '/' separated: "0001_catalogue.sql"
    std::string_view bytes;  // the file's content
};

// Sorted by path. Defined in sources that daemon/embed.cmake generates.
[[nodiscard]] std::span<const Embedded> embedded_schema();
[[nodiscard]] std::span<const Embedded> embedded_accounts();  // schema/accounts
[[nodiscard]] std::span<const Embedded> embedded_web();

}  // namespace tocd
