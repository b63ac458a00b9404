#include "base/text.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace tocd;

TEST_CASE("well-formed UTF-8 is told from malformed at every border") {
    for (const std::string_view good : {"", "plain", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                        "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
        CHECK_MESSAGE(is_utf8(good), display_text(good));
    for (const std::string_view bad :
         {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2x", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
          "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "ok\xFE"})
        CHECK_MESSAGE(!is_utf8(bad), display_text(bad));
    CHECK(is_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("one byte that is not ASCII is found wherever it stands") {
    for (size_t size = 1; size <= 24; ++size) {
        std::string text(size, 'a');
        CHECK(is_utf8(text));
        for (char& c : text) {
            c = '\xff';
            CHECK(!is_utf8(text));
            c = 'a';
        }
    }
}

TEST_CASE("display text keeps UTF-8 and writes stray bytes in hexadecimal") {
    CHECK(display_text("größe") == "größe");
    CHECK(display_text("a\xFF\xC3z") == "a\\xff\\xc3z");
    CHECK(display_text("\xE2\x82") == "\\xe2\\x82");
    CHECK(display_text("line\nbreak") == "line\nbreak");

    std::mt19937 random(7);
    for (int i = 0; i < 2000; ++i) {
        std::string bytes(random() % 12, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        CHECK(is_utf8(display_text(bytes)));
    }
}

TEST_CASE("base64 gives the examples of RFC 4648") {
    const std::vector<std::pair<std::string, std::string>> examples = {{"", ""},
                                                                       {"f", "Zg=="},
                                                                       {"fo", "Zm8="},
                                                                       {"foo", "Zm9v"},
                                                                       {"foob", "Zm9vYg=="},
                                                                       {"fooba", "Zm9vYmE="},
                                                                       {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : examples) {
        CHECK(base64_encode(bytes) == text);
        CHECK(base64_decode(text) == bytes);
    }
    CHECK(base64_encode("\xFB\xFF") == "+/8=");
    CHECK(base64url_encode("\xFB\xFF") == "-_8");
    CHECK(base64url_decode("-_8") == "\xFB\xFF");
}

TEST_CASE("base64 refuses whatever is not exactly an encoding") {
    for (const char* bad : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v ", "Zm9v\n", "-_8=", "=", "====", "Z=g="})
        CHECK_MESSAGE(!base64_decode(bad).has_value(), bad);
    for (const char* bad : {"Z", "Zg==", "Zh", "+/8", "Zm9", "a b"})
        CHECK_MESSAGE(!base64url_decode(bad).has_value(), bad);
}

TEST_CASE("base64 brings back random bytes in both alphabets") {
    std::mt19937 random(11);
    for (int i = 0; i < 1000; ++i) {
        std::string bytes(random() % 40, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        CHECK(base64_decode(base64_encode(bytes)) == bytes);
        CHECK(base64url_decode(base64url_encode(bytes)) == bytes);
    }
}

TEST_CASE("extensions are what splitext of Python gives") {
    const std::vector<std::pair<std::string, std::string>> examples = {{"a.txt", "txt"},
                                                                       {"A.TXT", "txt"},
                                                                       {"archive.tar.gz", "gz"},
                                                                       {".bashrc", ""},
                                                                       {"..b", ""},
                                                                       {"..a.b", "b"},
                                                                       {"a.", ""},
                                                                       {"a", ""},
                                                                       {"", ""},
                                                                       {"...", ""},
                                                                       {"a..b", "b"},
                                                                       {"x.b c", "b c"},
                                                                       {"x.Ä", "Ä"},
                                                                       {"x.1234567890123456", "1234567890123456"},
                                                                       {"x.12345678901234567", ""},
                                                                       {"x.\xFF", ""}};
    for (const auto& [name, ext] : examples) {
        CAPTURE(name);
        CHECK(extension_of(name) == ext);
    }
}

TEST_CASE("only ASCII letters are folded to lower case") {
    CHECK(ascii_lower("AZaz@[`{09") == "azaz@[`{09");
    CHECK(ascii_lower("Ä\xFF") == "Ä\xFF");
}

TEST_CASE("a mistyped word finds its nearest candidate and a strange one none") {
    const std::vector<std::string> keys = {"path", "exclude", "threads", "scan_every"};
    CHECK(nearest("pth", keys) == "path");
    CHECK(nearest("exlude", keys) == "exclude");
    CHECK(nearest("thread", keys) == "threads");
    CHECK(nearest("scan-every", keys) == "scan_every");
    CHECK_FALSE(nearest("colour", keys).has_value());
    CHECK_FALSE(nearest("x", keys).has_value());
    CHECK_FALSE(nearest("path", {}).has_value());
}
