#include "scan/file_system.hpp"

#include "scan/list_directory.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace tocd;

namespace {

// Both ways to open; every test that opens runs on each.
const PosixOptions kBothWays[] = {{0, true}, {0, false}};

void write_file(const std::string& path, const std::string& text = "x") {
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    REQUIRE(fd >= 0);
    REQUIRE(write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    close(fd);
}

Listing list_root(const std::string& path, AtimeResolution atime = AtimeResolution::exact) {
    const auto files = make_posix_file_system();
    const Outcome<DirectoryPtr> root = files->open_root(path);
    REQUIRE(root.ok());
    const IgnorePatterns nothing{{}};
    ListingScratch scratch;
    Listing result;
    list_directory(*files, root.value, ListingTask{}, ListingRules{nothing, atime}, ListingKey(1, 2), system_clock(), scratch,
                   [&](Listing& frame, const DirectoryPtr&) { result = std::move(frame); });
    REQUIRE(result.kind == ListingKind::listing);
    return result;
}

const Entry& entry_of(const Listing& listing, std::string_view name) {
    const auto entry = std::find_if(listing.entries.begin(), listing.entries.end(), [&](const Entry& e) { return e.name == name; });
    REQUIRE(entry != listing.entries.end());
    return *entry;
}

}  // namespace

TEST_CASE("every name that the kernel allows comes through with its exact bytes") {
    TempDir dir;
    std::set<std::string> names = {std::string(255, 'n'), "a\nb", " ", "-rf", "\xff\xfe", "é", "e\xcc\x81", "...", "con:aux?*"};
    for (int byte = 1; byte < 256; ++byte) {
        if (byte != '/' && byte != '.') names.insert(std::string(1, static_cast<char>(byte)));
        if (byte != '/') names.insert("x" + std::string(1, static_cast<char>(byte)) + "y");
    }
    for (const std::string& name : names) write_file(dir / name);

    const Listing listing = list_root(dir.path());

    std::set<std::string> seen;
    for (const Entry& entry : listing.entries) seen.emplace(entry.name);
    CHECK(listing.clean);
    CHECK(seen == names);
    CHECK(listing.entry_count == names.size());
}

TEST_CASE("attributes are what stat says also at the ends of their ranges") {
    TempDir dir;
    write_file(dir / "plain", "12345");
    write_file(dir / "linked");
    REQUIRE(link((dir / "linked").c_str(), (dir / "second").c_str()) == 0);
    write_file(dir / "before_1970");
    write_file(dir / "far_future");
    write_file(dir / "sparse", "");
    const auto set_mtime = [](const std::string& path, int64_t seconds, long nanoseconds) {
        const timespec times[2] = {{seconds, nanoseconds}, {seconds, nanoseconds}};
        REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    };
    set_mtime(dir / "before_1970", -1'000'000'000, 999'999'999);
    set_mtime(dir / "far_future", 13'000'000'000, 5);  // the year 2381: beyond what nanoseconds can hold
    // The largest file that this file system takes.
    off_t largest = std::numeric_limits<off_t>::max();
    while (truncate((dir / "sparse").c_str(), largest) != 0) {
        REQUIRE((errno == EFBIG || errno == EINVAL));
        largest -= largest / 64;
    }
    CHECK(largest > off_t{1} << 40);

    const Listing listing = list_root(dir.path());

    for (const char* name : {"plain", "linked", "second", "before_1970", "far_future", "sparse"}) {
        CAPTURE(name);
        struct stat st;
        REQUIRE(lstat((dir / name).c_str(), &st) == 0);
        const Entry& entry = entry_of(listing, name);
        CHECK(entry.inode == st.st_ino);
        CHECK(entry.size_bytes == static_cast<uint64_t>(st.st_size));
        CHECK(entry.allocated_bytes == static_cast<uint64_t>(st.st_blocks) * 512);
        CHECK(entry.mtime_ns == to_unix_ns(st.st_mtim.tv_sec, static_cast<uint32_t>(st.st_mtim.tv_nsec)));
        CHECK(entry.ctime_ns == to_unix_ns(st.st_ctim.tv_sec, static_cast<uint32_t>(st.st_ctim.tv_nsec)));
        CHECK(entry.atime_ns == to_unix_ns(st.st_atim.tv_sec, static_cast<uint32_t>(st.st_atim.tv_nsec)));
        CHECK(entry.uid == st.st_uid);
        CHECK(entry.gid == st.st_gid);
        CHECK(entry.link_count == st.st_nlink);
    }
    CHECK(entry_of(listing, "before_1970").mtime_ns == -1'000'000'000 * kNsPerSecond + 999'999'999);
    CHECK(entry_of(listing, "sparse").size_bytes == static_cast<uint64_t>(largest));
    CHECK(entry_of(listing, "linked").link_count == 2);
    CHECK(entry_of(listing, "linked").inode == entry_of(listing, "second").inode);
}

TEST_CASE("links and FIFOs and sockets are counted and not kept") {
    TempDir dir;
    REQUIRE(symlink("/", (dir / "link").c_str()) == 0);
    REQUIRE(symlink(".", (dir / "loop").c_str()) == 0);
    REQUIRE(symlink("nowhere", (dir / "broken").c_str()) == 0);
    REQUIRE(mkfifo((dir / "fifo").c_str(), 0600) == 0);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (dir / "socket").c_str(), sizeof address.sun_path - 1);
    REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    close(fd);
    write_file(dir / "file");

    const Listing listing = list_root(dir.path());

    CHECK(listing.clean);
    CHECK(listing.other_count == 5);
    CHECK(listing.entry_count == 6);
    CHECK(listing.entries.size() == 1);
}

TEST_CASE("a directory deeper than the longest path is opened by its path") {
    TempDir dir;
    const std::string name(200, 'd');
    std::string path;
    int at = open(dir.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (int depth = 0; depth < 60; ++depth) {
        REQUIRE(mkdirat(at, name.c_str(), 0755) == 0);
        const int next = openat(at, name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        close(at);
        at = next;
        path += (path.empty() ? "" : "/") + name;
    }
    REQUIRE(symlinkat(".", at, "link") == 0);
    close(at);
    REQUIRE(path.size() > 2 * PATH_MAX);

    for (const PosixOptions& way : kBothWays) {
        CAPTURE(way.use_openat2);
        const auto files = make_posix_file_system(way);
        const DirectoryPtr root = files->open_root(dir.path()).value;
        const Outcome<DirectoryPtr> deepest = files->open_below(root, path, false);
        REQUIRE(deepest.ok());
        CHECK(deepest.value->stat_entry("link").value.type == NameType::other);
        CHECK(files->open_below(root, path + "/none", false).error_number == ENOENT);
        const int through_link = files->open_below(root, path + "/link/" + name, false).error_number;
        CHECK((through_link == ELOOP || through_link == ENOTDIR));
    }
}

TEST_CASE("no way leads out of the share") {
    TempDir dir;
    REQUIRE(mkdir((dir / "sub").c_str(), 0755) == 0);
    REQUIRE(symlink("/etc", (dir / "absolute").c_str()) == 0);
    REQUIRE(symlink("sub", (dir / "inside").c_str()) == 0);
    write_file(dir / "file");
    for (const PosixOptions& way : kBothWays) {
        CAPTURE(way.use_openat2);
        const auto files = make_posix_file_system(way);
        const DirectoryPtr root = files->open_root(dir.path()).value;
        const auto error_of = [&](std::string_view path) { return files->open_below(root, path, true).error_number; };
        for (const char* link : {"absolute", "inside", "absolute/ssl", "inside/x"}) {
            CAPTURE(link);
            const int error = error_of(link);
            CHECK((error == ELOOP || error == ENOTDIR));
        }
        for (const char* path : {"..", ".", "sub/..", "/etc", "sub//x", "sub/", "../sub"}) {
            CAPTURE(path);
            CHECK(error_of(path) == EINVAL);
        }
        CHECK(error_of(std::string_view("sub\0x", 5)) == EINVAL);
        CHECK(error_of("file") == ENOTDIR);
        CHECK(error_of("none") == ENOENT);
        CHECK(error_of("sub") == 0);
        CHECK(error_of("") == 0);
        CHECK(error_of(std::string(5000, 'n')) == ENAMETOOLONG);
    }
}

TEST_CASE("a mount point is crossed only when asked") {
    for (const PosixOptions& way : kBothWays) {
        CAPTURE(way.use_openat2);
        const auto files = make_posix_file_system(way);
        const DirectoryPtr root = files->open_root("/").value;
        CHECK(files->open_below(root, "proc", false).error_number == EXDEV);
        CHECK(files->open_below(root, "proc/self", false).error_number != 0);
        const Outcome<DirectoryPtr> proc = files->open_below(root, "proc", true);
        REQUIRE(proc.ok());
        CHECK(proc.value->stat().value.mount_root);
        const Outcome<DirectoryPtr> usr = files->open_below(root, "usr", false);
        REQUIRE(usr.ok());
        CHECK_FALSE(usr.value->stat().value.mount_root);
    }
}

TEST_CASE("an opened directory keeps a reading position of its own") {
    TempDir dir;
    for (int i = 0; i < 10; ++i) write_file(dir / std::to_string(i));
    const auto files = make_posix_file_system();
    const DirectoryPtr first = files->open_root(dir.path()).value;
    const DirectoryPtr second = files->open_below(first, "", false).value;
    NameBuffer buffer;
    REQUIRE(first->read_names(buffer) == 0);
    CHECK(buffer.names.size() == 10);
    REQUIRE(first->read_names(buffer) == 0);
    CHECK(buffer.names.empty());
    REQUIRE(second->read_names(buffer) == 0);
    CHECK(buffer.names.size() == 10);
    REQUIRE(first->rewind() == 0);
    REQUIRE(first->read_names(buffer) == 0);
    CHECK(buffer.names.size() == 10);
}

TEST_CASE("what cannot be opened gives its errno") {
    TempDir dir;
    write_file(dir / "file");
    const auto files = make_posix_file_system();
    CHECK(files->open_root(dir / "none").error_number == ENOENT);
    CHECK(files->open_root(dir / "file").error_number == ENOTDIR);
    CHECK(files->open_root(std::string("/\0x", 3)).error_number == EINVAL);
    const DirectoryPtr root = files->open_root(dir.path()).value;
    CHECK(root->stat_entry("none").error_number == ENOENT);
    CHECK(root->stat_entry(std::string(300, 'x').c_str()).error_number == ENAMETOOLONG);
}

TEST_CASE("directories are kept open up to a bound") {
    TempDir dir;
    const auto files = make_posix_file_system({2, true});
    const DirectoryPtr first = files->open_root(dir.path()).value;
    CHECK(files->may_keep_open());
    DirectoryPtr second = files->open_below(first, "", false).value;
    CHECK_FALSE(files->may_keep_open());
    second.reset();
    CHECK(files->may_keep_open());
}

TEST_CASE("a directory of more names than one read gives is complete") {
    TempDir dir;
    constexpr size_t kFiles = 6000;  // about 190 KiB of names, one read takes 128
    for (size_t i = 0; i < kFiles; ++i) write_file(dir / ("a name of some length " + std::to_string(i)), "");
    const Listing listing = list_root(dir.path());
    std::set<std::string_view> names;
    for (const Entry& entry : listing.entries) names.insert(entry.name);
    CHECK(listing.clean);
    CHECK(names.size() == kFiles);
}
