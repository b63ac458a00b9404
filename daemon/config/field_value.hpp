// One setting between its member and its text: the only code that knows how each type of a member is written.
// Thread: any (pure).
#pragma once

#include "config/document.hpp"
#include "config/fields.hpp"

#include <string>
#include <vector>

namespace tocd {

// Stores `node` in `slot` (a member for which field.slot stands) when it is well-formed and within the limits; else
// adds a problem and leaves the member alone. `key`: the path for problems ("http.threads").
void read_value(const Field& field, const Slot& slot, const Node& node, const std::string& key,
                std::vector<Problem>& problems);

// The member as YAML that read_value takes back: 8, "16k", 1d, true, ["a", "b"].
[[nodiscard]] std::string yaml_value(const Field& field, const Slot& slot);

// Text as a YAML scalar: plain where no YAML version reads it as anything but text, else in double quotes.
[[nodiscard]] std::string yaml_text(std::string_view text);

}  // namespace tocd
