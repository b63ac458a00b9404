#include "config/print.hpp"

#include "config/field_value.hpp"
#include "config/field_words.hpp"
#include "config/fields.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kColumns = 100;

// `text` as comment lines: "# …" at `indent` columns, broken at blanks.
std::string comment(std::string_view text, size_t indent) {
    const std::string start = std::string(indent, ' ') + "#";
    std::string out;
    std::string line = start;
    while (!text.empty()) {
        const size_t end = std::min(text.find(' '), text.size());
        if (line.size() + 1 + end > kColumns && line.size() > start.size()) {
            out += line + "\n";
            line = start;
        }
        line.append(" ").append(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out + line + "\n";
}

}  // namespace

std::string example_config() {
    Config config = default_entries();
    std::string out = comment(
        "The configuration of tocd, in YAML or JSON. Every setting stands here with its default, as a comment: "
        "take away the \"#\" before it and change the value.",
        0);
    out += comment(
        "Durations are 500ms, 90s, 15m, 24h, 1d, 2w, 1h30m or a number of seconds; sizes are bytes, or 16k, 1M, 2G "
        "(times 1024).",
        0);
    out += comment("\"tocd --check-config --config FILE\" tells what is wrong with a file, by line.", 0);
    for (const SectionRow& section : sections()) {
        out += "\n" + comment(section.doc, 0);
        out.append(section.key).append(":\n");
        if (const Field* const whole = whole_section(section.section)) {
            out += comment(whole->doc, 2);
            out.append("  #- ").append(yaml_text(whole->example)).append("\n");
            continue;
        }
        const bool list = is_list(section.section);
        bool first = true;
        for (const Field& field : fields()) {
            if (field.section != section.section) continue;
            const Slot slot = field.slot(config, 0);
            const std::string range = range_words(field, slot);
            out += comment(std::string(field.doc) + (range.empty() ? "" : " " + range), 2);
            out.append(list ? (first ? "  #- " : "  #  ") : "  #").append(field.key).append(": ");
            out.append(field.example.empty() ? yaml_value(field, slot) : yaml_text(field.example)).append("\n");
            first = false;
        }
    }
    return out;
}

}  // namespace tocd
