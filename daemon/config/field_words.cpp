#include "config/field_words.hpp"

#include "config/field_value.hpp"
#include "config/units.hpp"

namespace tocd {
namespace {

struct Range {
    const Field& field;

    std::string operator()(const std::string*) const { return words(); }
    std::string operator()(const bool*) const { return {}; }  // the default shows it
    std::string operator()(const uint32_t*) const {
        if (field.format == Format::size)
            return "Bytes, " + format_size(field.limits.min) + " to " + format_size(field.limits.max) + ".";
        return std::to_string(field.limits.min) + " to " + std::to_string(field.limits.max) + ".";
    }
    std::string operator()(const std::chrono::seconds*) const { return duration() + " in whole seconds."; }
    std::string operator()(const std::chrono::milliseconds*) const { return duration() + "."; }
    std::string operator()(const std::vector<std::string>*) const { return {}; }
    template <class Enum>
    requires std::is_enum_v<Enum> std::string operator()(const Enum*) const { return words(); }

private:
    [[nodiscard]] std::string words() const {
        std::string out;
        for (const std::string_view choice : field.choices) out.append(out.empty() ? "One of " : ", ").append(choice);
        return out.empty() ? out : out + ".";
    }
    [[nodiscard]] std::string duration() const {
        return "A duration, " + format_duration(std::chrono::milliseconds(field.limits.min)) + " to " +
               format_duration(std::chrono::milliseconds(field.limits.max));
    }
};

struct Type {
    const Field& field;

    std::string_view operator()(const std::string*) const { return field.choices.empty() ? "text" : "word"; }
    std::string_view operator()(const bool*) const { return "true or false"; }
    std::string_view operator()(const uint32_t*) const { return field.format == Format::size ? "size" : "number"; }
    std::string_view operator()(const std::chrono::seconds*) const { return "duration"; }
    std::string_view operator()(const std::chrono::milliseconds*) const { return "duration"; }
    std::string_view operator()(const std::vector<std::string>*) const { return "list of texts"; }
    template <class Enum>
    requires std::is_enum_v<Enum> std::string_view operator()(const Enum*) const { return "word"; }
};

}  // namespace

std::string range_words(const Field& field, const Slot& slot) { return std::visit(Range{field}, slot); }

std::string_view type_words(const Field& field, const Slot& slot) { return std::visit(Type{field}, slot); }

std::string preset_words(const Field& field, const Slot& slot) {
    if (field.required) return "required";
    return yaml_value(field, slot);
}

}  // namespace tocd
