#include "search/query_lexer.hpp"

#include "base/text.hpp"

#include <utility>

namespace tocd {
namespace {

using Kind = QueryToken::Kind;
using Form = QueryWord::Form;

constexpr std::string_view kComparisons = ":=<>";

bool is_key_byte(char c, bool first) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') return true;
    if (byte >= 0x80 || byte == '_') return true;
    return !first && ((byte >= '0' && byte <= '9') || byte == '-');
}

// "\/" is a slash, whatever a pattern stands between.
std::string without_escaped_slashes(std::string_view pattern) {
    std::string out;
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\' && i + 1 < pattern.size()) {
            if (pattern[++i] != '/') out += '\\';
        }
        out += pattern[i];
    }
    return out;
}

}  // namespace

std::string quoted_word(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

std::optional<size_t> regex_end(std::string_view text, bool in_list) {
    if (!text.starts_with('/')) return std::nullopt;
    for (size_t i = 1; i < text.size() && !is_blank(text[i]); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && !is_blank(text[i + 1])) {
            ++i;
        } else if (text[i] == '/') {
            const size_t end = i + 1;
            const bool ends =
                end == text.size() || is_blank(text[end]) || text[end] == ')' || (in_list && text[end] == ',');
            return ends && i > 1 ? std::optional(end) : std::nullopt;
        }
    }
    return std::nullopt;
}

bool QueryLexer::fail(size_t at, size_t length, std::string reason, std::string remedy) {
    problem_ = problem_at(text_, at, length, std::move(reason), std::move(remedy));
    return false;
}

bool QueryLexer::ends_at(size_t at) const { return at >= text_.size() || is_blank(text_[at]) || text_[at] == ')'; }

QueryToken QueryLexer::token(Kind kind, size_t at, size_t end) {
    at_ = end;
    return {kind, at, end, nullptr, false, {}};
}

QueryToken QueryLexer::next() {
    if (problem_) return failed();
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    if (at_ == text_.size()) return token(Kind::end, at_, at_);
    const char c = text_[at_];
    if (c == '(') return token(Kind::open, at_, at_ + 1);
    if (c == ')') return token(Kind::close, at_, at_ + 1);
    if ((c == '-' || c == '!') && !ends_at(at_ + 1)) return token(Kind::op_not, at_, at_ + 1);
    return term(at_);
}

QueryToken QueryLexer::term(size_t at) {
    size_t key_end = at;
    while (key_end < text_.size() && is_key_byte(text_[key_end], key_end == at)) ++key_end;
    if (key_end > at && key_end < text_.size() && kComparisons.find(text_[key_end]) != std::string_view::npos)
        return keyed_term(at, key_end);
    if (kComparisons.find(text_[at]) != std::string_view::npos) {
        fail(at, 1, std::string("a key is missing before ") + text_[at],
             "say size:>1G or ext=csv without blanks; to look for the text, quote it");
        return failed();
    }
    QueryWord word;
    if (!take_word(word, false, true)) return failed();
    Kind kind = Kind::term;
    if (word.form == Form::plain && word.text == "AND") kind = Kind::op_and;
    if (word.form == Form::plain && word.text == "OR") kind = Kind::op_or;
    if (word.form == Form::plain && word.text == "NOT") kind = Kind::op_not;
    QueryToken out = token(kind, at, at_);
    if (kind == Kind::term) out.words.push_back(std::move(word));
    return out;
}

QueryToken QueryLexer::keyed_term(size_t at, size_t key_end) {
    const std::string name(text_.substr(at, key_end - at));
    const std::string lower = ascii_lower(name);
    const bool is_regex = lower == "re" || lower == "regex";
    QueryToken out{Kind::term, at, 0, find_key(name), false, {}};
    if (out.key == nullptr && !is_regex) {
        size_t end = key_end;
        while (!ends_at(end)) ++end;
        const auto near = nearest_key(name);
        fail(at, key_end - at, "there is no key " + name,
             (near ? "did you mean " + *near + "? " : std::string()) +
                 "to look for the text, quote it: " + quoted_word(text_.substr(at, end - at)));
        return failed();
    }
    // "size>1G" reads as "size:>1G".
    const char c = text_[key_end];
    out.exact = c == '=';
    at_ = c == '=' || c == ':' ? key_end + 1 : key_end;
    if (ends_at(at_)) {
        const bool goes_on = at_ < text_.size() && text_[at_] != ')';
        fail(at, at_ - at, name + c + " is without a value",
             goes_on ? "no blank stands between the two" : "say " + name + c + "…");
        return failed();
    }
    if (text_[at_] == '(') {
        fail(at_, 1, "a value begins with a parenthesis",
             "several values are said as " + name + c + "a,b; a parenthesis is quoted");
        return failed();
    }
    if (is_regex) {
        QueryWord word;
        if (!take_word(word, false, true)) return failed();
        if (word.form != Form::regex) word.text = without_escaped_slashes(word.text);
        word.form = Form::regex;
        out.words.push_back(std::move(word));
    } else if (!take_words(out)) {
        return failed();
    }
    out.end = at_;
    return out;
}

bool QueryLexer::take_words(QueryToken& token) {
    const bool is_text = token.key->kind == ValueKind::text || token.key->kind == ValueKind::id;
    // What begins with a slash is a directory there.
    const bool is_path = token.key->key == QueryKey::path || token.key->key == QueryKey::dir;
    while (true) {
        QueryWord word;
        if (ends_at(at_) || text_[at_] == ',')
            return fail(at_, 1, "a value is missing in a list",
                        "say " + std::string(token.key->name) + ":a,b without blanks; a comma in a value is quoted");
        const bool may_be_regex = is_text && !is_path && !token.exact;
        if (!take_word(word, true, may_be_regex)) return false;
        if (may_be_regex && word.form == Form::plain && word.text.starts_with('/'))
            return fail(word.at, word.end - word.at, "the regular expression is not closed",
                        "end it with a slash and say blanks in it as \\s; to look for the text, quote it");
        token.words.push_back(std::move(word));
        if (at_ == text_.size() || text_[at_] != ',') return true;
        ++at_;
    }
}

bool QueryLexer::take_word(QueryWord& word, bool in_list, bool may_be_regex) {
    word.at = at_;
    if (text_[at_] == '"') return take_quoted(word, in_list);
    if (!may_be_regex) return take_plain(word, in_list);
    const auto length = regex_end(text_.substr(at_), in_list);
    if (!length) return take_plain(word, in_list);
    word.form = Form::regex;
    word.end = at_ + *length;
    word.text = without_escaped_slashes(text_.substr(at_ + 1, *length - 2));
    at_ = word.end;
    return true;
}

bool QueryLexer::take_quoted(QueryWord& word, bool in_list) {
    word.form = Form::quoted;
    for (++at_;; ++at_) {
        const size_t mark = text_.find('"', at_);
        if (mark == std::string_view::npos)
            return fail(word.at, text_.size() - word.at, "the quotation mark is not closed",
                        "a quotation mark within quotes is said twice: \"\"");
        word.text.append(text_.substr(at_, mark - at_));
        at_ = mark + 1;
        if (at_ == text_.size() || text_[at_] != '"') break;
        word.text += '"';
    }
    word.end = at_;
    if (ends_at(at_) || (in_list && text_[at_] == ',')) return true;
    return fail(at_, 1, "something follows on a quotation mark",
                "put a blank between them; a quotation mark within quotes is said twice: \"\"");
}

bool QueryLexer::take_plain(QueryWord& word, bool in_list) {
    size_t open = 0;
    size_t first_open = 0;
    for (; at_ < text_.size() && !is_blank(text_[at_]); ++at_) {
        const char c = text_[at_];
        if (c == '"')
            return fail(at_, 1, "a quotation mark stands within a word",
                        "quote the whole word, and say the mark twice: \"5\"\" disk\"");
        if (open == 0 && (c == ')' || (in_list && c == ','))) break;
        if (c == '(' && open++ == 0) first_open = at_;
        if (c == ')') --open;
    }
    if (open != 0)
        return fail(first_open, 1, "a parenthesis within a word is not closed",
                    "quote the word, or put a blank before the parenthesis");
    word.end = at_;
    word.text = text_.substr(word.at, word.end - word.at);
    return true;
}

}  // namespace tocd
