// The first rows of chunks in every order, as a plain sort of all rows gives them.
#include "base/project_rules.hpp"
#include "index/index_search.hpp"
#include "index/top_rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>

using namespace tocd;

namespace {

struct ManyChunks {
    ManyChunks() {
        auto dictionaries = std::make_shared<IndexDictionaries>();
        dictionaries->extensions = {"", "h5", "csv"};
        dictionaries->owners = {{}, {1, 1, "ann", "staff"}, {2, 1, "bob", "staff"}, {1, 2, "ann", "lab"}};
        dictionaries->shares = {{}, {"raw", 0}, {"home", 0}};
        std::vector<IndexedDirectory> directories;
        for (int64_t id = 1; id <= 40; ++id)
            directories.push_back({.id = id, .name = id < 3 ? "/s" + std::to_string(id) : "d" + std::to_string(id % 5), .parent_id = id < 3 ? 0 : 1 + id % 2,
                                   .share_id = 1 + (id + 1) % 2, .first_listed_ns = id % 3, .last_listed_ns = 10 + id % 2});
        epoch.directories.change(directories);
        epoch.dictionaries = dictionaries;
        epoch.projects = std::make_shared<const DirectoryProjects>(
            std::make_shared<const ProjectRules>(std::vector<std::string>{"^/[^/]+/(?P<project>d[1-3])/"}), epoch.directories, workers);
        FileChunks chunks;
        std::string name;
        for (int64_t id = 1; id <= 40; ++id)
            for (int64_t i = 0, count = some(id % 4 == 0 ? 2000 : 30); i < count; ++i) {
                name = "n" + std::to_string(some(50));
                IndexedFile file{.id = first_file_id(id) + i + (i > 5 ? 3 : 0), .name = name, .size_bytes = some(4), .mtime_ns = some(3) - 1, .ctime_ns = some(9)};
                if (id > 20) file.atime_ns = some(3) - 2;
                if (id % 7 == 0) file.last_seen_ns = some(20);
                if (id % 5 == 0) file.first_seen_ns = some(5);
                file.extension_id = id < 12 ? 1 : some(3);
                file.owner_id = id > 28 ? 2 + id % 2 : 1 + some(3);
                file.link_count = id % 8 == 0 && some(100) == 0 ? 2 : 1;
                chunks.add(file);
            }
        epoch.chunks = chunks.take();
    }
    int64_t some(int64_t below) { return static_cast<int64_t>(random() % static_cast<uint64_t>(below)); }

    std::mt19937_64 random{7};
    IndexWorkers workers{1};
    IndexEpoch epoch;
};

struct Rows {
    const FileChunk* chunk;
    RowBits bits;
};

std::vector<SortPosition> sorted(RowOrder order, const std::vector<Rows>& all, bool descending) {
    std::vector<SortPosition> out;
    for (const Rows& rows : all)
        rows.bits.for_each([&](size_t row) {
            const RowPlace place = order.place(*rows.chunk, row, rows.chunk->run_of(row));
            out.push_back({place.number, std::string(place.text), place.id});
        });
    std::sort(out.begin(), out.end());
    if (descending) std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace

TEST_CASE("the first rows of many chunks are those of a plain sort in every order") {
    ManyChunks many;
    REQUIRE(many.epoch.chunks.size() > 5);
    size_t left_out = 0;
    for (size_t sort = 0; sort < kFileSorts; ++sort)
        for (int round = 0; round < 30; ++round) {
            if (!has_sort_key(static_cast<FileSort>(sort))) continue;
            CAPTURE(sort);
            const RowOrder order(many.epoch, static_cast<FileSort>(sort), nullptr, nullptr);
            const bool descending = round % 2 == 0;
            std::vector<Rows> all;
            for (const auto& chunk : many.epoch.chunks) {
                Rows rows{chunk.get(), {}};
                for (size_t row = 0; row < chunk->rows(); ++row)
                    if (round < 10 || many.some(round % 7 + 1) == 0) rows.bits.set(row);
                all.push_back(rows);
            }
            const std::vector<SortPosition> whole = sorted(order, all, descending);
            const auto limit = static_cast<size_t>(1 + many.some(40));
            std::optional<SortPosition> after;
            size_t begin = 0;
            if (round % 3 != 0) {
                begin = static_cast<size_t>(many.some(static_cast<int64_t>(whole.size())));
                after = whole[begin++];
            }
            TopRows top(order, limit, descending, after);
            if (descending) std::reverse(all.begin(), all.end());  // as the index goes through them
            if (round % 4 == 1) std::shuffle(all.begin(), all.end(), many.random);
            for (const Rows& rows : all) {
                if (top.may_take(*rows.chunk)) top.add(*rows.chunk, rows.bits);
                else ++left_out;
            }
            const std::vector<SortPosition> expected(whole.begin() + static_cast<std::ptrdiff_t>(begin),
                                                     whole.begin() + static_cast<std::ptrdiff_t>(std::min(begin + limit, whole.size())));
            REQUIRE(top.take() == expected);
        }
    CHECK(left_out > 100);
}
