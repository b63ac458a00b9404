// What goes wrong while a directory is listed, and that none of it becomes an absence.
#include "listed_share.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tocd;
using Names = std::vector<std::string>;

TEST_CASE("a directory that may not be opened says whom it belongs to") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_directory("d/locked").stat.uid = 4711;
    int error = EACCES;
    share.files.before = [&](const std::string& call, const std::string& path) {
        return call == "open" && path == "d/locked" ? error : 0;
    };

    const Listing locked = share.list("d/locked");
    CHECK(locked.kind == ListingKind::failed);
    CHECK(locked.error_number == EACCES);
    CHECK(locked.attributes.uid == 4711);
    CHECK(locked.attributes.inode != 0);

    error = EIO;  // the server is not asked once more
    CHECK(share.list("d/locked").attributes.inode == 0);
    CHECK(share.count_calls("stat_entry") == 0);
}

TEST_CASE("a directory that moves once while it is listed is listed again and is clean") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_file("d/old");
    bool moved = false;
    share.files.before = [&](const std::string& call, const std::string& path) {
        if (call == "stat_entry" && path == "d/old" && !moved) {
            moved = true;
            share.files.add_file("d/new");
            share.files.touch("d");
        }
        return 0;
    };

    const Listing listing = share.list("d");

    CHECK(listing.clean);
    CHECK(names_of(listing) == Names{"new", "old"});
    CHECK(listing.entry_count == 2);
    CHECK(listing.attributes.mtime_ns == share.files.at("d").stat.mtime_ns);
    CHECK(share.count_calls("rewind d") == 1);
}

TEST_CASE("a directory that never stands still is given unclean after three tries") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_file("d/f");
    share.files.before = [&](const std::string& call, const std::string&) {
        if (call == "stat_entry") share.files.touch("d");
        return 0;
    };

    const Listing listing = share.list("d");

    CHECK(listing.kind == ListingKind::listing);
    CHECK_FALSE(listing.clean);
    CHECK_FALSE(listing.hash.known());
    CHECK(listing.error_number == 0);
    CHECK(names_of(listing) == Names{"f"});
    CHECK(share.count_calls("rewind d") == kListingTries - 1);
}

TEST_CASE("a file that is removed between its name and its look is absent from a clean listing") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_file("d/gone");
    share.files.add_file("d/stays");
    share.files.before = [&](const std::string& call, const std::string& path) {
        if (call == "stat_entry" && path == "d/gone" && share.files.at("d").children.count("gone") != 0) {
            share.files.remove("d/gone");
            share.files.touch("d");
        }
        return 0;
    };

    const Listing listing = share.list("d");

    CHECK(listing.clean);
    CHECK(names_of(listing) == Names{"stays"});
    CHECK(listing.entry_count == 1);
}

TEST_CASE("a name that is shown and cannot be looked up while nothing moves is unreadable and no absence") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_file("d/bad ");
    share.files.add_file("d/good");
    share.files.before = [](const std::string& call, const std::string& path) {
        return call == "stat_entry" && path == "d/bad " ? ENOENT : 0;
    };

    const Listing listing = share.list("d");

    CHECK(listing.kind == ListingKind::listing);
    CHECK_FALSE(listing.clean);
    CHECK_FALSE(listing.hash.known());
    CHECK(listing.unreadable_count == 1);
    CHECK(listing.entry_count == 2);
    CHECK(listing.error_number == ENOENT);
    CHECK(listing.error_name == "d/bad ");
    CHECK(names_of(listing) == Names{"good"});
}

TEST_CASE("entries that cannot be examined are counted with the first error and its path") {
    ListedShare share;
    share.files.add_directory("d");
    for (const char* name : {"d/a", "d/b", "d/c"}) share.files.add_file(name);
    share.files.before = [](const std::string& call, const std::string& path) {
        if (call != "stat_entry") return 0;
        return path == "d/a" ? EACCES : path == "d/b" ? EIO : 0;
    };

    const Listing listing = share.list("d");

    CHECK_FALSE(listing.clean);
    CHECK_FALSE(listing.hash.known());
    CHECK(listing.unreadable_count == 2);
    CHECK(listing.entry_count == 3);
    CHECK(listing.error_number == EACCES);
    CHECK(listing.error_name == "d/a");
    CHECK(names_of(listing) == Names{"c"});
    CHECK(share.count_calls("rewind d") == 0);  // a second look would not help
}

TEST_CASE("a directory that cannot be opened or read or described gives one failed frame without entries") {
    for (const char* failing : {"open", "read", "stat"}) {
        CAPTURE(failing);
        ListedShare share;
        share.files.add_directory("d");
        for (int i = 0; i < 10; ++i) share.files.add_file("d/" + std::to_string(i));
        share.files.names_per_read = 4;
        int calls = 0;
        share.files.before = [&](const std::string& call, const std::string& path) {
            if (path != "d" || call != failing) return 0;
            return std::string(failing) == "read" && calls++ < 2 ? 0 : EIO;  // the third piece of names
        };

        ListingTask task;
        task.path = "d";
        const std::vector<ListedFrame> frames = share.frames(task);

        REQUIRE(frames.size() == 1);
        CHECK(frames[0].listing.kind == ListingKind::failed);
        CHECK_FALSE(frames[0].opened);
        CHECK_FALSE(frames[0].listing.clean);
        CHECK_FALSE(frames[0].listing.hash.known());
        CHECK(frames[0].listing.error_number == EIO);
        CHECK(frames[0].listing.error_name == "d");
        CHECK(frames[0].listing.entries.empty());
        CHECK(frames[0].listing.entry_count == 0);
    }
}

TEST_CASE("a read error after parts have left ends the listing unclean with what was seen") {
    ListedShare share;
    share.files.add_directory("d");
    for (int i = 10; i < 30; ++i) share.files.add_file("d/" + std::to_string(i));
    share.files.names_per_read = 6;
    share.max_part_entries = 5;
    int reads = 0;
    share.files.before = [&](const std::string& call, const std::string&) { return call == "read" && ++reads == 3 ? EIO : 0; };

    ListingTask task;
    task.path = "d";
    const std::vector<ListedFrame> frames = share.frames(task);

    REQUIRE(frames.size() == 3);
    CHECK(frames[0].listing.kind == ListingKind::part);
    CHECK(frames[1].listing.kind == ListingKind::part);
    CHECK(frames[2].listing.kind == ListingKind::listing);
    CHECK_FALSE(frames[2].listing.clean);
    CHECK(frames[2].listing.error_number == EIO);
    CHECK(frames[2].listing.entry_count == 12);
    CHECK(share.count_calls("rewind d") == 0);
}

TEST_CASE("a child whose open parent went stale is opened by its path once") {
    for (const int error : {ESTALE, ENOENT}) {
        CAPTURE(error);
        ListedShare share;
        share.files.add_directory("d");
        share.files.add_directory("d/e");
        share.files.add_file("d/e/f");
        ListingTask task;
        task.path = "d/e";
        task.parent = share.files.open_below(share.files.open_root("/").value, "d", false).value;
        int opens = 0;
        share.files.before = [&](const std::string& call, const std::string& path) {
            return call == "open" && path == "d/e" && opens++ == 0 ? error : 0;
        };

        const std::vector<ListedFrame> frames = share.frames(task);

        REQUIRE(frames.size() == 1);
        CHECK(frames[0].listing.kind == ListingKind::listing);
        CHECK(frames[0].opened);
        CHECK(opens == 2);
    }
}

TEST_CASE("links and mount points and files in the place of a directory are not gone into") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_directory("d/mount").mount_point = true;
    ListingTask task;
    task.path = "d/mount";
    CHECK(share.frames(task)[0].listing.error_number == EXDEV);
    share.one_file_system = false;
    CHECK(share.frames(task)[0].listing.kind == ListingKind::listing);

    // The directory is swapped for a link after its parent was listed.
    share.files.remove("d/mount");
    share.files.add_link("d/mount");
    CHECK(share.frames(task)[0].listing.error_number == ELOOP);
    share.files.remove("d/mount");
    share.files.add_file("d/mount");
    CHECK(share.frames(task)[0].listing.error_number == ENOTDIR);
}

TEST_CASE("a directory whose file system is no longer mounted fails and is not found empty") {
    ListedShare share;
    share.one_file_system = false;
    FileStat& stat = share.files.add_directory("mount").stat;
    ListingTask task;
    task.path = "mount";
    task.known.inode = stat.inode;
    task.known.btime_ns = 7;
    task.known.mount_root = true;
    const auto list = [&] { return share.frames(task)[0].listing; };

    stat.mount_root = true;
    stat.btime_ns = 7;
    CHECK(list().kind == ListingKind::listing);
    stat.mount_root = false;  // the same directory, reached without the bind mount
    CHECK(list().kind == ListingKind::listing);

    stat.btime_ns = 8;
    CHECK(list().error_number == ENODEV);
    stat.mount_root = true;  // another disk, whose root has the same inode
    CHECK(list().error_number == ENODEV);

    stat.btime_ns = kNoTime;
    CHECK(list().kind == ListingKind::listing);
    stat.mount_root = false;
    CHECK(list().error_number == ENODEV);
    stat.mount_root = true;
    stat.inode += 1;
    CHECK(list().error_number == ENODEV);
}

TEST_CASE("a path of more than a mebibyte fails without being opened") {
    ListedShare share;
    const Listing listing = share.list(std::string(kMaxPathBytes + 1, 'x'));
    CHECK(listing.kind == ListingKind::failed);
    CHECK(listing.error_number == ENAMETOOLONG);
    CHECK(share.files.calls.empty());
}

TEST_CASE("a name that is shown twice while a directory changes counts once after another look") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_file("d/a");
    share.files.add_directory("d/sub");
    share.files.at("d").repeated = {"a", "sub"};
    share.files.before = [&](const std::string& call, const std::string&) {
        if (call == "rewind") share.files.at("d").repeated.clear();
        return 0;
    };
    const Listing listing = share.list("d");
    CHECK(listing.clean);
    CHECK(listing.entry_count == 2);
    CHECK(names_of(listing) == Names{"a", "sub"});
}

TEST_CASE("a file system that always shows a name twice is told so and the name counts once") {
    ListedShare share;
    share.files.add_directory("d");
    share.files.add_file("d/a");
    share.files.add_directory("d/sub");
    share.files.at("d").repeated = {"sub"};
    const Listing listing = share.list("d");
    CHECK_FALSE(listing.clean);
    CHECK(names_of(listing) == Names{"a", "sub"});
    CHECK(listing.entry_count == 2);
    CHECK(listing.unreadable_count == 1);
    CHECK(listing.error_number == EUCLEAN);
    CHECK(listing.error_name == "d/sub");
}
