#include "config/field_value.hpp"

#include "base/text.hpp"
#include "config/units.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace tocd {
namespace {

// Why a value was not taken; thrown and caught within read_value.
struct Refused {
    std::string reason;
    Position at;
};

std::string shown(std::string_view text) {
    constexpr size_t kMaxShown = 60;
    std::string out = display_text(text.substr(0, kMaxShown));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = '?';
    return "\"" + out + (text.size() > kMaxShown ? "…\"" : "\"");
}

std::string what_is(const Node& node) {
    switch (node.kind) {
        case Node::Kind::none: return "no value";
        case Node::Kind::boolean:
        case Node::Kind::number: return node.text;
        case Node::Kind::text: return "the text " + shown(node.text);
        case Node::Kind::list: return "a list";
        case Node::Kind::map: return "a map of keys";
    }
    return {};
}

[[noreturn]] void refuse(const Node& node, const std::string& expected) {
    throw Refused{"expected " + expected + ", got " + what_is(node), node.at};
}

void check_limits(const Node& node, int64_t value, const Limits& limits, std::string (*write)(int64_t)) {
    if (value < limits.min) throw Refused{"must be at least " + write(limits.min) + ", got " + write(value), node.at};
    if (value > limits.max) throw Refused{"must be at most " + write(limits.max) + ", got " + write(value), node.at};
}

std::string join(const std::vector<std::string_view>& words) {
    std::string out;
    for (size_t i = 0; i < words.size(); ++i)
        out.append(i == 0 ? "" : i + 1 == words.size() ? " or " : ", ").append(words[i]);
    return out;
}

size_t choice(const Field& field, const Node& node) {
    if (node.kind == Node::Kind::text)
        for (size_t i = 0; i < field.choices.size(); ++i)
            if (field.choices[i] == node.text) return i;
    std::string expected = join(field.choices);
    if (node.kind == Node::Kind::text)
        if (const auto near = nearest(node.text, {field.choices.begin(), field.choices.end()}))
            expected += " (did you mean " + *near + "?)";
    refuse(node, expected);
}

std::string read_text(const Field& field, const Node& node) {
    if (node.kind == Node::Kind::boolean || node.kind == Node::Kind::number) refuse(node, "text (put it in quotes)");
    if (node.kind != Node::Kind::text) refuse(node, "text");
    if (node.text.find('\0') != std::string::npos) throw Refused{"holds a NUL byte", node.at};
    if (field.format != Format::bytes) {
        if (!is_utf8(node.text)) throw Refused{shown(node.text) + " is not UTF-8", node.at};
        for (const unsigned char c : node.text)
            if (c < ' ' || c == 0x7F) throw Refused{shown(node.text) + " holds a control byte", node.at};
    }
    return node.text;
}

struct Reader {
    const Field& field;
    const Node& node;

    void operator()(std::string* member) const {
        if (!field.choices.empty()) {
            *member = field.choices[choice(field, node)];
            return;
        }
        std::string text = read_text(field, node);
        if (static_cast<int64_t>(text.size()) < field.limits.min) throw Refused{"must not be empty", node.at};
        if (static_cast<int64_t>(text.size()) > field.limits.max)
            throw Refused{"must be at most " + std::to_string(field.limits.max) + " bytes long", node.at};
        *member = std::move(text);
    }
    void operator()(bool* member) const {
        if (node.kind != Node::Kind::boolean) refuse(node, "true or false");
        *member = node.text[0] == 't' || node.text[0] == 'T';
    }
    void operator()(uint32_t* member) const {
        const bool size = field.format == Format::size;
        std::optional<int64_t> value;
        if (node.kind == Node::Kind::number || (size && node.kind == Node::Kind::text)) value = whole(size);
        if (!value) refuse(node, size ? "a number of bytes, or text such as 16k or 1M" : "a whole number");
        check_limits(
            node, *value, field.limits, size ? format_size : [](int64_t n) { return std::to_string(n); });
        *member = static_cast<uint32_t>(*value);
    }
    void operator()(std::chrono::milliseconds* member) const { *member = duration(); }
    void operator()(std::chrono::seconds* member) const {
        const auto value = duration();
        *member = std::chrono::floor<std::chrono::seconds>(value);
        if (*member != value) refuse(node, "whole seconds");
    }
    void operator()(std::vector<std::string>* member) const {
        if (node.kind != Node::Kind::list) refuse(node, "a list, such as [" + yaml_text(entry()) + "]");
        if (static_cast<int64_t>(node.items.size()) > field.limits.max)
            throw Refused{"must have at most " + std::to_string(field.limits.max) + " entries", node.at};
        std::vector<std::string> texts;
        for (const Node& item : node.items) {
            texts.push_back(read_text(field, item));
            if (texts.back().empty()) throw Refused{"an entry must not be empty", item.at};
            if (static_cast<int64_t>(texts.back().size()) > kMaxEntryBytes)
                throw Refused{"an entry must be at most " + std::to_string(kMaxEntryBytes) + " bytes long", item.at};
        }
        *member = std::move(texts);
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    void operator()(Enum* member) const { *member = static_cast<Enum>(choice(field, node)); }

private:
    [[nodiscard]] std::optional<int64_t> whole(bool size) const {
        if (size && !node.text.starts_with('-')) return parse_size(node.text);
        int64_t value = 0;
        const char* end = node.text.data() + node.text.size();
        const auto read = std::from_chars(node.text.data(), end, value);
        if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
        return value;
    }
    [[nodiscard]] std::chrono::milliseconds duration() const {
        std::optional<std::chrono::milliseconds> value;
        // A number in quotes has no unit: the JSON Schema could not tell it from a mistake either.
        const bool has_unit = node.kind == Node::Kind::text && !node.text.empty() &&
                              !std::isdigit(static_cast<unsigned char>(node.text.back()));
        if (node.kind == Node::Kind::number || has_unit) value = parse_duration(node.text);
        if (!value) refuse(node, "a duration such as 24h, 90s, 1d or 500ms, or a number of seconds");
        check_limits(node, value->count(), field.limits,
                     [](int64_t ms) { return format_duration(std::chrono::milliseconds(ms)); });
        return *value;
    }
    // The entry that was given where a list was expected, when it can be shown as one.
    [[nodiscard]] std::string entry() const {
        constexpr size_t kMaxShown = 60;
        return node.text.empty() || node.text.size() > kMaxShown || !is_utf8(node.text) ? "a" : node.text;
    }
};

}  // namespace

void read_value(const Field& field, const Slot& slot, const Node& node, const std::string& key,
                std::vector<Problem>& problems) {
    try {
        std::visit(Reader{field, node}, slot);
    } catch (const Refused& refused) {
        problems.push_back({refused.at, key, refused.reason});
    }
}

}  // namespace tocd
