// Words of a command line as a query, and the line that points into it.
#include "client/query_words.hpp"

#include "search/query_syntax.hpp"

#include <doctest/doctest.h>

using namespace tocd;

TEST_CASE("a word with a blank is quoted behind its key and others stand as they are") {
    CHECK(query_word("weld") == "weld");
    CHECK(query_word("size:>1G") == "size:>1G");
    CHECK(query_word("-tmp") == "-tmp");
    CHECK(query_word("weld 7") == "\"weld 7\"");
    CHECK(query_word("a\tb") == "\"a\tb\"");
    CHECK(query_word("path:/srv/my data") == "path:\"/srv/my data\"");
    CHECK(query_word("NAME=my data") == "NAME=\"my data\"");
    CHECK(query_word("re:run \\d+") == "re:\"run \\d+\"");
    CHECK(query_word("-weld 7") == "-\"weld 7\"");
    CHECK(query_word("!dir:my data") == "!dir:\"my data\"");
    CHECK(query_word("note: weld 7") == "\"note: weld 7\"");  // no key
    CHECK(query_word("name: ") == "name:\" \"");
    CHECK(query_word("(raw OR calib)") == "(raw OR calib)");
    CHECK(query_word("-(raw OR calib)") == "-(raw OR calib)");
    CHECK(query_word("\"weld 7\" OR raw") == "\"weld 7\" OR raw");
}

TEST_CASE("words and a query together ask for both") {
    CHECK(joined_query({}, "") == "");
    CHECK(joined_query({"", "a", "", "b c"}, "") == "a \"b c\"");
    CHECK(joined_query({}, "a OR b") == "a OR b");
    CHECK(joined_query({"x"}, "a OR b") == "x (a OR b)");
    CHECK(joined_query({"x"}, " ") == "x");
    CHECK_THROWS_AS((void)joined_query({"x"}, "a) OR (b"), QueryError);
    CHECK_THROWS_AS((void)joined_query({"x"}, "a OR"), QueryError);
}

TEST_CASE("words are what a file can fit better than another") {
    for (const char* text : {"weld", "ext:h5 weld", "name:a OR size:0", "\"a b\"", "*.h5", "(ext:h5 (size:1 a))"}) CHECK(seeks_words(text));
    for (const char* text : {"", "ext:h5", "-weld size:1", "path:/srv", "weld OR", "NOT (a b)"}) CHECK_FALSE(seeks_words(text));
}

TEST_CASE("the pointer stands below its place whatever is before it") {
    const auto pointer = [](const std::string& query, size_t position, size_t length, size_t columns = 80) {
        return QueryError("at x", query, position, length).pointer(columns);
    };
    CHECK(pointer("a sise:1", 2, 4) == "    a sise:1\n      ^~~~\n");
    CHECK(pointer("(a", 0, 1) == "    (a\n    ^\n");
    CHECK(pointer("a (", 3, 0) == "    a (\n       ^\n");
    CHECK(pointer("", 0, 0) == "    \n    ^\n");
    CHECK(pointer("\xe6\xbc\xa2 b:", 2, 2) == "    \xe6\xbc\xa2 b:\n       ^~\n");  // two columns wide
    CHECK(pointer("\x1b b:", 2, 2) == "    \\x1b b:\n         ^~\n");
    CHECK(pointer("\xff b:", 2, 2) == "    \\xff b:\n         ^~\n");
    CHECK(pointer("a", 7, 9) == "    a\n     ^\n");
    const std::string far = std::string(100, 'a') + " b: " + std::string(100, 'c');
    CHECK(pointer(far, 101, 2, 45) == "    …" + std::string(19, 'a') + " b: " + std::string(15, 'c') + "…\n" + std::string(25, ' ') + "^~\n");
}
