#include "index/byte_search.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace tocd;

namespace {

std::vector<ByteSearch::Width> widths() {
    std::vector<ByteSearch::Width> out;
    for (const auto width : {ByteSearch::Width::widest, ByteSearch::Width::avx512, ByteSearch::Width::avx2, ByteSearch::Width::plain})
        if (ByteSearch::can(width)) out.push_back(width);
    return out;
}

std::vector<size_t> plainly(std::string_view text, std::string_view needle, size_t from) {
    std::vector<size_t> out;
    for (size_t at = from; at + needle.size() <= text.size(); ++at) {
        size_t i = 0;
        while (i < needle.size() && (text[at + i] >= 'A' && text[at + i] <= 'Z' ? text[at + i] + 32 : text[at + i]) == needle[i]) ++i;
        if (i == needle.size()) out.push_back(at);
    }
    return out;
}

}  // namespace

TEST_CASE("words are found in bytes at every place as a plain loop finds them") {
    std::mt19937 random(3);
    // Few different bytes, so that much nearly fits; '@' and '[' stand beside letters, 0xC1 is 'A' with the top bit set.
    const std::string bytes = "aAbB@[`{_0\xC1\xE1z";
    for (int round = 0; round < 3000; ++round) {
        std::string needle;
        for (size_t n = 1 + random() % (round % 5 == 0 ? 90 : 5); n > 0; --n) needle += std::string_view("ab@[`_0z")[random() % 8];
        std::string text;
        for (size_t n = random() % (round % 50 == 0 ? 3000 : 300); n > 0; --n) text += bytes[random() % bytes.size()];
        if (random() % 2 == 0) text.insert(random() % (text.size() + 1), needle);
        if (random() % 4 == 0) text += needle;
        const size_t size = text.size();
        text += needle + std::string(ByteSearch::kSlackBytes, needle[0]);  // what is behind the text would fit
        const std::string_view view = std::string_view(text).substr(0, size);
        for (const auto width : widths()) {
            const ByteSearch search(needle, width);
            for (size_t from = 0; from <= size; from += 1 + random() % 64) {
                std::vector<size_t> found;
                search.for_each(view, from, [&](size_t at) { found.push_back(at); });
                if (found != plainly(view, needle, from)) FAIL("\"" << needle << "\" in \"" << text << "\" from " << from);
            }
        }
    }
}

TEST_CASE("rows of names that hold a word are found as by a look at each name") {
    std::mt19937 random(4);
    size_t hits = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string needle;
        for (size_t n = 1 + random() % (round % 5 == 0 ? 90 : 5); n > 0; --n) needle += std::string_view("ab@[`_0z")[random() % 8];
        const size_t first = random() % 64, count = random() % 300;
        std::string text(random() % 70, 'a');  // what is before and behind these names would fit
        const size_t begin = text.size();
        std::vector<bool> expected;
        for (size_t row = 0; row < count; ++row) {
            std::string name;
            for (size_t n = random() % (round % 7 == 0 ? 200 : 30); n > 0; --n) name += std::string_view("aAbB@[`{_0\xC1z")[random() % 12];
            if (random() % (1 + round % 9) == 0) name.insert(random() % (name.size() + 1), needle);
            expected.push_back(!plainly(name, needle, 0).empty());
            hits += expected.back() ? 1 : 0;
            text += name + '\0';
        }
        const size_t end = text.size();
        text += needle + '\0' + needle + std::string(ByteSearch::kSlackBytes, needle[0]);
        for (const auto width : widths()) {
            std::vector<uint64_t> words((first + count) / 64 + 1);
            ByteSearch(needle, width).find_rows(text.data(), begin, end, first, words.data());
            for (size_t row = 0; row < words.size() * 64; ++row) {
                const bool is_found = (words[row / 64] >> row % 64 & 1) != 0;
                if (is_found != (row >= first && row < first + count && expected[row - first])) FAIL("\"" << needle << "\" and row " << row << " of " << first << " + " << count);
            }
        }
    }
    CHECK(hits > 10'000);
}

TEST_CASE("a word with a NUL stands in no name") {
    const std::string text = std::string("ab\0cd\0", 6) + std::string(ByteSearch::kSlackBytes, '\0');
    for (const auto width : widths())
        for (const std::string& needle : {std::string(1, '\0'), std::string("b\0c", 3)}) {
            uint64_t word = 0;
            ByteSearch(needle, width).find_rows(text.data(), 0, 6, 0, &word);
            CHECK(word == 0);
        }
}

TEST_CASE("a text that is shorter than the word holds nothing and the slack behind it is enough") {
    for (const auto width : widths()) {
        const std::string needle(200, 'x');
        for (const size_t size : {0, 1, 63, 64, 65, 199, 200, 201, 300}) {
            // Exactly as much memory as is promised: the sanitizer sees a byte more.
            std::vector<char> text(size + ByteSearch::kSlackBytes, 'x');
            const ByteSearch search(needle, width);
            std::vector<size_t> found;
            search.for_each({text.data(), size}, 0, [&](size_t at) { found.push_back(at); });
            CHECK(found.size() == (size < 200 ? 0 : size - 199));
            search.for_each({text.data(), size}, size, [](size_t at) { FAIL(at); });
        }
    }
}
