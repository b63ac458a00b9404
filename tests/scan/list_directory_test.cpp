#include "scan/list_directory.hpp"

#include "listed_share.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tocd;
using Names = std::vector<std::string>;

TEST_CASE("a listing holds files with their attributes and directories with name and inode") {
    ListedShare share;
    share.files.add_directory("d");
    FileStat& stat = share.files.add_file("d/f", 1234).stat;
    stat.uid = 5;
    stat.gid = 6;
    stat.link_count = 3;
    stat.atime_ns = 3 * kNsPerDay + 17;
    stat.btime_ns = 42;
    share.files.add_directory("d/sub");
    share.files.add_link("d/link");

    const Listing listing = share.list("d");

    CHECK(listing.kind == ListingKind::listing);
    CHECK(listing.clean);
    CHECK(listing.hash.known());
    CHECK(listing.entry_count == 3);
    CHECK(listing.other_count == 1);
    CHECK(listing.attributes.inode == share.files.at("d").stat.inode);
    REQUIRE(names_of(listing) == Names{"f", "sub"});
    const Entry& file = listing.entries[listing.entries[0].name == "f" ? 0 : 1];
    const Entry& directory = listing.entries[listing.entries[0].name == "f" ? 1 : 0];
    CHECK(file.type == EntryType::file);
    CHECK(file.inode == stat.inode);
    CHECK(file.size_bytes == 1234);
    CHECK(file.allocated_bytes == 4096);
    CHECK(file.mtime_ns == stat.mtime_ns);
    CHECK(file.ctime_ns == stat.ctime_ns);
    CHECK(file.atime_ns == 3 * kNsPerDay);
    CHECK(file.btime_ns == 42);
    CHECK(file.uid == 5);
    CHECK(file.gid == 6);
    CHECK(file.link_count == 3);
    CHECK(directory.type == EntryType::directory);
    CHECK(directory.inode == share.files.at("d/sub").stat.inode);
    CHECK(share.count_calls("stat_entry d/sub") == 0);
    CHECK(share.count_calls("stat_entry d/link") == 0);
}

TEST_CASE("without a type from the directory the entry itself is asked") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_file("d/file").told_type = NameType::unknown;
    share.files.add_directory("d/directory").told_type = NameType::unknown;
    share.files.add_link("d/link").told_type = NameType::unknown;
    share.files.add_directory("d/fuse").told_inode = 0xffffffff;
    share.files.add_file("d/was_file").stat.type = NameType::directory;

    const Listing listing = share.list("d");

    CHECK(listing.clean);
    CHECK(names_of(listing) == Names{"directory", "file", "fuse", "was_file"});
    CHECK(listing.other_count == 1);
    for (const Entry& entry : listing.entries) {
        CAPTURE(std::string(entry.name));
        CHECK(entry.inode == share.files.at("d/" + std::string(entry.name)).stat.inode);
        CHECK((entry.type == EntryType::directory) == (entry.name != "file"));
    }
}

TEST_CASE("excluded entries are counted and never looked at") {
    ListedShare share;
    share.exclude = {"*.tmp", "/d/cache/", "!keep.tmp"};
    share.files.add_directory("d");
    share.files.add_directory("d/cache");
    for (const char* name : {"d/x.tmp", "d/keep.tmp", "d/y"}) share.files.add_file(name);

    const Listing listing = share.list("d");

    CHECK(listing.clean);
    CHECK(names_of(listing) == Names{"keep.tmp", "y"});
    CHECK(listing.excluded_count == 2);
    CHECK(listing.entry_count == 4);
    CHECK(share.count_calls("stat_entry d/x.tmp") == 0);
}

TEST_CASE("a name that is a directory by now is excluded as a directory") {
    ListedShare share;
    share.exclude = {"build/"};
    share.files.add_directory("d");
    share.files.add_directory("d/build").told_type = NameType::file;  // when the name was read
    const Listing listing = share.list("d");
    CHECK(listing.entries.empty());
    CHECK(listing.excluded_count == 1);
    CHECK(listing.entry_count == 1);
}

TEST_CASE("access times are rounded down to the day also before 1970") {
    ListedShare share;
    share.files.add_directory("d");
    const auto atime = [&](UnixNs value, AtimeResolution resolution) {
        share.files.add_file("d/f").stat.atime_ns = value;
        share.atime = resolution;
        return share.list("d").entries.at(0).atime_ns;
    };
    CHECK(atime(5 * kNsPerDay + 1, AtimeResolution::day) == 5 * kNsPerDay);
    CHECK(atime(5 * kNsPerDay, AtimeResolution::day) == 5 * kNsPerDay);
    CHECK(atime(-1, AtimeResolution::day) == -kNsPerDay);
    CHECK(atime(-kNsPerDay, AtimeResolution::day) == -kNsPerDay);
    CHECK(atime(5 * kNsPerDay + 1, AtimeResolution::exact) == 5 * kNsPerDay + 1);
    CHECK(atime(5 * kNsPerDay + 1, AtimeResolution::off) == kNoTime);
}

TEST_CASE("a directory that needs parts flows out with the hash of the whole") {
    ListedShare share;
    share.files.add_directory("d");
    for (int i = 100; i < 125; ++i) share.files.add_file("d/" + std::to_string(i), static_cast<uint64_t>(i));
    share.files.names_per_read = 7;
    const ListingHash whole = share.list("d").hash;

    share.max_part_entries = 10;
    ListingTask task;
    task.path = "d";
    task.node = 3;
    task.known_hash = whole;
    const std::vector<ListedFrame> frames = share.frames(task);

    REQUIRE(frames.size() == 3);
    std::vector<std::string> names;
    for (const ListedFrame& frame : frames) {
        CHECK(frame.listing.node == 3);
        CHECK(frame.listing.attributes.inode == share.files.at("d").stat.inode);
        for (const std::string& name : names_of(frame.listing)) names.push_back(name);
    }
    CHECK(frames[0].listing.kind == ListingKind::part);
    CHECK(frames[0].listing.entries.size() == 10);
    CHECK(frames[0].listing.entry_count == 0);
    CHECK(frames[2].listing.kind == ListingKind::listing);
    CHECK(frames[2].listing.entries.size() == 5);
    CHECK(frames[2].listing.entry_count == 25);
    CHECK(frames[2].listing.hash == whole);
    CHECK(names.size() == 25);

    // What just fits is one listing.
    share.max_part_entries = 25;
    CHECK(share.frames(task).size() == 1);
    CHECK(share.frames(task)[0].listing.kind == ListingKind::same);
}

TEST_CASE("an equal hash gives same and any change gives the listing") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_file("d/f", 10);
    ListingTask task;
    task.path = "d";
    task.known_hash = share.list("d").hash;

    const std::vector<ListedFrame> same = share.frames(task);
    share.files.at("d/f").stat.size_bytes = 11;
    const std::vector<ListedFrame> changed = share.frames(task);

    REQUIRE(same.size() == 1);
    CHECK(same[0].listing.kind == ListingKind::same);
    CHECK(same[0].listing.entries.empty());
    CHECK(same[0].listing.hash == task.known_hash);
    CHECK(same[0].listing.entry_count == 1);
    CHECK(changed[0].listing.kind == ListingKind::listing);
}

TEST_CASE("an empty directory has a hash of its own and can be the same") {
    ListedShare share;
    share.files.add_directory("d");
    ListingTask task;
    task.path = "d";
    task.known_hash = share.list("d").hash;
    CHECK(task.known_hash.known());
    CHECK(share.frames(task)[0].listing.kind == ListingKind::same);
}

TEST_CASE("the look at the root tells whether it holds anything") {
    ListedShare share;
    CHECK(look_at_root(share.files, share.files.open_root("/").value).value.empty);
    share.files.add_link("only a link");
    const Outcome<RootIdentity> identity = look_at_root(share.files, share.files.open_root("/").value);
    CHECK_FALSE(identity.value.empty);
    CHECK(identity.value.inode == 2);
    CHECK(identity.value.file_system == "scripted");
    share.files.before = [](const std::string& call, const std::string&) { return call == "read" ? EIO : 0; };
    CHECK(look_at_root(share.files, share.files.open_root("/").value).error_number == EIO);
}
