#include "config/print.hpp"

#include "config/field_value.hpp"
#include "config/fields.hpp"

namespace tocd {
namespace {

// "key: value" for each field of a section; the first line starts with `first`, the others with `others`.
std::string print_section(Config& config, Section section, size_t share, const std::string& first,
                          const std::string& others) {
    std::string out;
    for (const Field& field : fields())
        if (field.section == section)
            out.append(out.empty() ? first : others)
                .append(field.key)
                .append(": ")
                .append(yaml_value(field, field.slot(config, share)))
                .append("\n");
    return out;
}

}  // namespace

std::string print_config(const Config& config) {
    Config copy = config;  // the table's slots are writable
    std::string out;
    for (const SectionRow& row : sections()) {
        out.append(row.key).append(":");
        if (row.section != Section::shares) {
            out += "\n" + print_section(copy, row.section, 0, "  ", "  ");
            continue;
        }
        out += copy.shares.empty() ? " []\n" : "\n";
        for (size_t share = 0; share < copy.shares.size(); ++share)
            out += print_section(copy, row.section, share, "  - ", "    ");
    }
    return out;
}

}  // namespace tocd
