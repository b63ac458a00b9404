#include "config/field_value.hpp"

#include "config/units.hpp"

#include <algorithm>
#include <cstdio>

namespace tocd {
namespace {

// Plain only what starts as a path or word and cannot be taken for a number, a truth or nothing: YAML 1.1 reads `off`,
// `no` and `y` as false and true, and what is printed here may be read by any tool.
bool plain_is_safe(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (text.empty() || (!letter(text[0]) && text[0] != '/')) return false;
    for (const char c : text)
        if (!letter(c) && !(c >= '0' && c <= '9') && c != '/' && c != '.' && c != '_' && c != '-') return false;
    for (const char* word : {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}) {
        const std::string_view other = word;
        if (text.size() == other.size() &&
            std::equal(text.begin(), text.end(), other.begin(), [](char a, char b) { return (a | 0x20) == b; }))
            return false;
    }
    return true;
}

struct Writer {
    const Field& field;

    std::string operator()(const std::string* member) const { return yaml_text(*member); }
    std::string operator()(const bool* member) const { return *member ? "true" : "false"; }
    std::string operator()(const uint32_t* member) const {
        return field.format == Format::size ? format_size(*member) : std::to_string(*member);
    }
    std::string operator()(const std::chrono::milliseconds* member) const { return format_duration(*member); }
    std::string operator()(const std::chrono::seconds* member) const { return format_duration(*member); }
    std::string operator()(const std::vector<std::string>* member) const {
        std::string out = "[";
        for (const std::string& text : *member) out += (out.size() > 1 ? ", " : "") + yaml_text(text);
        return out + "]";
    }
    template <class Enum>
    requires std::is_enum_v<Enum> std::string operator()(const Enum* member) const {
        return yaml_text(field.choices.at(static_cast<size_t>(*member)));
    }
};

}  // namespace

std::string yaml_text(std::string_view text) {
    if (plain_is_safe(text)) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned>(c));
            out.append(escaped);
        } else {
            out.push_back(c);
        }
    }
    return out + "\"";
}

std::string yaml_value(const Field& field, const Slot& slot) { return std::visit(Writer{field}, slot); }

}  // namespace tocd
