#include "catalogue/cursor.hpp"
#include "base/error.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <vector>

using namespace tocd;

namespace {

FileQuery sample_query() {
    FileQuery query;
    query.names = {"a", "b"};
    query.min_size_bytes = 10;
    query.sort = FileSort::name;
    return query;
}

bool refused(FileQuery query, const std::string& after) {
    query.after = after;
    try {
        static_cast<void>(decode_cursor(query));
    } catch (const Error& error) {
        return error.kind() == ErrorKind::invalid_argument;
    }
    return false;
}

}  // namespace

TEST_CASE("a cursor gives back the position it was made of") {
    const std::vector<SortPosition> positions = {
        {.number = 0, .text = "", .id = 1},
        {.number = INT64_MIN, .text = "", .id = INT64_MAX},
        {.number = -5, .text = std::string("\xff\0 name", 7), .id = 77},
        {.number = 0, .text = std::string(255, 'x'), .id = 5 << 24},
    };
    for (const SortPosition& position : positions) {
        FileQuery query = sample_query();
        query.after = encode_cursor(query, position);
        CHECK(query.after.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
              std::string::npos);
        CHECK(decode_cursor(query) == position);
    }
}

TEST_CASE("a cursor with any character changed or cut off is refused") {
    const FileQuery query = sample_query();
    const std::string good = encode_cursor(query, {.number = 5, .text = "name", .id = 9});
    REQUIRE(!refused(query, good));

    for (size_t i = 0; i < good.size(); ++i) {
        std::string changed = good;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK(refused(query, changed));
        CHECK(refused(query, good.substr(0, i)));
    }
    CHECK(refused(query, good + "A"));
    CHECK(refused(query, "'; DROP TABLE file; --"));
    CHECK(refused(query, std::string(100'000, 'A')));
}

TEST_CASE("a cursor of another query is refused whatever differs") {
    const FileQuery query = sample_query();
    const std::string cursor = encode_cursor(query, {.number = 5, .text = "name", .id = 9});
    const std::vector<std::function<void(FileQuery&)>> changes = {
        [](FileQuery& q) { q.names = {"ab"}; },
        [](FileQuery& q) { q.names = {"a"}; },
        [](FileQuery& q) { q.extensions = {"h5"}; },
        [](FileQuery& q) { q.under = "/srv"; },
        [](FileQuery& q) { q.under = ""; },
        [](FileQuery& q) { q.min_size_bytes = 11; },
        [](FileQuery& q) { q.max_size_bytes = 10; },
        [](FileQuery& q) { q.modified_after_ns = 1; },
        [](FileQuery& q) { q.owners = {"a"}; },
        [](FileQuery& q) { q.shares = {"a"}; },
        [](FileQuery& q) { q.gone = GoneFilter::any; },
        [](FileQuery& q) { q.sort = FileSort::size; },
        [](FileQuery& q) { q.descending = true; },
    };
    for (const auto& change : changes) {
        FileQuery other = query;
        change(other);
        CHECK(refused(other, cursor));
    }
}

TEST_CASE("a cursor goes on with another page size and with a time that moved on") {
    FileQuery query = sample_query();
    query.modified_after_ns = 100;
    query.after = encode_cursor(query, {.number = 5, .text = "name", .id = 9});
    query.limit = 7;
    query.count = true;
    query.modified_after_ns = 200;  // "30d ago", asked a moment later

    CHECK(decode_cursor(query).id == 9);
}
