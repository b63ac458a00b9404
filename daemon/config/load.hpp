// A file or text in YAML or JSON becomes a checked Config, or one Error that lists all that is wrong with it.
// Thread: any.
#pragma once

#include "config/config.hpp"

#include <string>
#include <string_view>

namespace tocd {

// Reads at most 1 MiB. Throws Error(not_found) when there is no such file, Error(unavailable) with the errno text when
// it cannot be read, Error(invalid_argument) when it is no regular file, when everybody may write it (it names a
// program to run), and as parse_config.
[[nodiscard]] Config load_config(const std::string& path);

// The text of one file; what it does not say keeps its default, and a share without a name gets share_name_of(path).
// Throws Error(invalid_argument) with one line "file:line:column: key: reason" per problem: unknown key (with the
// nearest known one), key given twice, wrong type, out of range, and whatever check.hpp finds.
// JSON is read as the YAML that it is; only its surrogate-pair escapes ("\ud83d\ude00") are refused.
[[nodiscard]] Config parse_config(std::string_view text, const std::string& file_name);

}  // namespace tocd
