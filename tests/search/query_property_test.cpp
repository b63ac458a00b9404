#include "search/query_samples.hpp"
#include "search/query_text.hpp"
#include "search/random_trees.hpp"

#include <random>
#include <vector>

using namespace tocd;

namespace {

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

TEST_CASE("a pattern for an extension that begins as no value may reads the same from its one form") {
    for (const char* const text : {"ext:.(-h)h*", "ext:..a*", "ext:.<a*", "ext:.-a*", "ext:.a*", "ext:.*"}) {
        CAPTURE(text);
        const auto result = parse_query(text, kNow);
        REQUIRE(std::holds_alternative<Query>(result));
        const auto& query = std::get<Query>(result);
        CHECK(parsed(query.text).tree == query.tree);
        CHECK(parsed(query.text).text == query.text);
    }
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
