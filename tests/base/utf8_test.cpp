#include "base/utf8.hpp"

#include <doctest/doctest.h>

using namespace tocd;

TEST_CASE("every code point goes into UTF-8 and comes back") {
    for (char32_t c = 0; c < 0x110000; c = c == 0xD7FF ? 0xE000 : c + 1) {
        std::string text;
        append_utf8(text, c);
        const CodePoint back = first_code_point(text);
        if (back.value != static_cast<int32_t>(c) || back.size_bytes != text.size())
            FAIL("code point " << static_cast<uint32_t>(c));
    }
}

TEST_CASE("stray bytes count as one code point each") {
    CHECK(count_code_points("größe") == 5);
    CHECK(count_code_points("a\xFF\xE2\x82") == 4);
    CHECK(count_code_points("") == 0);
}
