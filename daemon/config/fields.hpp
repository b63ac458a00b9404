// Every setting in one table: it drives loading, printing, the example file and the JSON Schema.
// A new setting is one member in config.hpp and one row in fields.cpp.
// Thread: any (constant after the first call).
#pragma once

#include "config/config.hpp"

#include <functional>
#include <string_view>
#include <variant>
#include <vector>

namespace tocd {

// The member that a field stands for. Its type says how the value is written in a file:
// text, true/false, whole number, duration (two resolutions), list of texts, one word of a choice.
using Slot = std::variant<std::string*, bool*, uint32_t*, std::chrono::seconds*, std::chrono::milliseconds*,
                          std::vector<std::string>*, ShareKind*, AtimeResolution*>;

enum class Section : uint8_t { shares, projects, catalogue, http, access, scan, publish, log };

struct SectionRow {
    Section section;
    std::string_view key;
    std::string_view doc;
};

// Of numbers: the value; sizes: bytes; durations: milliseconds; texts: their bytes; lists: their entries.
struct Limits {
    int64_t min;
    int64_t max;
};

enum class Format : uint8_t {
    plain,  // texts: UTF-8 without control bytes
    bytes,  // texts: any bytes but NUL (paths, patterns)
    size,   // numbers: also as "16k"
};

struct Field {
    Section section;
    std::string_view key;  // empty: it is the section itself, which has no keys
    std::function<Slot(Config&, size_t entry)> slot;  // `entry`: which of a list's; the other sections exist once
    Limits limits;
    std::string_view doc;
    Format format = Format::plain;
    std::vector<std::string_view> choices;  // what the text may be; empty: any
    std::string_view example;               // stands in the example file where there is no default
    bool required = false;
};

// In the order in which they are printed.
[[nodiscard]] const std::vector<SectionRow>& sections();
[[nodiscard]] const std::vector<Field>& fields();

// The field that is this section itself; null: the section has keys.
[[nodiscard]] const Field* whole_section(Section section);

// A section that is a list has its keys in each entry.
[[nodiscard]] bool is_list(Section section) noexcept;
[[nodiscard]] size_t entries_of(const Config& config, Section section);  // 1 for what is no list
void add_entry(Config& config, Section section);                         // with the defaults
// All defaults, and one entry in each list: what the table's slots need to show them.
[[nodiscard]] Config default_entries();

// The words of the enums, in the order of their values.
[[nodiscard]] const std::vector<std::string_view>& words_of(ShareKind);
[[nodiscard]] const std::vector<std::string_view>& words_of(AtimeResolution);

inline constexpr size_t kMaxShares = 1000;  // and entries of any other list
inline constexpr int64_t kMaxEntryBytes = 4095;  // of one text of a list: as a path

}  // namespace tocd
