#include "search/case_fold.hpp"

#include "search/simple_folds.hpp"

#include <doctest/doctest.h>

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
