// Columns of many names, against a look at each of them.
#include "index/fit_of_names.hpp"
#include "index/index_sum.hpp"
#include "search/case_fold.hpp"
#include "search/file_match.hpp"
#include "search/text_match.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace tocd;

namespace {

class Names {
public:
    std::string text() {
        static const std::vector<std::string> kParts = {"run", "Run", "_", ".", "a", "A", "b", "é", "É", "\u212A", "k", "7", "\xFF", " "};
        std::string out;
        for (size_t n = 1 + below(4); n > 0; --n) out += kParts[below(kParts.size())];
        return out;
    }
    size_t below(size_t n) { return random_() % n; }
    RowBits rows(size_t count) {
        RowBits out;
        const size_t kind = below(4);
        if (kind == 0) return RowBits::first(count);
        for (size_t row = 0; row < count;) {  // stretches, long ones or short ones
            const size_t end = std::min(count, row + 1 + below(kind == 1 ? 3 : 90));
            if (below(2) == 0) out.set_range(row, end);
            row = end;
        }
        return out;
    }
    // Files of some directories, each of which has names of one kind.
    ChunkList chunks(size_t count) {
        FileChunks made;
        std::string stem = text();
        int64_t directory = 1, ordinal = 0;
        for (size_t i = 0; i < count; ++i) {
            if (below(30) == 0) {
                stem = text();
                ++directory;
                ordinal = 0;
            }
            const std::string name = stem + (below(3) == 0 ? text() : "") + std::to_string(i % 50);
            made.add({.id = first_file_id(directory) + ordinal++,
                      .name = name,
                      .size_bytes = below(40) == 0 ? std::numeric_limits<int64_t>::max() : static_cast<int64_t>(below(5000))});
        }
        return made.take();
    }

private:
    std::mt19937_64 random_{11};
};

// As FileMatch has it.
RowBits beginning(const NameColumn& names, const RowBits& alive, const std::string& folded) {
    RowBits out;
    alive.for_each([&](size_t row) {
        if (fold_case(names[row]).starts_with(folded)) out.set(row);
    });
    return out;
}

LiteralInNames::Found found(const NameColumn& names, const RowBits& alive, const std::string& folded) {
    LiteralInNames::Found out;
    out.begins_name = beginning(names, alive, folded);
    alive.for_each([&](size_t row) {
        const std::string name = fold_case(names[row]);
        for (size_t at = name.find(folded); at != std::string::npos; at = name.find(folded, at + 1)) {
            out.rows.set(row);
            if (at == 0 || !is_word_byte(name[at - 1])) out.begins_word.set(row);
        }
    });
    return out;
}

}  // namespace

TEST_CASE("a text is found in the names of a column as by a look at each of them") {
    Names random;
    size_t hits = 0;
    for (int round = 0; round < 20; ++round) {
        for (const auto& chunk : random.chunks(1 + random.below(2500))) {
            for (int i = 0; i < 40; ++i) {
                const std::string folded = fold_case(random.text());
                const RowBits alive = random.rows(chunk->rows());
                CAPTURE(folded);
                const LiteralInNames literal(folded);
                const LiteralInNames::Found expected = found(chunk->names(), alive, folded);
                const LiteralInNames::Found answered = literal.found(chunk->names(), alive);
                REQUIRE(answered.rows == expected.rows);
                REQUIRE(answered.begins_name == expected.begins_name);
                REQUIRE(answered.begins_word == expected.begins_word);
                REQUIRE(literal.find(chunk->names(), alive) == expected.rows);
                REQUIRE(literal.beginning(chunk->names(), alive) == expected.begins_name);
                hits += expected.rows.count();
            }
        }
    }
    CHECK(hits > 10'000);
}

TEST_CASE("names are found however long they are and one with a NUL is one name") {
    for (const size_t size : {size_t{200}, size_t{1000}, size_t{5000}}) {
        NameColumnMaker maker;
        for (size_t row = 0; row < 300; ++row) maker.add(row == 7 ? std::string("nul\0Nul", 7) : std::string(size, 'x') + (row % 3 == 0 ? "Run" : "") + std::to_string(row));
        const NameColumn names = maker.take();
        REQUIRE(names.size() == 300);
        CHECK(names[7] == "nul/Nul");
        CHECK(names[299] == std::string(size, 'x') + "299");
        const RowBits found = LiteralInNames("xrun").find(names, RowBits::first(300));
        for (size_t row = 0; row < 300; ++row) REQUIRE(found.has(row) == (row % 3 == 0));
        CHECK(LiteralInNames("nul").find(names, RowBits::first(300)).count() == 1);
        CHECK(LiteralInNames(std::string("l\0n", 3)).find(names, RowBits::first(300)).none());
    }
}

TEST_CASE("rows that come before others by relevance are never left out") {
    Names random;
    size_t left_out = 0;
    for (int round = 0; round < 30; ++round) {
        for (const auto& chunk : random.chunks(600)) {
            QueryTree tree{.kind = QueryTree::Kind::all};
            for (size_t n = 1 + random.below(3); n > 0; --n) tree.children.push_back(query_term(QueryKey::text, {TextValue{TextMatch::part, random.text()}}));
            const FitOfNames fit(tree);
            const FileMatch match(tree);
            const RowBits rows = random.rows(chunk->rows());
            const size_t last = random.below(chunk->rows());
            for (const uint32_t least : {match.relevance(chunk->name(last)), 1U << 16 | 3U, 2U << 16 | 5U, 0U}) {
                const RowBits near = fit.may_come_before(least, chunk->name(last), *chunk, rows);
                rows.for_each([&](size_t row) {
                    const uint32_t relevance = match.relevance(chunk->name(row));
                    if (relevance > least || (relevance == least && chunk->name(row) <= chunk->name(last))) REQUIRE(near.has(row));
                    left_out += near.has(row) ? 0 : 1;
                });
            }
        }
    }
    CHECK(left_out > 1000);
}

TEST_CASE("groups of names are left out only where no name of theirs is before another") {
    Names random;
    size_t left_out = 0;
    for (int round = 0; round < 30; ++round) {
        for (const auto& chunk : random.chunks(900)) {
            const std::string name = random.text();
            const unsigned up_to = chunk->names().groups_up_to(name), from = chunk->names().groups_from(name);
            for (size_t row = 0; row < chunk->rows(); ++row) {
                const unsigned group = 1U << row / TrigramSets::kNames;
                if (chunk->name(row) <= name) REQUIRE((up_to & group) != 0);
                if (chunk->name(row) >= name) REQUIRE((from & group) != 0);
                left_out += (up_to & from & group) == 0 ? 1 : 0;
            }
        }
    }
    CHECK(left_out > 1000);
}

TEST_CASE("sums of rows are those of each row however large the files are") {
    Names random;
    for (int round = 0; round < 20; ++round) {
        for (const auto& chunk : random.chunks(1500)) {
            const RowBits rows = random.rows(chunk->rows());
            IndexSum expected;
            rows.for_each([&](size_t row) { expected.add(chunk->size_bytes[row]); });
            IndexSum sum;
            sum.add(*chunk, rows);
            REQUIRE(sum.files == expected.files);
            REQUIRE(sum.size_bytes == expected.size_bytes);
        }
    }
}
