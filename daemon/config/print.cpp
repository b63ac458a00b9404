#include "config/print.hpp"

#include "config/field_value.hpp"
#include "config/fields.hpp"

namespace tocd {
namespace {

// "key: value" for each field of a section; the first line starts with `first`, the others with `others`.
std::string print_section(Config& config, Section section, size_t entry, const std::string& first,
                          const std::string& others) {
    std::string out;
    for (const Field& field : fields())
        if (field.section == section)
            out.append(out.empty() ? first : others)
                .append(field.key)
                .append(": ")
                .append(yaml_value(field, field.slot(config, entry)))
                .append("\n");
    return out;
}

}  // namespace

std::string print_config(const Config& config) {
    Config copy = config;  // the table's slots are writable
    std::string out;
    for (const SectionRow& row : sections()) {
        out.append(row.key).append(":");
        if (const Field* const whole = whole_section(row.section)) {
            out += " " + yaml_value(*whole, whole->slot(copy, 0)) + "\n";
            continue;
        }
        if (!is_list(row.section)) {
            out += "\n" + print_section(copy, row.section, 0, "  ", "  ");
            continue;
        }
        const size_t entries = entries_of(copy, row.section);
        out += entries == 0 ? " []\n" : "\n";
        for (size_t entry = 0; entry < entries; ++entry)
            out += print_section(copy, row.section, entry, "  - ", "    ");
    }
    return out;
}

}  // namespace tocd
