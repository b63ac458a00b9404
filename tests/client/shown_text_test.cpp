#include "client/shown_text.hpp"

#include "base/text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <random>

using namespace tocd;

namespace {

// What bash makes of a word.
std::string read_by_bash(const std::string& word) {
    const std::string command =
        "LC_ALL=C.UTF-8 bash -c 'IFS= read -r -d \"\" w; eval \"printf %s $w\"' <<'END_OF_WORD'\n" + word +
        "\nEND_OF_WORD";
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string out;
    for (int c = 0; (c = fgetc(pipe)) != EOF;) out += static_cast<char>(c);
    REQUIRE(pclose(pipe) == 0);
    return out;
}

}  // namespace

TEST_CASE("ordinary names are shown as they are") {
    for (const char* name : {"plain", "with space", "it's", "back\\slash", "\"quoted\"", "grün", "日本語", "naïve",
                             "👩‍🔬.png", "$HOME", ""})
        CHECK(shown_name(name) == name);
}

TEST_CASE("what a terminal obeys or hides is shown as an escape") {
    CHECK(shown_name("a\nb") == "$'a\\nb'");
    CHECK(shown_name("\x1b[31mred") == "$'\\x1b[31mred'");
    CHECK(shown_name("\xff") == "$'\\xff'");
    CHECK(shown_name("\xc2\x9b"
                     "2J") == "$'\\u009b2J'");                        // C1: some terminals take it as ESC [
    CHECK(shown_name("exe.\xe2\x80\xaetxt") == "$'exe.\\u202etxt'");  // right-to-left override
    CHECK(shown_name("a\xe2\x80\x8b"
                     "b") == "$'a\\u200bb'");                     // zero width
    CHECK(shown_name("a\xf3\xa0\x81\x81") == "$'a\\U000e0041'");  // tag
    CHECK(shown_name("it's\ta\\b") == "$'it\\'s\\ta\\\\b'");
    CHECK(shown_name("$'a\\nb'") == "$'$\\'a\\\\nb\\''");  // a name that looks like one of ours
    CHECK(safe_message("no \x1b[2J\xff here") == "no \\x1b[2J\\xff here");
}

TEST_CASE("bash reads back what is shown of a name with escapes") {
    for (const std::string name :
         {"a\nb", "\xff\xfe", "tab\there it's \\n", "exe.\xe2\x80\xaetxt", "\x1b]0;title\x07", "$'x'",
          "a\xf3\xa0\x81\x81"
          "f0"})
        CHECK(read_by_bash(shown_name(name)) == name);
}

TEST_CASE("random bytes never reach a terminal as controls") {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string name;
        for (size_t i = random() % 12; i > 0; --i) name += static_cast<char>(random() % 256);
        for (const std::string& shown : {shown_name(name), safe_message(name)}) {
            CHECK(is_utf8(shown));
            for (std::string_view rest = shown; !rest.empty();) {
                const CodePoint c = first_code_point(rest);
                CHECK(!is_unsafe(c.value));
                rest.remove_prefix(c.size_bytes);
            }
        }
    }
}

TEST_CASE("JSON made safe is the same JSON") {
    const nlohmann::json value = {{"name", "exe.\xe2\x80\xae\xc2\x9b\x7f\xf3\xa0\x81\x81txt \\ \" \n"}};
    const std::string safe = safe_json(value.dump());
    CHECK(safe != value.dump());
    CHECK(shown_name(safe) == safe);
    CHECK(nlohmann::json::parse(safe) == value);
}

TEST_CASE("width counts columns of a terminal") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("grün") == 4);
    CHECK(display_width("日本語") == 6);
    CHECK(display_width("e\xcc\x81") == 1);  // a combining accent
    CHECK(cut_to_width("日本語", 5) == "日本");
    CHECK(cut_to_width("abc", 5) == "abc");
}
