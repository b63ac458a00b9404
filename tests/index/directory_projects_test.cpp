#include "index/directory_projects.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

using namespace tocd;

namespace {

std::shared_ptr<const ProjectRules> rules_of(const std::vector<std::string>& rules) { return std::make_shared<const ProjectRules>(rules); }

// Every directory's project, found out one by one.
void check(const DirectoryProjects& projects, const DirectoryTable& table) {
    size_t wrong = 0;
    for (int64_t id = 0; id < table.end_id() + 5; ++id) {
        const std::string expected = table.share_id(id) == 0 ? "" : projects.rules()->project_of(table.path_of(id));
        wrong += projects.name(id) == expected && projects.names()[projects.number(id)] == expected ? 0 : 1;
    }
    REQUIRE(wrong == 0);
}

size_t with_project(const DirectoryProjects& projects, const DirectoryTable& table) {
    size_t count = 0;
    for (int64_t id = 0; id < table.end_id(); ++id) count += projects.number(id) != 0 ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("projects follow directories that are made and renamed and moved and forgotten") {
    std::mt19937 random(41);
    const auto name = [&] { return std::string(1, static_cast<char>('a' + random() % 4)) + (random() % 3 == 0 ? "-p" : ""); };
    const std::vector<std::shared_ptr<const ProjectRules>> rules = {
        rules_of({"^/srv/(?P<project>[^/]+)/"}), rules_of({"/(?P<project>[^/]*-p)/", "^/srv/a/(?P<project>.*)/$"}), rules_of({"^/data/.*/(?P<project>b)/$", "-(?P<project>)"}),
        rules_of({})};
    IndexWorkers workers(1);
    size_t found = 0;
    for (int story = 0; story < 12; ++story) {
        std::map<int64_t, IndexedDirectory> all;
        all[1] = {.id = 1, .name = "/srv", .share_id = 1};
        all[2] = {.id = 2, .name = "/", .share_id = 2};
        DirectoryTable table;
        table.change({all[1], all[2]});
        auto projects = std::make_shared<const DirectoryProjects>(rules[static_cast<size_t>(story) % rules.size()], table, workers);
        const bool is_ordered = story % 3 != 0;  // moves put parents behind their children
        for (int step = 0; step < 60; ++step) {
            std::map<int64_t, IndexedDirectory> changed;
            for (size_t n = 1 + random() % (step == 0 ? 3000 : 8); n > 0; --n) {
                const int64_t id = std::next(all.begin(), static_cast<std::ptrdiff_t>(random() % all.size()))->first;
                IndexedDirectory one = all[id];
                switch (one.parent_id == 0 && random() % 4 != 0 ? 3U : random() % 5) {
                    case 0: one.name = one.parent_id == 0 ? "/data" + std::to_string(random() % 3) : name(); break;
                    case 1: one.last_listed_ns = step; break;  // the path stays
                    case 2:
                        if (one.parent_id == 0) break;
                        one.parent_id = is_ordered ? 1 + static_cast<int64_t>(random() % 2) : std::prev(all.end())->first;
                        for (int64_t up = one.parent_id; up != 0; up = all[up].parent_id)
                            if (up == id) one.parent_id = all[id].parent_id;
                        break;
                    case 3: one = {.id = std::prev(all.end())->first + 1, .name = name(), .parent_id = id, .share_id = one.share_id}; break;
                    case 4: {
                        bool is_leaf = one.parent_id != 0;
                        for (const auto& [other, row] : all) is_leaf = is_leaf && row.parent_id != id;
                        if (is_leaf) one = {.id = id};
                        break;
                    }
                }
                changed[one.id] = one;
                if (one.share_id == 0) all.erase(one.id);
                else all[one.id] = one;
            }
            std::vector<IndexedDirectory> rows;
            for (const auto& [id, row] : changed) rows.push_back(row);
            const DirectoryTable before = table;
            table.change(rows);
            if (before.path_version() != table.path_version()) projects = std::make_shared<const DirectoryProjects>(*projects, before, table, rows);
            check(*projects, table);
            if (step % 20 == 19) {
                projects = std::make_shared<const DirectoryProjects>(rules[random() % rules.size()], table, workers);
                check(*projects, table);
            }
            found += with_project(*projects, table);
        }
    }
    CHECK(found > 10'000);
}

TEST_CASE("a directory that is only listed again keeps its epoch's projects") {
    DirectoryTable table;
    IndexedDirectory root{.id = 1, .name = "/srv", .share_id = 1};
    table.change({root});
    const DirectoryTable before = table;
    root.last_listed_ns = 7;
    root.gone = true;
    table.change({root});
    CHECK(before.path_version() == table.path_version());
    root.name = "/data";
    table.change({root});
    CHECK(before.path_version() != table.path_version());
    const uint64_t version = table.path_version();
    table.change({});
    CHECK(table.path_version() == version);
}
