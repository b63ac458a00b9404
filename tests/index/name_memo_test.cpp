#include "index/name_memo.hpp"

#include "index/file_chunk.hpp"
#include "index/name_test.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tocd;

namespace {

RowBits rows(size_t begin, size_t end) {
    RowBits found;
    found.set_range(begin, end);
    return found;
}

uint64_t memo_number(const std::string& text) { return MemoQuestion(text).number(); }

// One that was asked before.
MemoQuestion question(size_t number) {
    const std::string text = "number " + std::to_string(number);
    static_cast<void>(MemoQuestion(text));
    return MemoQuestion(text);
}

}  // namespace

TEST_CASE("a question has one number until many others were asked") {
    const uint64_t first = memo_number("the first question");
    CHECK(memo_number("another question") != first);
    for (int i = 0; i < 60; ++i) static_cast<void>(memo_number("question " + std::to_string(i)));
    CHECK(memo_number("the first question") == first);
    for (int i = 0; i < 200; ++i) static_cast<void>(memo_number("question " + std::to_string(i)));
    CHECK(memo_number("the first question") > first);
}

TEST_CASE("a memo knows what was kept last and nothing else") {
    NameMemo memo;
    RowBits found;
    CHECK_FALSE(memo.recall(question(1), found));
    for (size_t number = 1; number <= NameMemo::kMost + 1; ++number) memo.keep(question(number), rows(number, 2 * number));
    CHECK_FALSE(memo.recall(question(1), found));
    for (size_t number = 2; number <= NameMemo::kMost + 1; ++number) {
        REQUIRE(memo.recall(question(number), found));
        CHECK(found == rows(number, 2 * number));
    }
    CHECK_FALSE(MemoQuestion("that nobody asked").was_asked());
}

TEST_CASE("what was found among most names is not taken for all of them") {
    NameColumnMaker maker;
    for (int i = 0; i < 1000; ++i) maker.add("run_" + std::to_string(i));
    const NameColumn names = maker.take();
    RowBits most;
    most.set_range(100, 1000);
    RowBits few;
    few.set_range(0, 10);
    const LiteralInNames literal("run");
    CHECK(literal.find(names, most) == most);
    CHECK(literal.find(names, few) == few);
    CHECK(literal.find(names, RowBits::first(1000)).count() == 1000);
    const NameTest pattern({TextMatch::glob, "run_?"});
    CHECK(pattern.matching(names, most).none());
    CHECK(pattern.matching(names, few).count() == 10);
    CHECK(pattern.matching(names, RowBits::first(1000)).count() == 10);
}
