// Marks of directories, against a look at each of their paths.
#include "index/directory_marks.hpp"
#include "search/case_fold.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace tocd;

TEST_CASE("directories are marked as their paths tell") {
    static const std::vector<std::string> kNames = {"run", "Run_1", "a", "aa", "é", "É run", "b.c", "run a"};
    static const std::vector<std::string> kTexts = {"run", "a", "é", "/", "/run", "run/", "/run/", "/run/a", "run/a", "a/run_1", "/srv", "/srv/", "srv/b/run", "/b/", "_1/a", "//", "n/é ru", "x", "/x", "x/"};
    std::mt19937_64 random(5);
    size_t marked = 0;
    for (int round = 0; round < 30; ++round) {
        const bool is_ordered = round % 3 != 0;
        DirectoryTable table;
        std::vector<IndexedDirectory> directories = {{.id = 1, .name = round % 5 == 0 ? "/" : "/srv/B", .share_id = 1}};
        const int64_t last = 2 + static_cast<int64_t>(random() % 1500);
        for (int64_t id = 2; id <= last; ++id) {
            const int64_t parent = 1 + static_cast<int64_t>(random() % static_cast<uint64_t>(id - 1));
            directories.push_back({.id = id, .name = kNames[random() % kNames.size()], .parent_id = parent, .share_id = 1});
        }
        // A child before its parent, as after a move.
        if (!is_ordered && last > 3) directories[1].parent_id = last, directories[static_cast<size_t>(last - 1)].parent_id = 1;
        table.change(directories);
        REQUIRE(table.is_ordered() == (is_ordered || last <= 3));
        for (const std::string& text : kTexts) {
            CAPTURE(text);
            const PathPartMarks marks = mark_path_part(table, text);
            for (int64_t id = 1; id <= last; ++id) {
                const std::string path = fold_case(table.path_of(id));
                CAPTURE(path);
                const bool is_inside = path.find(text) != std::string::npos;
                // Of a root that is all of the file system the path ends with the '/' that its files have, too.
                REQUIRE(is_marked(marks.inside, id) == is_inside);
                const std::string above = path.ends_with('/') ? path : path + '/';
                const std::string upto = text.substr(0, text.rfind('/') + 1);
                REQUIRE(is_marked(marks.reaches, id) == (!upto.empty() && above.ends_with(upto)));
                marked += is_inside ? 1 : 0;
            }
        }
    }
    CHECK(marked > 1000);
}
