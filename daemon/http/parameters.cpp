#include "http/parameters.hpp"

#include "base/text.hpp"
#include "config/units.hpp"
#include "http/failure.hpp"
#include "search/query_syntax.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace tocd {
namespace {

constexpr size_t kMaxTexts = 64;
constexpr int64_t kAnotherTimeNs = 400 * kNsPerDay;  // whatever is said relative to now means something else then

std::optional<int64_t> parse_integer(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> out;
    for (;;) {
        const size_t end = text.find(separator);
        out.emplace_back(text.substr(0, end));
        if (end == text.npos) return out;
        text.remove_prefix(end + 1);
    }
}

[[noreturn]] void refuse(const Parameter& parameter, std::string_view value, const std::string& accepted) {
    const std::string name(parameter.name);
    throw BadParameter(name, name + "=" + display_text(value.substr(0, 100)) + " is not " + accepted);
}

int64_t read_number(const Parameter& parameter, const std::string& text, UnixNs now_ns) {
    if (parameter.type == ParameterType::size) {
        if (const auto bytes = parse_size(text)) return *bytes;
        refuse(parameter, text, "a size: bytes, or a number with k, M, G, T or P (powers of 1024), such as 10M");
    }
    if (parameter.type == ParameterType::time) {
        if (const auto time = parse_time(text, now_ns)) return *time;
        refuse(parameter, text, "a time: 2026-11-22, 2026-11-22T20:17:05Z, or a duration ago such as 12h, 30d, 2w, 1y");
    }
    const auto value = parse_integer(text);
    if (!value || *value < parameter.minimum || *value > parameter.maximum)
        refuse(parameter, text,
               "a whole number from " + std::to_string(parameter.minimum) + " to " + std::to_string(parameter.maximum));
    return *value;
}

void check_choice(const Parameter& parameter, const std::string& text, std::string_view key) {
    const std::vector<std::string> choices = split(parameter.choices, ',');
    if (std::find(choices.begin(), choices.end(), key) != choices.end()) return;
    std::string accepted = "one of ";
    for (const std::string& choice : choices) accepted += (choice == choices.front() ? "" : ", ") + choice;
    if (parameter.type == ParameterType::order) accepted += "; with - before it for descending";
    refuse(parameter, text, accepted);
}

// One of a list's keys, which `before` it has not named yet.
void check_key(const Parameter& parameter, const std::string& key, const std::vector<std::string>& before) {
    const std::string name(parameter.name), shown = display_text(std::string_view(key).substr(0, 100));
    if (std::find(before.begin(), before.end(), key) != before.end()) throw BadParameter(name, name + " names " + shown + " twice");
    const std::vector<std::string> choices = split(parameter.choices, ',');
    if (std::find(choices.begin(), choices.end(), key) != choices.end()) return;
    const auto near = nearest(std::string_view(key).substr(0, 64), choices);
    std::string all;
    for (const std::string& choice : choices) all += (all.empty() ? "" : ", ") + choice;
    throw BadParameter(name, name + ": there is no " + shown + " here; " + (near ? "did you mean " + *near + "?" : "there are " + all));
}

}  // namespace

std::optional<UnixNs> parse_time(std::string_view text, UnixNs now_ns) {
    if (const auto time = parse_iso(text)) return time;
    if (text.size() < 2) return std::nullopt;
    int64_t unit_ns = 0;
    switch (text.back()) {
        case 'm': unit_ns = 60 * kNsPerSecond; break;
        case 'h': unit_ns = 3600 * kNsPerSecond; break;
        case 'd': unit_ns = kNsPerDay; break;
        case 'w': unit_ns = 7 * kNsPerDay; break;
        case 'y': unit_ns = 365 * kNsPerDay; break;
        default: return std::nullopt;
    }
    const auto count = parse_integer(text.substr(0, text.size() - 1));
    if (!count || *count < 0 || *count > std::numeric_limits<int64_t>::max() / unit_ns) return std::nullopt;
    const int64_t ago = *count * unit_ns;
    if (now_ns < std::numeric_limits<int64_t>::min() + 1 + ago) return std::numeric_limits<int64_t>::min() + 1;
    return now_ns - ago;
}

Parameters::Parameters(const std::vector<Parameter>& table, std::vector<std::pair<std::string, std::string>> values,
                       UnixNs now_ns)
    : table_(&table) {
    for (const auto& [name, text] : values) {
        const auto is_named = [&name = name](const Parameter& p) { return p.name == name; };  // clang 14 captures no bindings
        const auto row = std::find_if(table.begin(), table.end(), is_named);
        if (row == table.end()) {
            std::vector<std::string> known;
            for (const Parameter& parameter : table) known.emplace_back(parameter.name);
            const auto near = nearest(std::string_view(name).substr(0, 64), known);
            throw BadParameter(name, "there is no parameter " + display_text(name.substr(0, std::min<size_t>(100, name.find('\0')))) + " here" +
                                         (near ? "; did you mean " + *near + "?" : ""));
        }
        if (values_.contains(name) && !row->repeatable()) throw BadParameter(name, name + " is given twice");
        read(*row, text, now_ns, values_[name]);
    }
    for (const Parameter& parameter : table)
        if (!parameter.preset.empty() && !values_.contains(parameter.name))
            read(parameter, std::string(parameter.preset), now_ns, values_[std::string(parameter.name)]);
}

void Parameters::read(const Parameter& parameter, const std::string& text, UnixNs now_ns, Value& value) {
    // The text of an exception would end at it.
    if (text.find('\0') != text.npos) throw BadParameter(std::string(parameter.name), std::string(parameter.name) + " has a NUL byte, which no name holds; leave it out");
    value.text = text;
    switch (parameter.type) {
        case ParameterType::text: break;
        case ParameterType::query: {
            auto read = parse_query(text, now_ns);
            if (auto* problem = std::get_if<QueryProblem>(&read)) throw BadQuery(std::string(parameter.name), std::move(*problem));
            value.query = std::get<Query>(std::move(read));
            value.relative = is_relative(value.query->tree);
            break;
        }
        case ParameterType::words:
            for (std::string& word : split(text, ' '))
                if (!word.empty()) value.texts.push_back(std::move(word));
            break;
        case ParameterType::list:
            for (std::string& part : split(text, ',')) {
                if (!parameter.choices.empty()) check_key(parameter, part, value.texts);
                value.texts.push_back(std::move(part));
            }
            break;
        case ParameterType::path:
            if (!text.starts_with('/')) refuse(parameter, text, "an absolute path");
            break;
        case ParameterType::time: value.relative = parse_time(text, now_ns) != parse_time(text, now_ns + kAnotherTimeNs); [[fallthrough]];
        case ParameterType::integer:
        case ParameterType::size: value.number = read_number(parameter, text, now_ns); break;
        case ParameterType::flag:
            if (text != "1" && text != "0" && text != "true" && text != "false" && text != "yes" && text != "no")
                refuse(parameter, text, "1 or 0");
            value.number = text == "1" || text == "true" || text == "yes";
            break;
        case ParameterType::choice: check_choice(parameter, text, text); break;
        case ParameterType::order:
            check_choice(parameter, text,
                         text.starts_with('-') ? std::string_view(text).substr(1) : std::string_view(text));
            break;
    }
    // Each one is a term of the query: thousands fit into a request line.
    if (value.texts.size() > kMaxTexts)
        throw BadParameter(std::string(parameter.name),
                           std::string(parameter.name) + " has more than " + std::to_string(kMaxTexts) + " values");
}

const Parameters::Value* Parameters::find(std::string_view name) const {
    if (const auto found = values_.find(name); found != values_.end()) return &found->second;
    if (std::none_of(table_->begin(), table_->end(), [&](const Parameter& p) { return p.name == name; }))
        throw Error(ErrorKind::internal,
                    "a route asks for parameter " + std::string(name) + ", which its table does not have");
    return nullptr;
}

bool Parameters::has(std::string_view name) const { return find(name) != nullptr; }

bool Parameters::has_relative_time() const {
    return std::any_of(values_.begin(), values_.end(), [](const auto& value) { return value.second.relative; });
}

std::optional<std::string> Parameters::text(std::string_view name) const {
    const Value* value = find(name);
    return value ? std::optional(value->text) : std::nullopt;
}

std::vector<std::string> Parameters::texts(std::string_view name) const {
    const Value* value = find(name);
    return value ? value->texts : std::vector<std::string>{};
}

std::optional<int64_t> Parameters::number(std::string_view name) const {
    const Value* value = find(name);
    return value ? std::optional(value->number) : std::nullopt;
}

std::optional<Query> Parameters::query(std::string_view name) const {
    const Value* value = find(name);
    return value ? value->query : std::nullopt;
}

bool Parameters::flag(std::string_view name) const {
    const Value* value = find(name);
    return value && value->number != 0;
}

Parameters::Order Parameters::order(std::string_view name) const {
    const Value* value = find(name);
    if (!value) return {};
    if (value->text.starts_with('-')) return {value->text.substr(1), true};
    return {value->text, false};
}

}  // namespace tocd
