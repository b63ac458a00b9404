#include "search/case_fold.hpp"

#include "search/simple_folds.hpp"
#include "search/utf8.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace tocd;

TEST_CASE("text without case is what Unicode's simple folding gives") {
    CHECK(fold_case("README.TXT") == "readme.txt");
    CHECK(fold_case("GRÖSSE größe") == "grösse größe");
    CHECK(fold_case("\u1E9E") == "ß");     // capital sharp s: S, not F, which would give two letters
    CHECK(fold_case("ΑΣ ας") == "ασ ασ");  // both sigmas of lower case are one
    CHECK(fold_case("МОСКВА") == "москва");
    CHECK(fold_case("\u212A\u2126") == "kω");        // Kelvin and Ohm
    CHECK(fold_case("\U00010400") == "\U00010428");  // Deseret: four bytes
    CHECK(fold_case("\u0130") == "\u0130");          // only a Turkish reader would fold it
    CHECK(fold_case("日本 10µ") == "日本 10μ");      // micro sign and mu are one
    CHECK(fold_case("") == "");
}

TEST_CASE("bytes that are not UTF-8 are folded to themselves") {
    CHECK(fold_case("A\xFF\xC3Z\xE2\x82") == "a\xFF\xC3z\xE2\x82");
    CHECK(fold_case(std::string_view("A\0B", 3)) == std::string_view("a\0b", 3));
}

TEST_CASE("the table of foldings is in order and folding twice changes nothing") {
    CHECK(kSimpleFolds.size() > 1400);
    for (size_t i = 1; i < kSimpleFolds.size(); ++i) CHECK(kSimpleFolds[i - 1].from < kSimpleFolds[i].from);
    for (const SimpleFold& fold : kSimpleFolds) CHECK(fold_case(fold_case(fold.from)) == fold.to);
}

TEST_CASE("every code point goes into UTF-8 and comes back") {
    for (char32_t c = 0; c < 0x110000; c = c == 0xD7FF ? 0xE000 : c + 1) {
        std::string text;
        append_utf8(text, c);
        const CodePoint back = first_code_point(text);
        if (!back.valid || back.value != c || back.bytes != text.size())
            FAIL("code point " << static_cast<uint32_t>(c));
    }
}

TEST_CASE("stray bytes count as one code point each") {
    CHECK(count_code_points("größe") == 5);
    CHECK(count_code_points("a\xFF\xE2\x82") == 4);
    CHECK(count_code_points("") == 0);
}
