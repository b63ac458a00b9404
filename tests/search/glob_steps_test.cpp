#include "search/case_fold.hpp"
#include "search/glob_steps.hpp"
#include "search/text_match.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace tocd;

TEST_CASE("a glob taken part by part matches what it matches as a whole") {
    static const std::vector<std::string> kParts = {"a", "A", "b", "/", ".", "é", "É", "測", "*", "?"};
    std::mt19937_64 random(7);
    const auto text = [&](size_t kinds, size_t most) {
        std::string out;
        for (size_t n = random() % most; n > 0; --n) out += kParts[random() % kinds];
        return out;
    };
    size_t matches = 0;
    for (int i = 0; i < 200'000; ++i) {
        const std::string pattern = fold_case(text(kParts.size(), 9));
        const std::vector<std::string> parts = {text(8, 5), text(8, 5), text(8, 5)};
        const auto steps = GlobSteps::of(pattern);
        REQUIRE(steps);
        GlobSteps::Places places = steps->start();
        std::string whole;
        for (const std::string& part : parts) {
            const bool is_sure = steps->is_match_of_all(places);
            places = steps->after(places, fold_case(part));
            whole += fold_case(part);
            if (is_sure) REQUIRE(steps->is_match(places));
        }
        CAPTURE(pattern);
        CAPTURE(whole);
        REQUIRE(steps->is_match(places) == glob_is(pattern, whole));
        if (places == 0) REQUIRE_FALSE(glob_is(pattern, whole + text(8, 9)));
        const std::string name = text(8, 5);
        const bool is_odd = name.find('/') != std::string::npos;  // no name has one
        if (!is_odd) REQUIRE(steps->is_match_with(steps->after(places, "/"), fold_case(name)) == glob_is(pattern, whole + "/" + fold_case(name)));
        matches += glob_is(pattern, whole) ? 1 : 0;
    }
    CHECK(matches > 1000);
    CHECK(GlobSteps::of("a*")->is_match(GlobSteps::of("a*")->after(GlobSteps::of("a*")->start(), "AB")));
    CHECK(GlobSteps::of(std::string(63, 'a')));
    CHECK_FALSE(GlobSteps::of(std::string(64, 'a')));
}
