#include "search/ebnf.hpp"
#include "search/query_keys.hpp"
#include "search/query_samples.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <vector>

using namespace tocd;

// packaging/docs/query.md says what is so.
namespace {

std::string page() {
    std::ifstream file(std::string(TOCD_SOURCE_DIR) + "/packaging/docs/query.md", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

using Row = std::vector<std::string>;

// Cells of "| a | b |"; a "\|" is a bar.
Row cells(const std::string& line) {
    Row out(1);
    for (size_t i = 1; i < line.size(); ++i) {
        if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|')
            out.back() += line[++i];
        else if (line[i] == '|')
            out.emplace_back();
        else
            out.back() += line[i];
    }
    out.pop_back();
    for (std::string& cell : out) {
        cell.erase(0, cell.find_first_not_of(' '));
        cell.erase(cell.find_last_not_of(' ') + 1);
    }
    return out;
}

// All rows of the tables whose first heads are `heads`.
std::vector<Row> rows(const Row& heads) {
    std::istringstream lines(page());
    std::vector<Row> out;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('|')) {
            inside = false;
            continue;
        }
        const Row row = cells(line);
        if (row == heads)
            inside = true;
        else if (inside && row.front().find_first_not_of('-') != std::string::npos)
            out.push_back(row);
    }
    return out;
}

std::string code(const std::string& cell) {
    REQUIRE_MESSAGE((cell.size() > 2 && cell.front() == '`' && cell.back() == '`'), cell);
    return cell.substr(1, cell.size() - 2);
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const size_t from = text.find(begin);
    REQUIRE(from != std::string::npos);
    return text.substr(from + begin.size(), text.find(end, from + begin.size()) - from - begin.size());
}

// Texts that the grammar describes in words.
class Words {
public:
    explicit Words(std::mt19937_64& random) : random_(random) {}

    std::string operator()(std::string_view description) {
        const auto says = [&](std::string_view words) { return description.find(words) != std::string_view::npos; };
        if (says("regular expression of RE2 without blanks,"))
            return one_of({"a", "^\\/srv\\/", "(a|b){1,2}", "[\"x]+", "\\d+$"});
        if (says("quotation marks in it twice")) return one_of({"a b", "^\"\"", "a/b (c|d)", "", "\\d \\/"});
        if (says("regular expression of RE2")) return one_of({"a", "^/srv/", "x(a|b){1,2}", "[,x]+", "/a/"});
        if (says("any character but")) return one_of({"a", " ", "*", "é", "OR", ":", "\\", ","});
        if (says("characters but blanks, commas"))
            return pieces({"a", "7", "é", "-x", "*", "?", "(1)", ":", "=", "\\", "OR", "!"});
        if (says("characters but blanks and")) return word();
        if (says("path or dir")) return one_of({"path", "under", "DIR", "parent"});
        if (says("takes text")) return key({ValueKind::text, ValueKind::id});
        if (says("takes a size")) return key({ValueKind::size});
        if (says("takes a number")) return key({ValueKind::count});
        if (says("takes a time")) return key({ValueKind::time});
        FAIL("no text for ? " << std::string(description) << " ?");
        return "";
    }

private:
    std::string one_of(const std::vector<std::string>& all) { return all[random_() % all.size()]; }
    std::string pieces(const std::vector<std::string>& all) {
        std::string out = one_of({"a", "run", "é", "*"});
        for (size_t n = random_() % 4; n > 0; --n) out += one_of(all);
        return out;
    }
    std::string word() {
        const std::string first = one_of({"", "/", ",", "7", "."});
        return first + pieces({"a", "7", "é", "-x", "*", "?", "(1)", "\\", "OR", "!", ",", "/b"});
    }
    std::string key(const std::vector<ValueKind>& kinds) {
        while (true) {
            const KeyRow& row = key_rows()[random_() % key_rows().size()];
            const bool is_path = row.key == QueryKey::path || row.key == QueryKey::dir;
            if (!is_path && std::find(kinds.begin(), kinds.end(), row.kind) != kinds.end())
                return std::string(row.name);
        }
    }

    std::mt19937_64& random_;
};

}  // namespace

TEST_CASE("every example of the page about queries is read") {
    const auto examples = rows({"query", "finds"});
    CHECK(examples.size() > 25);
    for (const Row& row : examples) CHECK_MESSAGE(!normal(code(row.front())).empty(), row.front());
    for (const Row& row : rows({"query", "is"})) CHECK_MESSAGE(!normal(code(row.front())).empty(), row.front());
}

TEST_CASE("what the page shows within its text is read where it has a key and a value") {
    const std::string text = page();
    size_t read = 0;
    for (size_t at = text.find('`'); at != std::string::npos; at = text.find('`', at + 1)) {
        const size_t end = text.find('`', at + 1);
        const std::string span = text.substr(at + 1, end - at - 1);
        const size_t key_end = span.find_first_of(":=<>");
        const bool is_row =
            text[text.rfind('\n', at) + 1] == '|' || span.find('\n') != std::string::npos || span.empty();
        if (!is_row && key_end != std::string::npos && key_end + 1 < span.size() &&
            find_key(span.substr(0, key_end)) != nullptr) {
            CHECK_MESSAGE(!normal(span).empty(), span);
            ++read;
        }
        at = end;
        if (end == std::string::npos) break;
    }
    CHECK(read > 10);
}

TEST_CASE("the page tells queries in the form that answers have") {
    const auto examples = rows({"this", "is told as"});
    CHECK(examples.size() > 5);
    for (const Row& row : examples) CHECK(normal(code(row[0])) == code(row[1]));
}

TEST_CASE("the page tells refusals as they are") {
    const auto examples = rows({"this", "is refused"});
    CHECK(examples.size() > 5);
    for (const Row& row : examples)
        CHECK_MESSAGE(problem_of(code(row[0])).text().starts_with(row[1]), problem_of(code(row[0])).text());
}

TEST_CASE("the tables of keys and words are those of the program") {
    CHECK(between(page(), "<!-- keys: made from daemon/search/query_keys.cpp -->\n", "<!-- /keys -->") ==
          keys_markdown());
    CHECK(between(page(), "<!-- words: made from daemon/search/query_keys.cpp -->\n", "<!-- /words -->") ==
          flags_markdown());
}

TEST_CASE("the page's bounds are those of the program") {
    const std::string bounds = "at most " + std::to_string(kMaxQueryBytes) + " bytes, " +
                               std::to_string(kMaxQueryValues) + " words and values, " +
                               std::to_string(kMaxQueryDepth) + " parentheses within each other, and " +
                               std::to_string(kMaxQueryRegexes) + " regular expressions";
    CHECK(page().find(bounds) != std::string::npos);
}

// What no grammar of this kind can say is left: calendars, ranges that nothing is in, and slashes in names.
TEST_CASE("every sentence of the page's grammar is a query") {
    const Ebnf grammar(between(page(), "```ebnf\n", "```"));
    std::mt19937_64 random(9);
    Words words(random);
    size_t read = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = grammar.sentence("query", random, std::ref(words));
        const auto result = parse_query(text, kNow);
        if (const auto* problem = std::get_if<QueryProblem>(&result)) {
            bool is_meant = false;
            for (const char* reason : {"nothing is from", " is no time", " is no size", " is no number",
                                       " is no duration", "no name holds a /", "between the quotation marks",
                                       "more than 4 regular expressions", "parentheses within each other"})
                is_meant = is_meant || problem->reason.find(reason) != std::string::npos;
            REQUIRE_MESSAGE(is_meant, text << "\n" << problem->text());
        } else {
            ++read;
        }
    }
    CHECK(read > 10'000);
}
