// Who does not see some paths is answered as if they had never been: by SQL and by the index.
#include "base/error.hpp"
#include "base/text.hpp"
#include "hidden_pair.hpp"
#include "search/query_text.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <sstream>

using namespace tocd;

namespace {

std::string shown(const Totals& totals) { return std::to_string(totals.files) + " files " + std::to_string(totals.size_bytes) + " bytes"; }

std::string shown(const DirectoryRecord& d) {
    std::ostringstream out;
    out << d.id << ' ' << d.path << ' ' << d.share << ' ' << state_name(d.state) << ' ' << d.error_number << ' ' << d.failed_since_ns << ' ' << d.mtime_ns << ' '
        << d.owner << ' ' << d.first_seen_ns << ' ' << d.last_seen_ns << " entries " << d.entry_count << " own " << d.files << ' ' << d.size_bytes << " total "
        << d.total_files << ' ' << d.total_directories << ' ' << d.total_size_bytes << ' ' << d.total_allocated_bytes << ' ' << d.newest_mtime_ns << ' '
        << d.failed_directories << '\n';
    return out.str();
}

std::string shown(const FileRecord& f) { return std::to_string(f.id) + " " + f.directory + "/" + f.name + " " + f.owner + "\n"; }

std::string shown(const std::vector<TopRow>& rows) {
    std::string out;
    for (const TopRow& row : rows) out += "top " + row.key + " " + std::to_string(row.files) + " " + std::to_string(row.size_bytes) + "\n";
    return out;
}

std::string shown(const FacetValue& value) { return value.value + " " + value.query + " " + shown(value.totals) + "\n"; }

template <class Item>
std::string shown(const std::vector<Item>& items) {
    std::string out;
    for (const Item& item : items) out += shown(item);
    return out;
}

// What somebody is told, or how he is refused.
std::string told(const std::function<std::string()>& ask) {
    try {
        return ask();
    } catch (const Error& error) {
        return std::string("refused: ") + error.what() + "\n";
    }
}

FileQuery random_query(Trees& random, const HiddenPair& pair) {
    FileQuery query;
    if (random.below(3) != 0) {
        const QueryTree tree = random.tree(3);
        query.search = Query{tree, query_text(tree)};
    }
    query.gone = random.one_of<GoneFilter>({GoneFilter::present, GoneFilter::present, GoneFilter::any, GoneFilter::gone});
    if (random.below(4) == 0) query.shares = {random.one_of<std::string>({"raw", "B"})};
    if (random.below(3) == 0) query.under = random.below(4) == 0 ? "/srv" : random.one_of(pair.paths);
    if (random.below(8) == 0) query.owners = {random.one_of<std::string>({"run", "1000"})};
    query.sort = static_cast<FileSort>(random.below(kFileSorts));
    query.descending = random.below(2) == 0;
    query.limit = static_cast<uint32_t>(random.one_of<int>({1, 7, 1000}));
    query.count = true;
    return query;
}

std::string found(Reader& reader, const Viewer& viewer, FileQuery query) {
    std::string out;
    for (int page = 0; page < 3; ++page) {
        const FilePage files = reader.find_files(viewer, query, kNoDeadline);
        out += shown(files.files) + shown(files.total.value()) + " next " + files.next + "\n";
        if (files.next.empty()) break;
        query.after = files.next;
    }
    return out;
}

std::string grouped(Reader& reader, const Viewer& viewer, const FileQuery& query) {
    std::string out;
    using enum FacetKey;
    const FacetPage facets = reader.find_facets(viewer, query, {.by = {ext, owner, group, share, size, age, year, directory}, .now_ns = kScanStart}, kNoDeadline);
    out += shown(facets.total) + "\n";
    for (const Facet& facet : facets.facets) out += shown(facet.values) + std::to_string(facet.distinct) + " others " + shown(facet.others) + "\n";
    for (const std::optional<FacetKey> by : {std::optional<FacetKey>(), std::optional(owner), std::optional(directory)}) {
        const HistogramPage page = reader.find_histogram(viewer, query, {.of = year, .by = by, .now_ns = kScanStart}, kNoDeadline);
        out += shown(page.total) + shown(page.classes) + std::to_string(page.distinct) + shown(page.others.value.totals);
        for (const HistogramRow& row : page.rows) out += shown(row.value) + shown(row.classes);
    }
    for (const DatasetSort sort : {DatasetSort::relevance, DatasetSort::files, DatasetSort::newest, DatasetSort::path}) {
        const DatasetPage page = reader.find_datasets(viewer, query, {.sort = sort, .limit = 9, .after = {}}, kNoDeadline);
        out += std::to_string(page.directories) + " called " + std::to_string(page.called) + " " + shown(page.total) + page.next + "\n";
        for (const Dataset& one : page.datasets) {
            out += one.path + " " + shown(one.totals) + std::to_string(one.newest_ns) + " " + std::to_string(one.oldest_ns) + (one.called ? " called" : "");
            for (const std::string& name : one.owners) out += " " + name;
            out += "\n";
        }
    }
    if (const auto called = reader.find_called(viewer, query, 10, kNoDeadline)) out += "called " + std::to_string(called->total) + "\n" + shown(called->first);
    return out;
}

std::string listed(Reader& reader, const Viewer& viewer, const DirectoryQuery& query) {
    const DirectoryPage page = reader.get_directory(viewer, query, kNoDeadline);
    return (page.only_roots ? "roots\n" : shown(page.directory)) + shown(page.ancestors) + "children\n" + shown(page.directories) + shown(page.files) +
           std::to_string(page.more_directories) + std::to_string(page.more_files);
}

std::string summed_up(Reader& reader, const Viewer& viewer) {
    std::string out;
    for (const std::string share : {"", "raw", "B"}) {
        out += told([&] {
            const StatsRecord stats = reader.get_stats(viewer, share, 50, kNoDeadline);
            return shown(stats.total) + " unique " + std::to_string(stats.unique_bytes) + " directories " + std::to_string(stats.directories) + " gone " +
                   std::to_string(stats.gone_files) + "\n" + shown(stats.extensions_by_files) + shown(stats.extensions_by_size) + shown(stats.owners_by_files) +
                   shown(stats.owners_by_size) + shown(stats.directories_by_files) + shown(stats.directories_by_size);
        });
        if (!share.empty()) out += told([&] { return "unreadable\n" + shown(reader.get_unreadable(viewer, share, 100, kNoDeadline)); });
    }
    const auto add = [&](const ShareRecord& share) {
        out += share.name + " " + shown(share.total) + " directories " + std::to_string(share.directories) + " gone " + std::to_string(share.gone_files) + " failed " +
               std::to_string(share.failed_directories) + " unique " + std::to_string(share.unique_bytes) + "\n";
    };
    for (const ShareRecord& share : reader.get_shares(viewer, kNoDeadline)) add(share);
    for (const ShareRecord& share : reader.get_share_figures(viewer, kNoDeadline)) add(share);
    for (const ShareCoverage& share : reader.get_share_coverage(viewer, kNoDeadline)) out += share.name + (share.listed ? " listed\n" : " not listed\n");
    for (const ListingFigures& figures : reader.get_listing_figures(viewer, kNoDeadline)) {
        out += figures.share + " " + std::to_string(figures.covered) + " " + std::to_string(figures.older) + " " + std::to_string(figures.failed) + " " +
               std::to_string(figures.never) + " " + std::to_string(figures.listing_us);
        for (const int64_t id : figures.slowest) out += " " + std::to_string(id);
        out += "\n";
    }
    return out;
}

Viewer random_viewer(Trees& random, const std::vector<std::string>& paths) {
    Viewer viewer;
    for (size_t n = random.below(4); n > 0; --n) viewer.hidden.push_back(random.one_of(paths));
    for (size_t n = random.below(2) * random.below(4); n > 0; --n) viewer.only.push_back(random.one_of(paths));
    if (random.below(4) == 0) viewer.hidden.push_back(random.one_of(paths) + "/not there");
    if (random.below(4) == 0) viewer.hidden.push_back(random.one_of(paths) + "/pending " + std::to_string(3 * random.below(9)));
    if (viewer.hidden.empty() && viewer.only.empty()) viewer.hidden.push_back(random.one_of(paths));
    return viewer;
}

int rounds(int usual) {
    const char* const text = std::getenv("TOCD_SIGHT_ROUNDS");
    return text == nullptr ? usual : std::atoi(text);
}

}  // namespace

TEST_CASE("hidden paths are in no row or count or total of any answer") {
    Trees random(77);
    size_t answers = 0, refused = 0;
    for (int round = rounds(12); round > 0; --round) {
        HiddenPair pair(random, [&](const std::vector<std::string>& paths) { return random_viewer(random, paths); });
        std::string rule;
        for (const std::string& path : pair.viewer.hidden) rule += " hidden " + path;
        for (const std::string& path : pair.viewer.only) rule += " only " + path;
        CAPTURE(rule);
        const auto compare = [&](const std::function<std::string(Reader&, const Viewer&)>& ask, Reader& all, Reader& seen) {
            const std::string expected = told([&] { return ask(seen, kEverybody); });
            const std::string answer = told([&] { return ask(all, pair.viewer); });
            REQUIRE(answer == expected);
            ++answers;
            refused += expected.starts_with("refused") ? 1 : 0;
        };
        const auto compare_both = [&](const std::function<std::string(Reader&, const Viewer&)>& ask) {
            compare(ask, pair.all.by_sql, pair.seen.by_sql);
            compare(ask, *pair.all.indexed, *pair.seen.indexed);
        };
        compare_both(summed_up);
        for (int i = 0; i < 40; ++i) {
            const FileQuery query = random_query(random, pair);
            CAPTURE((query.search ? query.search->text : ""));
            CAPTURE(query.under.value_or(""));
            compare_both([&](Reader& reader, const Viewer& viewer) { return found(reader, viewer, query); });
            compare([&](Reader& reader, const Viewer& viewer) { return grouped(reader, viewer, query); }, *pair.all.indexed, *pair.seen.indexed);
        }
        for (const HiddenPair::Directory& directory : pair.directories) {
            CAPTURE(directory.path);
            for (const DirectoryQuery::Sort sort : {DirectoryQuery::Sort::name, DirectoryQuery::Sort::size, DirectoryQuery::Sort::files, DirectoryQuery::Sort::modified}) {
                DirectoryQuery query;
                query.path = directory.path;
                query.sort = sort;
                query.descending = random.below(2) == 0;
                query.gone = random.one_of<GoneFilter>({GoneFilter::present, GoneFilter::any, GoneFilter::gone});
                query.limit = static_cast<uint32_t>(random.one_of<int>({1, 2, 1000}));
                query.offset = static_cast<uint32_t>(random.below(2));
                compare([&](Reader& reader, const Viewer& viewer) { return listed(reader, viewer, query); }, pair.all.by_sql, pair.seen.by_sql);
            }
            compare([&](Reader& reader, const Viewer& viewer) {
                const DirectoryPage page = reader.get_directory_by_id(viewer, directory.id, kNoDeadline);
                return shown(page.directory) + shown(page.ancestors);
            }, pair.all.by_sql, pair.seen.by_sql);
            compare([&](Reader& reader, const Viewer& viewer) { return shown(reader.get_file(viewer, directory.id << 24, kNoDeadline)); }, pair.all.by_sql, pair.seen.by_sql);
            compare([&](Reader& reader, const Viewer& viewer) { return std::to_string(reader.get_directory_history(viewer, directory.id, 9, kNoDeadline).changes.size()); },
                    pair.all.by_sql, pair.seen.by_sql);
        }
        compare([&](Reader& reader, const Viewer& viewer) { return listed(reader, viewer, {}); }, pair.all.by_sql, pair.seen.by_sql);
    }
    MESSAGE(answers << " answers compared, of which " << refused << " were refusals");
    CHECK(answers > 1000);
    CHECK(refused > 100);
}

TEST_CASE("scans of a share of which something is hidden are not there") {
    SmallCatalogue catalogue;
    const Viewer viewer{.hidden = {"/srv/raw/2021/deep"}};
    Reader& reader = catalogue.reader();
    for (const ScanRecord& scan : reader.get_scans(viewer, "", 10, 0, kNoDeadline)) CHECK(scan.share == "home");
    CHECK(reader.get_scans(viewer, "raw", 10, 0, kNoDeadline).empty());
    CHECK_THROWS_AS(static_cast<void>(reader.get_scan(viewer, 1, kNoDeadline)), Error);
    CHECK(reader.get_scan(viewer, 2, kNoDeadline).share == "home");
    for (const ShareRecord& share : reader.get_shares(viewer, kNoDeadline)) {
        CHECK(share.whole == (share.name == "home"));
        CHECK(share.last_scan.has_value() == share.whole);
        CHECK(share.last_complete_ns != 0);
    }
}

namespace {

// One change after the other, as scans write them.
struct History {
    explicit History(SmallCatalogue& to) : catalogue(to) {}
    int64_t path(const std::string& relative) {
        catalogue.database().execute("INSERT INTO change_path(share_id, path) VALUES(" + std::to_string(catalogue.raw) + ", '" + relative + "')");
        return catalogue.database().last_insert_id();
    }
    void add(int kind, bool directory, const std::string& at, const std::string& name, int64_t row, const std::string& old_at = "-", int64_t old_row = 0) {
        std::string old = "NULL, NULL, NULL, NULL";
        if (old_at != "-") old = std::to_string(path(old_at)) + ", '" + name + "', NULL, " + (old_row == 0 ? "NULL" : std::to_string(old_row));
        catalogue.database().execute("INSERT INTO change(share_id, scan_id, at_ns, kind, is_directory, path_id, name, row_id, old_path_id, old_name, old_name_raw, old_row_id) VALUES(" +
                                     std::to_string(catalogue.raw) + ", 1, 5, " + std::to_string(kind) + ", " + (directory ? "1, " : "0, ") + std::to_string(path(at)) + ", '" +
                                     name + "', " + std::to_string(row) + ", " + old + ")");
    }
    SmallCatalogue& catalogue;
};

std::vector<std::string> told(const ChangePage& page) {
    std::vector<std::string> out;
    for (const ChangeRecord& change : page.changes)
        out.push_back(std::string(change_name(change.kind)) + " " + change.path + (change.old_path.empty() ? "" : " from " + change.old_path));
    return out;
}

}  // namespace

TEST_CASE("changes of hidden paths are not told and what crosses their border comes or goes") {
    SmallCatalogue catalogue;
    History history(catalogue);
    const Viewer viewer{.hidden = {"/srv/raw/secret"}};
    Reader& reader = catalogue.reader();
    const auto ask = [&](const Viewer& who, const std::string& since, uint32_t limit = 1000) {
        ChangeQuery query;
        query.since = since;
        query.limit = limit;
        return reader.get_changes(who, query, kNoDeadline);
    };
    const std::string before = ask(viewer, "").clock;
    history.add(1, false, "secret", "a", 1);
    history.add(1, true, "", "secret", 2);
    CHECK(ask(viewer, before).changes.empty());
    CHECK(ask(viewer, before).clock == before);  // it does not even count them
    CHECK(ask(kEverybody, before).changes.size() == 2);
    history.add(1, false, "open", "b", 3);
    history.add(3, false, "secret", "c", 4, "open", 44);
    history.add(1, false, "open", "d", 5);
    history.add(3, false, "open", "d", 5, "secret", 55);
    history.add(3, true, "open", "e", 6, "secret");
    history.add(3, true, "secret", "f", 7, "open");
    history.add(3, false, "other", "g", 8, "open", 88);
    const std::vector<std::string> expected = {"added /srv/raw/open/b", "gone /srv/raw/open/c", "added /srv/raw/open/d", "added /srv/raw/open/e", "gone /srv/raw/open/f",
                                               "moved /srv/raw/other/g from /srv/raw/open/g"};
    CHECK(told(ask(viewer, before)) == expected);
    CHECK(ask(viewer, before).changes[1].id == 44);
    std::vector<std::string> by_pages;
    std::string clock = before;
    for (bool more = true; more;) {
        const ChangePage page = ask(viewer, clock, 1);
        for (const std::string& one : told(page)) by_pages.push_back(one);
        clock = page.clock;
        more = page.more;
    }
    CHECK(by_pages == expected);
    history.add(2, false, "secret", "a", 1);
    CHECK_FALSE(ask(viewer, clock).more);
    CHECK(ask(viewer, clock).clock == clock);
    CHECK(ask(viewer, "").clock == clock);
    CHECK_FALSE(ask(viewer, before, 6).more);  // only a hidden one follows
}

TEST_CASE("a clock that somebody could not have been given is answered as one that is still to come") {
    SmallCatalogue catalogue;
    History history(catalogue);
    const Viewer viewer{.hidden = {"/srv/raw/secret"}};
    const auto ask = [&](const Viewer& who, const std::string& since) {
        ChangeQuery query;
        query.since = since;
        return catalogue.reader().get_changes(who, query, kNoDeadline);
    };
    history.add(1, false, "open", "a", 1);
    history.add(1, false, "secret", "b", 2);
    history.add(1, false, "open", "c", 3);
    history.add(1, false, "secret", "d", 4);
    const ChangePage now = ask(viewer, "");
    const auto clock = [&](int number) { return now.clock_prefix + std::to_string(number); };
    CHECK(now.clock == clock(3));
    for (const int number : {0, 1, 2, 3}) CHECK_FALSE(ask(viewer, clock(number)).fresh_instance);
    for (const int number : {4, 5}) {
        const ChangePage page = ask(viewer, clock(number));
        CHECK(page.fresh_instance);
        CHECK(page.clock == now.clock);
        CHECK(page.changes.empty());
    }
    CHECK_FALSE(ask(kEverybody, clock(4)).fresh_instance);
}

TEST_CASE("the id that a file had where it is hidden leads nowhere") {
    SmallCatalogue catalogue;
    const int64_t old_id = catalogue.add_file(catalogue.raw_deep, {.name = "f", .last_seen_ns = kScanStart});
    const int64_t new_id = catalogue.add_file(catalogue.raw_2020, {.name = "f"});
    catalogue.database().execute("INSERT INTO file_move(old_id, new_id, moved_ns) VALUES(" + std::to_string(old_id) + ", " + std::to_string(new_id) + ", 1)");
    const Viewer viewer{.hidden = {"/srv/raw/2021/deep"}};
    CHECK(catalogue.reader().get_file(viewer, new_id, kNoDeadline).id == new_id);
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_file(viewer, old_id, kNoDeadline)), Error);
    CHECK_THROWS_AS(static_cast<void>(catalogue.reader().get_file_history(viewer, old_id, 9, kNoDeadline)), Error);
    CHECK(catalogue.reader().get_file(kEverybody, old_id, kNoDeadline).id == old_id);
}

TEST_CASE("of two names that are shown alike the index sees the one that is meant") {
    HiddenPair::Catalogue catalogue;
    const int64_t share = catalogue.add_share("raw", "/srv/r\xFF");
    const int64_t root = catalogue.add_directory(share, 0, "");
    for (const std::string& name : {std::string("a\xFF"), display_text("a\xFF"), std::string("b")})
        catalogue.add_file(catalogue.add_directory(share, root, name), {.name = "f", .size_bytes = name.size() == 2 ? 2 : 5});
    catalogue.settle();
    catalogue.load_index();
    FileQuery query;
    query.count = true;
    const auto total = [&](const Viewer& viewer) { return catalogue.indexed->find_files(viewer, query, kNoDeadline).total.value(); };
    CHECK(total(kEverybody).files == 3);
    CHECK(total({.only = {"/srv/r\xFF/a\xFF"}}).size_bytes == 2);
    CHECK(total({.only = {"/srv/r\xFF/" + display_text("a\xFF")}}).size_bytes == 5);
    CHECK(total({.hidden = {"/srv/r\xFF/a\xFF"}}).files == 2);
    CHECK(total({.only = {"/srv/" + display_text("r\xFF")}}).files == 0);
}
