#include "base/text.hpp"
#include "search/case_fold.hpp"
#include "search/query_keys.hpp"
#include "search/query_samples.hpp"
#include "search/query_text.hpp"
#include "search/ranges.hpp"

#include <random>
#include <vector>

using namespace tocd;

namespace {

class Trees {
public:
    explicit Trees(uint64_t seed) : random_(seed) {}

    size_t below(size_t n) { return static_cast<size_t>(random_() % n); }

    template <typename T>
    const T& one_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

    // Pieces that mean something to the language among those that do not.
    std::string text(bool slashes) {
        static const std::vector<std::string> kPieces = {
            "a", "B", "run", "7",  " ", "\"",  "(",  ")",   "*", "?",    ",",  ":",    "=", "<",      ">", "-",
            "!", ".", "..",  "\\", "|", "AND", "OR", "NOT", "é", "日本", "\t", "\x01", "'", "size:1", "/"};
        std::string out;
        for (size_t n = 1 + below(4); n > 0; --n) {
            const std::string& piece = one_of(kPieces);
            if (slashes || piece != "/") out += piece;
        }
        return out.empty() ? "x" : out;
    }

    std::string pattern() {
        std::string out = one_of<std::string>({"run", "*", "a?", "é*é", "é"});
        for (size_t n = below(3); n > 0; --n) out += one_of<std::string>({"x*b", "?", ".h5", "-x", "(1)", "OR", "\\"});
        return out.find_first_of("*?") == std::string::npos ? out + "?" : out;
    }

    QueryValue range(QueryKey key) {
        std::vector<std::string> bounds = {"7", "1000"};
        if (key_row(key).kind == ValueKind::size) bounds = {"0", "1.5G", "4097", "2P"};
        if (key_row(key).kind == ValueKind::time)
            bounds = {"2017", "2017-05", "2016-02-29", "2017-05-03T10:30+02:00", "today", "0001", "9999"};
        if (key_row(key).kind == ValueKind::age || (key_row(key).kind == ValueKind::time && below(3) == 0))
            bounds = {"30d", "1.5y", "1mo", "999y"};
        const std::string& bound = one_of(bounds);
        std::vector<std::string> forms = {bound + "..", ".." + bound, "<" + bound,         ">" + bound,
                                          "<=" + bound, ">=" + bound, bound + ".." + bound};
        if (bounds.front() != "30d") forms.push_back(bound);
        return std::get<RangeValue>(read_range(key_row(key), one_of(forms), kNow));
    }

    QueryValue text_value(QueryKey key, bool exact) {
        const bool is_path = key == QueryKey::path || key == QueryKey::dir;
        std::string out = text(key != QueryKey::name && key != QueryKey::ext);
        if (exact && key == QueryKey::ext) return TextValue{TextMatch::whole, out};
        if (exact) {
            while (out.size() > 1 && out[0] == '/' && out.ends_with('/')) out.pop_back();
            return TextValue{is_path || key != QueryKey::ext ? TextMatch::exact : TextMatch::whole,
                             below(8) == 0 && !is_path ? "" : out};
        }
        if (below(5) == 0) return TextValue{TextMatch::glob, (is_path ? "*/" : "") + pattern()};
        if (!is_path && below(6) == 0)
            return TextValue{TextMatch::regex,
                             one_of<std::string>({"^a", "a/b", "(x|y){1,2}", "\\d\\\\", "[\"]", "a,b"})};
        if (is_path && below(2) == 0)
            return TextValue{key == QueryKey::path ? TextMatch::below : TextMatch::whole,
                             "/srv" + ascii_lower(text(false))};
        while (is_path && out.starts_with('/')) out.erase(0, 1);
        if (out.empty()) out = "x";
        return TextValue{key == QueryKey::ext ? TextMatch::whole : TextMatch::part, out};
    }

    QueryTree term() {
        if (below(3) == 0) return query_term(QueryKey::text, {text_value(QueryKey::text, false)});
        const KeyRow& row = key_rows()[below(key_rows().size())];
        const bool exact = below(3) == 0;
        std::vector<QueryValue> values;
        for (size_t n = 1 + below(3); n > 0; --n) {
            if (row.kind == ValueKind::flag)
                values.emplace_back(flag_rows()[below(flag_rows().size())].flag);
            else if (row.kind == ValueKind::id && below(4) == 0)
                values.emplace_back(RangeValue{1000, 1000, "1000"});
            else if (row.kind == ValueKind::text || row.kind == ValueKind::id)
                values.push_back(text_value(row.key, exact));
            else
                values.push_back(range(row.key));
        }
        return query_term(row.key, std::move(values));
    }

    QueryTree tree(size_t depth) {
        if (depth == 0 || below(3) == 0) return term();
        std::vector<QueryTree> children;
        for (size_t n = 1 + below(3); n > 0; --n) children.push_back(tree(depth - 1));
        switch (below(3)) {
            case 0: return query_all(std::move(children));
            case 1: return query_any(std::move(children));
            default: return query_none(std::move(children.front()));
        }
    }

private:
    std::mt19937_64 random_;
};

size_t regexes(const QueryTree& tree) {
    size_t count = 0;
    for (const QueryTree& child : tree.children) count += regexes(child);
    for (const QueryValue& value : tree.values) {
        const auto* text = std::get_if<TextValue>(&value);
        count += text != nullptr && text->match == TextMatch::regex ? 1 : 0;
    }
    return count;
}

}  // namespace

TEST_CASE("every tree is read from its own text") {
    Trees trees(5);
    size_t read = 0;
    for (int i = 0; i < 20'000; ++i) {
        const QueryTree tree = trees.tree(4);
        const std::string text = query_text(tree);
        if (regexes(tree) > kMaxQueryRegexes || text.size() > kMaxQueryBytes) continue;
        const Query query = parsed(text);
        REQUIRE_MESSAGE(query.tree == tree, text << "\n" << query.text);
        REQUIRE(query.text == text);
        ++read;
    }
    CHECK(read > 15'000);
}

TEST_CASE("any text is a query whose form is read alike or has a problem within it") {
    Trees pieces(6);
    std::mt19937_64 random(7);
    static const std::vector<std::string> kTokens = {
        "a",   "run_1", " ",      " ",   " ",   "(",    ")",    "\"", "-",  "OR ",   " AND ",     "NOT ",   "*",
        "?",   "/",     "\\",     ",",   "..",  ":",    "=",    "<",  ">",  "size:", "ext:",      "name=",  "re:",
        "is:", "age:",  "path:/", "30d", "10M", "2017", "gone", "é",  "\n", "\xFF",  "modified:", "owner:", "12"};
    size_t queries = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string text;
        for (size_t n = random() % 12; n > 0; --n) text += pieces.one_of(kTokens);
        const auto result = parse_query(text, kNow);
        if (const auto* problem = std::get_if<QueryProblem>(&result)) {
            REQUIRE_MESSAGE(!problem->reason.empty(), text);
            REQUIRE_MESSAGE(problem->at_bytes + problem->length_bytes <= text.size(), text);
            REQUIRE_MESSAGE(problem->at_points <= problem->at_bytes, text);
            REQUIRE_MESSAGE(problem->length_points <= problem->length_bytes, text);
            continue;
        }
        const auto& query = std::get<Query>(result);
        REQUIRE_MESSAGE(parsed(query.text).tree == query.tree, text);
        REQUIRE_MESSAGE(parsed(query.text).text == query.text, text);
        ++queries;
    }
    CHECK(queries > 3'000);
}

TEST_CASE("joining and turning trees does to every file what it does to their answers") {
    Trees trees(8);
    std::vector<FileFacts> files(3, sample_file());
    files[1].atime_ns.reset();
    files[1].path = "/srv/run/a.B";
    files[1].uid = 7;
    files[2].gone = true;
    files[2].size_bytes = 0;
    size_t unknown = 0;
    for (int i = 0; i < 5'000; ++i) {
        const QueryTree a = trees.tree(2);
        const QueryTree b = trees.tree(2);
        for (const FileFacts& file : files) {
            const Truth in_a = FileMatch(a).judge(file);
            const Truth in_b = FileMatch(b).judge(file);
            REQUIRE(FileMatch(query_all({a, b})).judge(file) == std::min(in_a, in_b));
            REQUIRE(FileMatch(query_any({a, b})).judge(file) == std::max(in_a, in_b));
            REQUIRE(static_cast<int>(FileMatch(query_none(a)).judge(file)) == 2 - static_cast<int>(in_a));
            unknown += in_a == Truth::unknown ? 1 : 0;
        }
    }
    CHECK(unknown > 100);
}
