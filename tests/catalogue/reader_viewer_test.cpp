// Who may see one share only learns nothing of the others.
#include "base/error.hpp"
#include "catalogue_fixture.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace tocd;

namespace {

const Viewer kHomeOnly{.sees_all = false, .shares = {"home", "not there"}};
const Viewer kNobody{.sees_all = false, .shares = {}};

bool not_found(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.kind() == ErrorKind::not_found;
    }
    return false;
}

// The same question by somebody who sees all, about a thing that does not exist, in the same words?
std::string message_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("rows and counts are of the visible shares under every filter and sort") {
    SmallCatalogue catalogue;
    Reader& reader = catalogue.reader();
    std::vector<FileQuery> queries(1);
    for (const FileSort sort : {FileSort::id, FileSort::name, FileSort::size, FileSort::modified, FileSort::extension})
        for (const GoneFilter gone : {GoneFilter::present, GoneFilter::any}) {
            FileQuery query;
            query.sort = sort;
            query.gone = gone;
            queries.push_back(query);
            query.descending = true;
            query.names = {"*"};
            queries.push_back(query);
            query.owners = {"ann"};
            queries.push_back(query);
        }
    for (FileQuery query : queries) {
        query.count = true;
        const FilePage page = reader.find_files(kHomeOnly, query, kNoDeadline);
        CHECK(page.files.size() == 2);
        for (const FileRecord& file : page.files) CHECK(file.share == "home");
        REQUIRE(page.total);
        CHECK(page.total->files == 2);
        CHECK(page.total->size_bytes == 5050);
        CHECK(page.as_of_ns == kScanStart - 1000);

        const FilePage nothing = reader.find_files(kNobody, query, kNoDeadline);
        CHECK(nothing.files.empty());
        CHECK(nothing.total->files == 0);
        CHECK(nothing.as_of_ns == 0);
    }
    FileQuery extension;
    extension.extensions = {"h5"};
    extension.count = true;
    CHECK(reader.find_files(kHomeOnly, extension, kNoDeadline).total->files == 0);
}

TEST_CASE("files and directories and scans of other shares do not exist") {
    SmallCatalogue catalogue;
    Reader& reader = catalogue.reader();
    const int64_t hidden_file = catalogue.raw_2020 << 24;
    CHECK(not_found([&] { static_cast<void>(reader.get_file(kHomeOnly, hidden_file, kNoDeadline)); }));
    CHECK(reader.get_file(kHomeOnly, catalogue.home_ann << 24, kNoDeadline).share == "home");

    DirectoryQuery directory;
    directory.path = "/srv/raw/2020";
    CHECK(not_found([&] { static_cast<void>(reader.get_directory(kHomeOnly, directory, kNoDeadline)); }));
    directory.path = "/srv/raw";
    CHECK(not_found([&] { static_cast<void>(reader.get_directory(kHomeOnly, directory, kNoDeadline)); }));
    FileQuery under;
    under.under = "/srv/raw/2020";
    CHECK(not_found([&] { static_cast<void>(reader.find_files(kHomeOnly, under, kNoDeadline)); }));
    under.under.reset();
    under.shares = {"raw"};
    CHECK(not_found([&] { static_cast<void>(reader.find_files(kHomeOnly, under, kNoDeadline)); }));

    CHECK(not_found([&] { static_cast<void>(reader.get_scan(kHomeOnly, 1, kNoDeadline)); }));
    CHECK(reader.get_scan(kHomeOnly, 2, kNoDeadline).share == "home");
    CHECK(not_found([&] { static_cast<void>(reader.get_scans(kHomeOnly, "raw", 10, 0, kNoDeadline)); }));
    CHECK(not_found([&] { static_cast<void>(reader.get_stats(kHomeOnly, "raw", 10, kNoDeadline)); }));
}

TEST_CASE("a hidden thing is refused in the words of one that is missing") {
    SmallCatalogue catalogue;
    Reader& reader = catalogue.reader();
    const auto share_message = [&](const Viewer& viewer, const std::string& share) {
        return message_of([&] { static_cast<void>(reader.get_scans(viewer, share, 10, 0, kNoDeadline)); });
    };
    std::string hidden = share_message(kHomeOnly, "raw");
    hidden.replace(hidden.find("raw"), 3, "xyz");
    CHECK(hidden == share_message(kEverybody, "xyz"));

    const auto file_message = [&](const Viewer& viewer, int64_t id) {
        return message_of([&] { static_cast<void>(reader.get_file(viewer, id, kNoDeadline)); });
    };
    const int64_t id = catalogue.raw_2020 << 24;
    const int64_t missing = id + 99;
    std::string hidden_file = file_message(kHomeOnly, id);
    hidden_file.replace(hidden_file.find(file_id_text(id)), file_id_text(id).size(), file_id_text(missing));
    CHECK(hidden_file == file_message(kEverybody, missing));
}

TEST_CASE("lists of shares and roots and scans and stats hold the visible ones only") {
    SmallCatalogue catalogue;
    Reader& reader = catalogue.reader();
    const std::vector<ShareRecord> shares = reader.get_shares(kHomeOnly, kNoDeadline);
    REQUIRE(shares.size() == 1);
    CHECK(shares[0].name == "home");
    CHECK(reader.get_shares(kNobody, kNoDeadline).empty());

    const DirectoryPage roots = reader.get_directory(kHomeOnly, DirectoryQuery(), kNoDeadline);
    REQUIRE(roots.directories.size() == 1);
    CHECK(roots.directories[0].share == "home");
    CHECK(roots.as_of_ns == kScanStart - 1000);

    const std::vector<ScanRecord> scans = reader.get_scans(kHomeOnly, "", 10, 0, kNoDeadline);
    REQUIRE(scans.size() == 1);
    CHECK(scans[0].share == "home");

    const StatsRecord stats = reader.get_stats(kHomeOnly, "", 10, kNoDeadline);
    CHECK(stats.total.files == 2);
    CHECK(stats.unique_bytes == 5050);
    CHECK(stats.directories == 2);
    for (const TopRow& row : stats.extensions_by_files) CHECK(row.key != "h5");
    for (const TopRow& row : stats.owners_by_files) CHECK(row.key == "ann");
    for (const TopRow& row : stats.directories_by_size) CHECK(row.key.starts_with("/srv/home"));
    CHECK(reader.get_stats(kNobody, "", 10, kNoDeadline).total.files == 0);
    CHECK(reader.get_stats(kNobody, "", 10, kNoDeadline).directories_by_files.empty());
}
