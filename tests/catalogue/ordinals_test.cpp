// Directories that have had more names than there are ordinals.
#include "catalogue/reader.hpp"
#include "catalogue/writer_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <set>

using namespace tocd;

namespace {

constexpr int64_t kDay = 24 * 3600;

std::vector<ListedFile> files(int first, int last) {
    std::vector<ListedFile> out;
    for (int i = first; i < last; ++i) out.push_back({"file" + std::to_string(i) + ".x" + std::to_string(i % 3)});
    return out;
}

struct Small : WriterFixture {
    explicit Small(int64_t most) {
        most_names = most;
        rules.hold_files = 1'000'000;
        reopen();
    }
    std::string present(const std::string& path = "") {
        return query("SELECT group_concat(name, ' ') FROM (SELECT name FROM files f WHERE NOT gone AND directory_id = " + id_of(path) + " ORDER BY name)");
    }
    std::string id_of(const std::string& path) {
        std::string id = query("SELECT id FROM directory WHERE " + (path.empty() ? std::string("parent_id IS NULL") : "name = '" + path + "' AND state <> 4"));
        return id.substr(0, id.size() - 1);
    }
    int64_t number(const std::string& sql) { return std::stoll(query(sql)); }
};

}  // namespace

TEST_CASE("a directory through which more names pass than there are ordinals never runs out of them") {
    Small f(8);
    f.tree[""] = {{}, {"spool"}};
    f.tree["spool"] = {{{"kept", 1, 5}}, {"below"}};
    f.tree["spool/below"] = {{{"deep"}}, {}};
    f.scan();
    const std::string kept_since = f.query("SELECT first_seen_ns FROM files WHERE name = 'kept'");
    const std::string below_id = f.id_of("below");
    std::map<std::string, std::string> name_of_id;
    std::set<std::string> spool_ids;
    for (int i = 0; i < 40; ++i) {
        f.tree["spool"].files = files(2 * i, 2 * i + 4);
        f.tree["spool"].files.push_back({"kept", 1, 5});
        const ScanRecord record = f.scan();
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.files == 6);
        CHECK(f.number("SELECT count(*) FROM files WHERE NOT gone AND directory_id = " + f.id_of("spool")) == 5);
        spool_ids.insert(f.id_of("spool"));
        const std::string rows = f.query("SELECT id, name FROM file");
        for (size_t at = 0; at < rows.size(); at = rows.find('\n', at) + 1) {
            const size_t bar = rows.find('|', at);
            const std::string name = rows.substr(bar + 1, rows.find('\n', at) - bar - 1);
            const auto [known, is_new] = name_of_id.emplace(rows.substr(at, bar - at), name);
            CHECK(known->second == name);  // an id is one file's for ever
        }
    }
    CHECK(spool_ids.size() > 10);
    CHECK(f.query("SELECT first_seen_ns FROM files WHERE name = 'kept'") == kept_since);
    CHECK(f.id_of("below") == below_id);
    CHECK(f.query("SELECT files, gone_files FROM share") == "6|" + std::to_string(2 * 39) + "\n");
    CHECK(f.query("SELECT count(*), sum(gone) FROM files") == std::to_string(6 + 2 * 39) + "|" + std::to_string(2 * 39) + "\n");
    CHECK(f.query("SELECT total_files, total_directories FROM directories WHERE name = 'spool' AND NOT gone") == "6|1\n");

    Reader reader(f.path());
    const auto page = [&](GoneFilter gone) {
        DirectoryQuery query;
        query.path = "/share/spool";
        query.gone = gone;
        return reader.get_directory({}, query, {});
    };
    CHECK(page(GoneFilter::present).files.size() == 5);
    CHECK(page(GoneFilter::gone).files.size() == 2 * 39);
    CHECK(page(GoneFilter::gone).directories.empty());
    CHECK(page(GoneFilter::any).directories.size() == 1);
    CHECK(page(GoneFilter::gone).files[0].directory == "/share/spool");
    FileQuery below;
    below.under = "/share/spool";
    below.gone = GoneFilter::gone;
    CHECK(reader.find_files({}, below, {}).files.size() == 2 * 39);

    std::map<std::string, std::set<std::string>> ids_of_name;
    for (const auto& [id, name] : name_of_id) ids_of_name[name].insert(id);
    CHECK(ids_of_name["kept"].size() > 10);
    for (const std::string& id : ids_of_name["kept"])
        CHECK(reader.get_file({}, std::stoll(id), {}).id == f.number("SELECT id FROM file WHERE name = 'kept'"));

    f.tree["spool"].files.clear();
    f.scan();
    CHECK(f.query("SELECT count(*) FROM files WHERE NOT gone") == "1\n");
}

TEST_CASE("what was gone before a directory got new ordinals is forgotten in its time and with the directory") {
    Small f(4);
    f.rules.keep_gone_ns = kDay * kNsPerSecond;
    f.rules.keep_gone_scans = 1;
    f.tree[""] = {{}, {"spool"}};
    for (int i = 0; i < 5; ++i) {
        f.tree["spool"].files = files(3 * i, 3 * i + 3);
        f.scan();
    }
    CHECK(f.number("SELECT count(*) FROM directory") > 3);
    f.clock.advance_seconds(2 * kDay);
    f.scan();
    while (f.purge_some()) {}
    CHECK(f.query("SELECT count(*) FROM file") == "3\n");
    CHECK(f.query("SELECT count(*) FROM directory") == "2\n");
    CHECK(f.query("SELECT gone_files FROM share") == "0\n");
    CHECK(f.query("SELECT count(*) FROM gone_row") == "0\n");

    for (int i = 5; i < 8; ++i) {
        f.tree["spool"].files = files(3 * i, 3 * i + 3);
        f.scan();
    }
    f.tree[""].directories.clear();
    f.tree.erase("spool");
    f.scan();
    f.clock.advance_seconds(2 * kDay);
    f.scan();
    while (f.purge_some()) {}
    CHECK(f.query("SELECT count(*) FROM file") == "0\n");
    CHECK(f.query("SELECT count(*) FROM directory") == "1\n");
}

TEST_CASE("the root of a share may be a spool directory") {
    Small f(4);
    for (int i = 0; i < 6; ++i) {
        f.tree[""].files = files(2 * i, 2 * i + 2);
        CHECK(f.scan().outcome == ScanOutcome::complete);
        CHECK(f.number("SELECT count(*) FROM directory WHERE parent_id IS NULL") == 1);
    }
    CHECK(f.present() == "file10.x1 file11.x2\n");
}

TEST_CASE("a directory of more files than there are ordinals loses none that it has and says what is left out") {
    Small f(4);
    f.tree[""].files = files(10, 13);
    f.scan();
    f.tree[""].files = files(0, 13);  // the new ones come first
    const ScanRecord record = f.scan();
    CHECK(record.outcome == ScanOutcome::incomplete);
    CHECK(record.gone == 0);
    CHECK(f.number("SELECT count(*) FROM files WHERE NOT gone") == 4);
    CHECK(f.number("SELECT count(*) FROM files WHERE NOT gone AND name LIKE 'file1_.%'") == 3);
    CHECK(f.query("SELECT path, message FROM scan_error") == "/share|a directory can have 4 files: 9 that are new are left out until others are gone\n");
    CHECK(f.query("SELECT count(*) FROM staged_gone") == "0\n");

    f.mode = ScanMode::fast;
    f.clock.advance_seconds(3600);
    CHECK(f.scan().outcome == ScanOutcome::incomplete);  // its time did not move, and yet it is listed
}

TEST_CASE("a full directory whose files are all exchanged holds the new ones after the next scan") {
    Small f(4);
    f.tree[""] = {files(0, 4), {}};
    f.tree[""].mtime_ns = 1'600'000'000 * kNsPerSecond;
    f.scan();
    f.tree[""].files = files(4, 8);
    f.tree[""].mtime_ns = 1'600'000'001 * kNsPerSecond;
    CHECK(f.scan().outcome == ScanOutcome::incomplete);
    CHECK(f.query("SELECT count(*) FROM files WHERE gone") == "4\n");
    const ScanRecord next = f.scan();
    CHECK(next.outcome == ScanOutcome::complete);
    CHECK(next.files == 4);
    CHECK(f.query("SELECT keeps_stamps FROM share") == "1\n");  // names under an equal stamp, but it was not the share
}

namespace {

// The same random story told to two catalogues.
struct Twins {
    explicit Twins(uint64_t seed) : random(seed) {
        few.most_names = 14;  // of at most 6 at a time, and as many that are missed
        few.reopen();
        for (WriterFixture* f : {&few, &many}) {
            f->rules.hold_files = 1'000'000;
            f->rules.keep_gone_ns = 2000 * kNsPerSecond;
            f->rules.keep_gone_scans = 2;
        }
    }
    uint64_t below(uint64_t limit) { return random() % limit; }

    void change(std::map<std::string, WriterFixture::Directory>& tree) {
        if (tree.empty()) tree[""] = {};
        for (uint64_t i = below(4); i > 0; --i) {
            auto at = tree.begin();
            std::advance(at, static_cast<std::ptrdiff_t>(below(tree.size())));
            WriterFixture::Directory& directory = at->second;
            const std::string path = at->first;
            std::vector<ListedFile>& files = directory.files;
            switch (below(8)) {
            case 0: case 1: case 2:
                if (files.size() < 6) files.push_back({(below(9) == 0 ? "\xff" : "n") + std::to_string(++names), below(100), 1, below(5) == 0 ? 2u : 1u});
                break;
            case 3: case 4:
                if (!files.empty()) files.erase(files.begin());
                break;
            case 5:
                if (!files.empty()) files.back().size_bytes += 1;
                break;
            case 6: {
                const std::string name = "d" + std::to_string(below(2));
                if (path.size() > 4 || std::count(directory.directories.begin(), directory.directories.end(), name) > 0) break;
                directory.directories.push_back(name);
                tree[path.empty() ? name : path + "/" + name] = {};
                break;
            }
            case 7:
                if (directory.directories.empty() || below(3) > 0) break;
                const std::string gone = (path.empty() ? "" : path + "/") + directory.directories.back();
                directory.directories.pop_back();
                std::erase_if(tree, [&](const auto& each) { return each.first == gone || each.first.starts_with(gone + "/"); });
                break;
            }
        }
        for (auto& [path, directory] : tree) directory.clean = below(15) > 0;
    }

    void round() {
        change(many.tree);
        few.tree = many.tree;
        const ScanMode mode = below(2) == 0 ? ScanMode::full : ScanMode::fast;
        const size_t stop_after = below(8) == 0 ? 0 : SIZE_MAX;  // all or none: the order of directories is that of their ids
        const bool crash = below(20) == 0;
        const size_t part_entries = below(3);
        const int64_t seconds = static_cast<int64_t>(below(800));
        ScanRecord records[2];
        for (WriterFixture* f : {&few, &many}) {
            f->mode = mode;
            f->part_entries = part_entries;
            f->clock.advance_seconds(seconds);
            records[f == &many] = f->scan(stop_after, crash);
            while (f->purge_some()) {}
        }
        CHECK(records[0].outcome == records[1].outcome);
        CHECK(records[0].files == records[1].files);
        CHECK(records[0].added == records[1].added);
        CHECK(records[0].changed == records[1].changed);
        CHECK(records[0].gone == records[1].gone);
        CHECK(few.query(kPresent) == many.query(kPresent));
        for (const char* sql : kNone) CHECK(few.query(sql) == "0\n");
        if (crash) return;  // totals are settled by the next scan
        for (const char* sql : {kDirectories, "SELECT files, size_bytes FROM share", "SELECT extension, sum(files), sum(size_bytes) FROM extension_total JOIN extension e ON e.id = extension_id GROUP BY 1"})
            CHECK(few.query(sql) == many.query(sql));
        CHECK(few.query("SELECT gone_files FROM share") == few.query("SELECT count(*) FROM files WHERE gone"));
    }

    static constexpr const char* kPresent =
        "WITH RECURSIVE p(id, path) AS (SELECT id, '' FROM directory WHERE parent_id IS NULL UNION ALL"
        " SELECT d.id, p.path || '/' || d.name FROM p JOIN directory d ON d.parent_id = p.id)"
        " SELECT path, name, size_bytes, mtime_ns, link_count, (SELECT max(id) FROM scan WHERE started_ns <= first_seen_ns),"
        " (SELECT max(id) FROM scan WHERE started_ns <= last_seen_ns) FROM files f JOIN p ON p.id = f.directory_id WHERE NOT gone ORDER BY 1, 2";
    static constexpr const char* kDirectories =
        "WITH RECURSIVE p(id, path) AS (SELECT id, '' FROM directory WHERE parent_id IS NULL UNION ALL"
        " SELECT d.id, p.path || '/' || d.name FROM p JOIN directory d ON d.parent_id = p.id)"
        " SELECT path, state, (SELECT max(id) FROM scan WHERE started_ns <= first_seen_ns),"
        " (SELECT max(id) FROM scan WHERE started_ns <= last_seen_ns), files, total_files, total_directories FROM directories JOIN p USING(id)"
        " WHERE NOT gone ORDER BY 1";
    static constexpr const char* kNone[] = {
        "SELECT count(*) FROM file_detail WHERE file_id NOT IN (SELECT id FROM file)",
        "SELECT count(*) FROM staged_gone WHERE file_id NOT IN (SELECT id FROM file)",
        "SELECT count(*) FROM file_move WHERE new_id NOT IN (SELECT id FROM file)",
        "SELECT count(*) FROM file f JOIN directory d ON d.id = f.id >> 24 WHERE (f.id & 16777215) >= d.next_ordinal OR d.next_ordinal > 14",
        "SELECT count(*) FROM directory d JOIN directory p ON p.id = d.parent_id WHERE d.name = '' AND (d.state <> 4 OR p.share_id <> d.share_id)",
        "SELECT count(*) FROM directory WHERE id NOT IN (SELECT directory_id FROM directory_total)"};
    WriterFixture few;
    WriterFixture many;
    std::mt19937_64 random;
    int names = 0;
};

}  // namespace

TEST_CASE("a catalogue of few ordinals shows what one of many does whatever happens") {
    int64_t renewed = 0;
    for (uint64_t seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        Twins twins(seed);
        for (int round = 0; round < 100; ++round) {
            CAPTURE(round);
            twins.round();
        }
        renewed += std::stoll(twins.few.query("SELECT count(*) FROM file_move"));
    }
    CHECK(renewed > 0);
}
