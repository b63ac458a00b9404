#include "http/parameters.hpp"

#include "http/failure.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

const std::vector<Parameter> kTable = {
    {"name", ParameterType::words, ""},
    {"ext", ParameterType::list, ""},
    {"under", ParameterType::path, ""},
    {"min_size", ParameterType::size, ""},
    {"limit", ParameterType::integer, "", false, {}, "100", 1, 1000},
    {"modified_after", ParameterType::time, ""},
    {"sort", ParameterType::order, "", false, "name,size", "name"},
    {"gone", ParameterType::choice, "", false, "no,yes,any", "no"},
    {"count", ParameterType::flag, ""},
};
constexpr UnixNs kNow = 1'800'000'000 * kNsPerSecond;

Parameters read(std::vector<std::pair<std::string, std::string>> values) {
    return Parameters(kTable, std::move(values), kNow);
}

// The parameter that is complained about, and the text.
std::pair<std::string, std::string> complaint(const std::string& name, const std::string& value) {
    try {
        static_cast<void>(read({{name, value}}));
    } catch (const BadParameter& e) {
        return {e.parameter(), e.what()};
    }
    return {};
}

}  // namespace

TEST_CASE("parameters are read by their type") {
    const Parameters p = read({{"name", "a  b"},
                               {"name", "c"},
                               {"ext", "csv,gz"},
                               {"ext", ""},
                               {"under", "/x\xFF"},
                               {"min_size", "10k"},
                               {"modified_after", "30d"},
                               {"sort", "-size"},
                               {"count", "1"}});

    CHECK(p.texts("name") == std::vector<std::string>{"a", "b", "c"});
    CHECK(p.texts("ext") == std::vector<std::string>{"csv", "gz", ""});
    CHECK(p.text("under") == "/x\xFF");
    CHECK(p.number("min_size") == 10240);
    CHECK(p.number("modified_after") == kNow - 30 * kNsPerDay);
    CHECK(p.order("sort").key == "size");
    CHECK(p.order("sort").descending);
    CHECK(p.flag("count"));
    CHECK(p.number("limit") == 100);
    CHECK(p.text("gone") == "no");
    CHECK(p.has_relative_time());
    CHECK_FALSE(read({{"modified_after", "2017-05-01"}}).has_relative_time());
}

TEST_CASE("an unknown parameter is refused with the nearest known one") {
    const auto [name, text] = complaint("mini_size", "1");
    CHECK(name == "mini_size");
    CHECK(text.find("did you mean min_size?") != text.npos);
    CHECK(complaint("zzzzzzzz", "1").second.find("did you mean") == std::string::npos);
    CHECK(complaint("\xFF\xFE", "1").first == "\xFF\xFE");
}

TEST_CASE("values that are not of their type are refused with what is accepted") {
    CHECK(complaint("limit", "0").second == "limit=0 is not a whole number from 1 to 1000");
    CHECK(complaint("limit", "1001").first == "limit");
    CHECK(complaint("limit", "12x").first == "limit");
    CHECK(complaint("limit", "").first == "limit");
    CHECK(complaint("limit", "99999999999999999999").first == "limit");
    CHECK(complaint("under", "x/y").second == "under=x/y is not an absolute path");
    CHECK(complaint("under", std::string("/a\0b", 4)).first == "under");
    CHECK(complaint("sort", "names").second == "sort=names is not one of name, size; with - before it for descending");
    CHECK(complaint("sort", "--size").first == "sort");
    CHECK(complaint("gone", "maybe").first == "gone");
    CHECK(complaint("count", "2").first == "count");
    CHECK(complaint("modified_after", "yesterday").first == "modified_after");
    CHECK(complaint("name", std::string(2 * 100, ' ').replace(0, 1, "a")).first.empty());
    std::string words;
    for (int i = 0; i < 65; ++i) words += "w ";
    CHECK(complaint("name", words).first == "name");
    CHECK_THROWS_AS(static_cast<void>(read({{"limit", "1"}, {"limit", "1"}})), BadParameter);
}

TEST_CASE("what is said of a NUL byte does not end at it") {
    using namespace std::string_literals;
    CHECK(complaint("name", "a\0b"s).second == "name has a NUL byte, which no name holds; leave it out");
    CHECK(complaint("what\0"s, "1").second == "there is no parameter what here");
}

TEST_CASE("sizes are bytes or powers of 1024") {
    CHECK(read({{"min_size", "2GiB"}}).number("min_size") == int64_t{2} << 30);
    CHECK(read({{"min_size", "7P"}}).number("min_size") == int64_t{7} << 50);
    for (const char* bad : {"", "k", "-1", "1.5G", "1kk", "1 k", "0x10", "9000000P"}) {
        CAPTURE(std::string(bad));
        CHECK(complaint("min_size", bad).first == "min_size");
    }
}

TEST_CASE("durations ago never leave the range of times") {
    CHECK(parse_time("90m", kNow) == kNow - 5400 * kNsPerSecond);
    CHECK(parse_time("1y", kNow) == kNow - 365 * kNsPerDay);
    CHECK(parse_time("2026-11-22", kNow) == 1'795'305'600 * kNsPerSecond);
    CHECK_FALSE(parse_time("999999999999w", kNow));
    CHECK_FALSE(parse_time("-5d", kNow));
    CHECK_FALSE(parse_time("d", kNow));
}

}  // namespace tocd
