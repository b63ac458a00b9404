// What may stand at a setting, in words: for the example file and the references.
// Thread: any (pure).
#pragma once

#include "config/fields.hpp"

#include <string>

namespace tocd {

// "One of a, b.", "Bytes, 1k to 1M.", "A duration, 100ms to 1h."; empty where the type says it all.
// `slot`: the field's member in a Config.
[[nodiscard]] std::string range_words(const Field& field, const Slot& slot);

// "text", "true or false", "number", "size", "duration", "list of texts" or "word".
[[nodiscard]] std::string_view type_words(const Field& field, const Slot& slot);

// The default as YAML: "8", "[]"; "required" where there is none.
[[nodiscard]] std::string preset_words(const Field& field, const Slot& slot);

}  // namespace tocd
