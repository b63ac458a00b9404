#include "search/query_values.hpp"

#include "base/text.hpp"
#include "search/quantities.hpp"
#include "search/ranges.hpp"
#include "search/regex.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tocd {
namespace {

using Form = QueryWord::Form;
using Read = std::variant<QueryValue, ValueProblem>;

ValueProblem problem(const QueryWord& word, std::string reason, std::string remedy) {
    return {std::move(reason), std::move(remedy), word.at, word.end - word.at};
}

Read read_regex(const QueryWord& word) {
    const auto wrong = regex_problem(word.text);
    if (!wrong) return TextValue{TextMatch::regex, word.text};
    ValueProblem out = problem(word, "no regular expression: " + wrong->reason,
                               "the syntax is that of RE2; to look for the text, quote it");
    // Marks and escaped slashes move the places within the pattern; where there are none but one slash, they are known.
    if (word.end - word.at == word.text.size() + 2) {
        out.at += 1 + wrong->at;
        out.length = wrong->length;
    }
    return out;
}

// Runs of stars are one star. A pattern of paths that begins within one may begin with any of its names.
std::string glob_text(std::string_view text, bool of_paths) {
    std::string out;
    if (of_paths && !text.starts_with('/') && !text.starts_with('*')) out = "*/";
    for (const char c : text)
        if (c != '*' || !out.ends_with('*')) out += c;
    return out;
}

std::string without_end_slash(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return std::string(path);
}

Read read_text(const KeyRow* row, bool exact, const QueryWord& word) {
    const QueryKey key = row == nullptr ? QueryKey::text : row->key;
    const bool is_path = key == QueryKey::path || key == QueryKey::dir;
    std::string text = word.text;
    if (word.form == Form::plain && row != nullptr && (text.starts_with('<') || text.starts_with('>')))
        return problem(word, std::string(row->name) + " cannot be compared", "to look for the text, quote it");
    if (key == QueryKey::ext && word.form == Form::plain)
        while (text.size() > 1 && text.starts_with('.')) text.erase(0, 1);
    if ((key == QueryKey::name || key == QueryKey::ext) && text.find('/') != std::string::npos)
        return problem(word, "no name holds a /", "say path: in place of " + std::string(row->name) + ":");
    if (is_path && text.starts_with('/')) text = without_end_slash(text);
    if (exact) return TextValue{key == QueryKey::ext ? TextMatch::whole : TextMatch::exact, text};
    if (word.form == Form::plain && text.find_first_of("*?") != std::string::npos)
        return TextValue{TextMatch::glob,
                         glob_text(text, is_path || (key == QueryKey::text && text.find('/') != std::string::npos))};
    if (is_path && text.starts_with('/'))
        return TextValue{key == QueryKey::path ? TextMatch::below : TextMatch::whole, text};
    const TextMatch match = row == nullptr ? TextMatch::part : row->match;
    if (text.empty() && match == TextMatch::part) {
        const bool can_be_empty = key == QueryKey::project;
        return problem(word, "there is nothing between the quotation marks",
                       can_be_empty ? "for files of none say project=\"\"" : "leave it out");
    }
    return TextValue{match, text};
}

Read read_flag(const QueryWord& word) {
    const std::string lower = ascii_lower(word.text);
    std::vector<std::string> names;
    std::string all;
    for (const FlagRow& row : flag_rows()) {
        if (row.name == lower) return row.flag;
        names.emplace_back(row.name);
        all += (all.empty() ? "is:" : ", is:") + names.back();
    }
    const auto near = nearest(lower, names);
    return problem(word, "there is no is:" + word.text,
                   (near ? "did you mean is:" + *near + "? " : std::string()) + "there are " + all);
}

Read read_range_word(const KeyRow& row, const QueryWord& word, UnixNs now_ns) {
    auto range = read_range(row, word.text, now_ns);
    if (auto* value = std::get_if<RangeValue>(&range)) return std::move(*value);
    auto& wrong = std::get<RangeProblem>(range);
    return problem(word, std::move(wrong.reason), std::move(wrong.remedy));
}

bool is_number(const QueryWord& word) {
    return word.form == Form::plain && word.text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

Read read_value(const KeyRow* key, bool exact, const QueryWord& word, UnixNs now_ns) {
    if (word.form == Form::regex) return read_regex(word);
    if (key == nullptr) return read_text(nullptr, false, word);
    switch (key->kind) {
        case ValueKind::text: return read_text(key, exact, word);
        case ValueKind::id: {
            const auto number = is_number(word) ? read_count(word.text) : std::nullopt;
            if (number) return RangeValue{number->first, number->last, number->said};
            return read_text(key, exact, word);
        }
        case ValueKind::flag: return read_flag(word);
        default: return read_range_word(*key, word, now_ns);
    }
}

}  // namespace tocd
