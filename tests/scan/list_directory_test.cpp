#include "scan/list_directory.hpp"

#include "scripted_file_system.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>

using namespace tocd;

namespace {

struct Frame {
    Listing listing;
    bool opened = false;
};

// A share in memory, and what list_directory says of its directories.
struct Share {
    ScriptedFileSystem files;
    ScriptedClock clock;
    std::vector<std::string> exclude;
    AtimeResolution atime = AtimeResolution::day;
    size_t max_part_entries = kMaxPartEntries;
    bool one_file_system = true;
    ListingScratch scratch;

    std::vector<Frame> frames(const ListingTask& task) {
        const IgnorePatterns patterns(exclude);
        const ListingRules rules{patterns, atime, one_file_system, max_part_entries};
        const ListingKey key(7, 11);
        std::vector<Frame> result;
        const DirectoryPtr root = files.open_root("/share").value;
        files.calls.clear();
        list_directory(files, root, task, rules, key, clock, scratch, [&](Listing& frame, const DirectoryPtr& opened) {
            result.push_back({std::move(frame), opened != nullptr});
        });
        return result;
    }
    Listing list(const std::string& path) {
        ListingTask task;
        task.path = path;
        std::vector<Frame> all = frames(task);
        REQUIRE(all.size() == 1);
        return std::move(all.front().listing);
    }
    size_t count_calls(const std::string& call) const {
        return static_cast<size_t>(std::count(files.calls.begin(), files.calls.end(), call));
    }
};

std::vector<std::string> names_of(const Listing& listing) {
    std::vector<std::string> names;
    for (const Entry& entry : listing.entries) names.emplace_back(entry.name);
    std::sort(names.begin(), names.end());
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a listing holds files with their attributes and directories with name and inode") {
    Share share;
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

TEST_CASE("a directory that moves once while it is listed is listed again and is clean") {
    Share share;
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
    Share share;
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
    Share share;
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
    Share share;
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
    Share share;
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
        Share share;
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
        const std::vector<Frame> frames = share.frames(task);

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
    Share share;
    share.files.add_directory("d");
    for (int i = 10; i < 30; ++i) share.files.add_file("d/" + std::to_string(i));
    share.files.names_per_read = 6;
    share.max_part_entries = 5;
    int reads = 0;
    share.files.before = [&](const std::string& call, const std::string&) { return call == "read" && ++reads == 3 ? EIO : 0; };

    ListingTask task;
    task.path = "d";
    const std::vector<Frame> frames = share.frames(task);

    REQUIRE(frames.size() == 3);
    CHECK(frames[0].listing.kind == ListingKind::part);
    CHECK(frames[1].listing.kind == ListingKind::part);
    CHECK(frames[2].listing.kind == ListingKind::listing);
    CHECK_FALSE(frames[2].listing.clean);
    CHECK(frames[2].listing.error_number == EIO);
    CHECK(frames[2].listing.entry_count == 12);
    CHECK(share.count_calls("rewind d") == 0);
}

TEST_CASE("without a type from the directory the entry itself is asked") {
    Share share;
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
    Share share;
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

TEST_CASE("access times are rounded down to the day also before 1970") {
    Share share;
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
    Share share;
    share.files.add_directory("d");
    for (int i = 100; i < 125; ++i) share.files.add_file("d/" + std::to_string(i), static_cast<uint64_t>(i));
    share.files.names_per_read = 7;
    const ListingHash whole = share.list("d").hash;

    share.max_part_entries = 10;
    ListingTask task;
    task.path = "d";
    task.node = 3;
    task.known_hash = whole;
    const std::vector<Frame> frames = share.frames(task);

    REQUIRE(frames.size() == 3);
    std::vector<std::string> names;
    for (const Frame& frame : frames) {
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
    Share share;
    share.files.add_directory("d");
    share.files.add_file("d/f", 10);
    ListingTask task;
    task.path = "d";
    task.known_hash = share.list("d").hash;

    const std::vector<Frame> same = share.frames(task);
    share.files.at("d/f").stat.size_bytes = 11;
    const std::vector<Frame> changed = share.frames(task);

    REQUIRE(same.size() == 1);
    CHECK(same[0].listing.kind == ListingKind::same);
    CHECK(same[0].listing.entries.empty());
    CHECK(same[0].listing.hash == task.known_hash);
    CHECK(same[0].listing.entry_count == 1);
    CHECK(changed[0].listing.kind == ListingKind::listing);
}

TEST_CASE("an empty directory has a hash of its own and can be the same") {
    Share share;
    share.files.add_directory("d");
    ListingTask task;
    task.path = "d";
    task.known_hash = share.list("d").hash;
    CHECK(task.known_hash.known());
    CHECK(share.frames(task)[0].listing.kind == ListingKind::same);
}

TEST_CASE("an equal stamp gives unchanged only when the asker trusts it") {
    Share share;
    share.files.add_directory("d");
    share.files.add_file("d/f");
    ListingTask task;
    task.path = "d";
    task.known = share.list("d").attributes;

    CHECK(share.frames(task)[0].listing.kind == ListingKind::listing);
    task.trust_stamp = true;
    const std::vector<Frame> frames = share.frames(task);
    CHECK(frames[0].listing.kind == ListingKind::unchanged);
    CHECK(share.count_calls("read d") == 0);
    share.files.touch("d");
    CHECK(share.frames(task)[0].listing.kind == ListingKind::listing);
}

TEST_CASE("a child whose open parent went stale is opened by its path once") {
    for (const int error : {ESTALE, ENOENT}) {
        CAPTURE(error);
        Share share;
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

        const std::vector<Frame> frames = share.frames(task);

        REQUIRE(frames.size() == 1);
        CHECK(frames[0].listing.kind == ListingKind::listing);
        CHECK(frames[0].opened);
        CHECK(opens == 2);
    }
}

TEST_CASE("links and mount points and files in the place of a directory are not gone into") {
    Share share;
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

TEST_CASE("a path of more than a mebibyte fails without being opened") {
    Share share;
    const Listing listing = share.list(std::string(kMaxPathBytes + 1, 'x'));
    CHECK(listing.kind == ListingKind::failed);
    CHECK(listing.error_number == ENAMETOOLONG);
    CHECK(share.files.calls.empty());
}

TEST_CASE("the look at the root tells whether it holds anything") {
    Share share;
    CHECK(look_at_root(share.files, share.files.open_root("/").value).value.empty);
    share.files.add_link("only a link");
    const Outcome<RootIdentity> identity = look_at_root(share.files, share.files.open_root("/").value);
    CHECK_FALSE(identity.value.empty);
    CHECK(identity.value.inode == 2);
    CHECK(identity.value.file_system == "scripted");
    share.files.before = [](const std::string& call, const std::string&) { return call == "read" ? EIO : 0; };
    CHECK(look_at_root(share.files, share.files.open_root("/").value).error_number == EIO);
}
