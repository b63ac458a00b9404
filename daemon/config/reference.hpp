// The configuration as documents for people, made from fields.hpp.
// Thread: any (pure).
#pragma once

#include <string>

namespace tocd {

// Markdown: a table per section. packaging/docs/config.md is this text.
[[nodiscard]] std::string config_reference();

// The manual page tocd.yaml(5), in man(7). packaging/man/tocd.yaml.5 is this text.
[[nodiscard]] std::string config_man_page();

// A whole small configuration, which both show and load_config takes.
extern const char* const kSmallConfig;

}  // namespace tocd
