#include "index/column.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace tocd;

namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// What a column says of values, in a buffer of its own.
struct Encoded {
    explicit Encoded(const std::vector<int64_t>& from) : values(from) {
        codes.push_back(7);  // columns share a buffer
        column = Column::encode(values, codes);
        codes.resize(codes.size() + Column::kSlackBytes);
        column.place(codes.data());
    }
    void check() const {
        size_t wrong = 0;  // one assertion each would take minutes
        for (size_t row = 0; row < values.size(); ++row) wrong += column[row] != values[row];
        Column::Values decoded;
        column.decode(values.size(), decoded);
        for (size_t row = 0; row < values.size(); ++row) wrong += decoded[row] != values[row];
        REQUIRE(wrong == 0);
    }
    // Of columns that have all values.
    void check_sum(const RowBits& rows) const {
        __int128 expected = 0;
        rows.for_each([&](size_t row) { expected += values[row]; });
        REQUIRE((column.sum(rows, values.size()) == expected));
        size_t called = 0;
        column.for_each(rows, values.size(), [&](size_t row, int64_t value) { called += rows.has(row) && values[row] == value; });
        REQUIRE(called == rows.count());
    }
    void check_between(int64_t min, int64_t max) const {
        const RowBits rows = column.between(min, max, values.size());
        const RowBits present = column.present(values.size());
        size_t wrong = 0;
        for (size_t row = 0; row < kChunkRows; ++row) {
            const bool is_there = row < values.size() && values[row] != Column::kNone;
            wrong += present.has(row) != is_there;
            wrong += rows.has(row) != (is_there && min <= values[row] && values[row] <= max);
        }
        REQUIRE(wrong == 0);
    }
    std::vector<int64_t> values;
    std::vector<uint8_t> codes;
    Column column;
};

}  // namespace

TEST_CASE("a column gives back every value and finds those in a range") {
    std::mt19937_64 random(5);
    const std::vector<int64_t> scales = {1, 7, 1'000'000'000, 86'400'000'000'000};
    for (int round = 0; round < 400; ++round) {
        const int bits = static_cast<int>(random() % 64);
        const int64_t scale = scales[random() % scales.size()];
        const auto base = static_cast<int64_t>(random());
        const bool some_missing = random() % 3 == 0;
        std::vector<int64_t> values(1 + random() % kChunkRows);
        for (int64_t& value : values) {
            const uint64_t step = bits == 0 ? 0 : random() >> (64 - bits);
            value = static_cast<int64_t>(static_cast<uint64_t>(base) + step * static_cast<uint64_t>(scale));
            if (some_missing && random() % 4 == 0) value = Column::kNone;
        }
        const Encoded encoded(values);
        encoded.check();
        RowBits rows;
        for (size_t row = 0; row < values.size(); ++row)
            if (random() % (1 + round % 20) == 0) rows.set(row);
        if (!encoded.column.has_none()) encoded.check_sum(rows);
        for (int i = 0; i < 20; ++i) {
            const auto near = static_cast<uint64_t>(values[random() % values.size()]) + random() % 3 - (i % 3 == 0 ? 1 : 0);  // wraps
            const auto low = static_cast<int64_t>(near);
            const int64_t high = i % 4 == 0 ? kMax : values[random() % values.size()];
            encoded.check_between(low, high);
            encoded.check_between(high, low);
        }
    }
}

TEST_CASE("a column holds the ends of 64 bits and what is all the same or all missing") {
    for (const std::vector<int64_t>& values : std::vector<std::vector<int64_t>>{{5},
                                                                                {5, 5, 5},
                                                                                {Column::kNone, Column::kNone},
                                                                                {Column::kNone, 0},
                                                                                {Column::kNone, kMax, Column::kNone + 1},
                                                                                {-kMax, kMax},
                                                                                {-1, 0, 1},
                                                                                {1, 2, 3, Column::kNone}}) {
        const Encoded encoded(values);
        encoded.check();
        for (const int64_t low : {Column::kNone, -kMax, int64_t{-1}, int64_t{0}, int64_t{5}, kMax})
            for (const int64_t high : {Column::kNone, -kMax, int64_t{0}, int64_t{4}, int64_t{5}, kMax}) encoded.check_between(low, high);
    }
}
