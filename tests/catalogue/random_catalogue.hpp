// Files with names, sizes and times that the queries of search/random_trees are about. Of two shares one is scanned, the
// other is not.
#pragma once

#include "base/projects_in_force.hpp"
#include "catalogue/directory_paths.hpp"
#include "catalogue_fixture.hpp"
#include "search/random_trees.hpp"

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tocd {

struct RandomCatalogue : CatalogueFixture {
    explicit RandomCatalogue(Trees& random) : by_sql(path(), never, nullptr, &projects), random_(random) {
        choose_rules();
        shares = {add_share("run", "/srv/run a"), add_share("B", "/srv/é")};
        add_scan(shares[0], 1, kScanStart - 1000);
        for (const int64_t share : shares) {
            std::vector<int64_t> above = {add_directory(share, 0, "")};
            for (int i = 0; i < 12; ++i)
                above.push_back(add_directory(share, random.one_of(above), random.text(false) + std::to_string(i)));
            directories.insert(directories.end(), above.begin(), above.end());
        }
        directories.push_back(add_directory(shares[0], directories[0], "not \xFF UTF-8"));
        set_state(directories[5], 4);
        for (int i = 0; i < 120; ++i) add_random_file();
        settle();
    }

    void add_random_file() {
        static const std::vector<const char*> kTimes = {"2016-02-29T12:00:00Z", "2017-05-03T08:30:10Z", "2017-12-31T23:59:59Z",
                                                        "2026-11-01T00:00:00Z", "2026-11-24T11:00:00Z", "2027-01-01T00:00:00Z"};
        TestFile file{.name = random_.text(false) + random_.one_of<std::string>({"", ".h5", ".B", ".\xFF", ".é"})};
        if (random_.below(5) == 0) file.name = "." + file.name;
        const int64_t directory = random_.one_of(directories);
        if (!names_.insert(std::to_string(directory) + file.name).second) return;
        file.size_bytes = random_.one_of<int64_t>({0, 4096, 4097, int64_t{3} << 29, int64_t{2} << 50});
        file.mtime_ns = parse_iso(random_.one_of(kTimes)).value();
        file.owner = random_.one_of<std::string>({"run", "a", "B", "é", "1000"});
        file.group = random_.one_of<std::string>({"staff", "staff", "run", "é"});
        file.inode = random_.one_of<uint64_t>({0, 0, 7, uint64_t{1} << 63, ~uint64_t{0}});
        if (random_.below(3) == 0) file.allocated_bytes = random_.one_of<int64_t>({0, 4096, int64_t{1} << 40});
        if (random_.below(3) != 0) file.age_ns = random_.one_of<int64_t>({0, 1000, -5});
        file.link_count = static_cast<uint32_t>(random_.one_of<int>({1, 1, 1, 7, 1000}));
        if (random_.below(6) == 0) file.last_seen_ns = parse_iso(random_.one_of(kTimes)).value();
        const int64_t id = add_file(directory, file);
        files.push_back(id);
        const std::string row = " WHERE id = " + std::to_string(id);
        if (random_.below(2) == 0) database().execute("UPDATE file SET atime_day = 17000 + id % 3700" + row);
        if (random_.below(4) == 0)
            database().execute("UPDATE file SET first_seen_ns = " + std::to_string(kScanStart - 2000 + static_cast<int64_t>(files.size()) * 30) + row);
        if (random_.below(8) == 0) stage(id);
    }

    // By which the queries of search/random_trees find some directories and not others.
    void choose_rules() {
        static const std::vector<std::string> kRules = {"^/srv/run a/(?P<project>[^/]+)/", "^/srv/[^/]+/(?P<project>[^/]*[aB7])", "/(?P<project>[^/]*run[^/]*)/",
                                                        "(?P<project>a+|B|7)",            "^/srv/é/(?P<project>.+)/[^/]+/$",     "^(?P<project>/srv/run a)/$",
                                                        "é[^/]*/(?P<project>)",           "(?i)/(?P<project>[^/]*b[^/]*)/",      "[^/]*/(?P<project>[^/]+)/$"};
        std::vector<std::string> rules;
        for (size_t n = random_.below(4); n > 0; --n) rules.push_back(random_.one_of(kRules));
        projects.set(std::make_shared<const ProjectRules>(rules));
    }

    std::vector<int64_t> shares, directories, files;
    ProjectsInForce projects;
    const std::atomic<bool> never{false};
    Reader by_sql;  // with these projects, and without an index

private:
    Trees& random_;
    std::set<std::string> names_;
};

}  // namespace tocd
