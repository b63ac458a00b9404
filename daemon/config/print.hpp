// A configuration as text: what is in force, what could be, and the schema for editors. All made from fields.hpp.
// Thread: any (pure).
#pragma once

#include "config/config.hpp"

#include <string>

namespace tocd {

// YAML with every key, which parse_config reads back as the same config. Paths that are not UTF-8 stand in it as bytes.
[[nodiscard]] std::string print_config(const Config& config);

// YAML with every key as a comment: what it means, its unit and its default. It loads as Config{}. A line "#key: value"
// (no blank after the "#") is a setting; taking away the "#" of all of them gives the defaults and one share.
// config/tocd.yaml is this text.
[[nodiscard]] std::string example_config();

// JSON Schema 2020-12 of a configuration file, indented, with a newline at the end. config/tocd.schema.json is this
// text.
[[nodiscard]] std::string config_schema();

}  // namespace tocd
