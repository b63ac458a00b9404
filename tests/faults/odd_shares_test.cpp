// Shares that hold what most do not: they are scanned to the end, and what is in them is kept as it is.
#include "fault_site.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tocd;

TEST_CASE("times before 1970 and far ahead and sizes of eight exbibytes are kept and sums do not wrap") {
    FaultSite site;
    const auto file = [&](const char* name, int64_t seconds, long ns) {
        const FaultNodePtr node = site.tree.add_file(name, INT64_MAX);
        node->blocks = UINT64_MAX / 512;
        node->mtime = {seconds, ns};
    };
    file("old", -86'400, 1);
    file("older", -9'000'000'000, 0);
    file("ahead", 9'000'000'000, 999'999'999);
    file("ahead of all", INT64_MAX / 2, 0);
    CHECK(site.scan().exit_code == 0);
    CHECK(site.query("SELECT name, mtime_ns, size_bytes FROM files ORDER BY mtime_ns, name") ==
          "older|-9000000000000000000|9223372036854775807\n"
          "old|-86399999999999|9223372036854775807\n"
          "ahead|9000000000999999999|9223372036854775807\n"
          "ahead of all|9223372036854775807|9223372036854775807\n");
    CHECK(site.query("SELECT total_size_bytes, total_allocated_bytes FROM directory_total") == "9223372036854775807|9223372036854775807\n");
    CHECK(site.scan().exit_code == 0);
    CHECK(site.query("SELECT changed, added, gone FROM scan ORDER BY id DESC LIMIT 1") == "0|0|0\n");
}

TEST_CASE("links and FIFOs and devices and sockets are counted and never opened") {
    FaultSite site;
    site.plant();
    for (const auto& [name, type] : {std::pair{"link", S_IFLNK}, {"fifo", S_IFIFO}, {"char", S_IFCHR}, {"block", S_IFBLK}, {"socket", S_IFSOCK}})
        site.tree.add("a/" + std::string(name), static_cast<uint32_t>(type) | 0644);
    CHECK(site.scan().exit_code == 0);
    CHECK(site.present() == 260);
    CHECK(site.query("SELECT others FROM scan") == "5\n");
    MountOptions untold;
    untold.tells_types = false;  // the scanner has to look at each
    site.unmount();
    site.mount(untold);
    CHECK(site.scan().exit_code == 0);
    CHECK(site.present() == 260);
    CHECK(site.query("SELECT others FROM scan WHERE id = 2") == "5\n");
}

TEST_CASE("a directory that turns into a link while its parent is listed is not followed") {
    FaultSite site;
    site.plant();
    site.tree.add_file("b/deep/secret.dat");
    REQUIRE(site.scan().exit_code == 0);
    const FaultNodePtr directory = site.tree.at("b");
    bool done = false;
    site.tree.set_fault([&](const Question& q) {
        if (!done && q.ask == Ask::list && q.path.empty() && q.number >= 3) {
            done = true;
            site.tree.remove("b");
            site.tree.add("b", S_IFLNK | 0777);
        }
        return 0;
    });
    (void)site.scan();
    CHECK(done);
    const std::string now = site.query("SELECT count(*) FROM files WHERE name = 'secret.dat' AND NOT gone");
    CHECK((now == "1\n" || now == "0\n"));  // it is a link by now, whenever that was seen
    site.tree.set_fault(nullptr);
    CHECK(site.scan().exit_code == 0);
    CHECK(site.query("SELECT name FROM files WHERE gone ORDER BY name") == "5.dat\n6.dat\nsecret.dat\n");
    site.tree.remove("b");
    site.tree.add_directory("b");
    site.tree.at("b")->children = directory->children;
    CHECK(site.scan().exit_code == 0);
    CHECK(site.present() == 261);
}

TEST_CASE("a directory that holds itself ends as a failure and not in a loop") {
    FaultSite site;
    site.plant();
    site.tree.at("a/deep")->children["loop"] = site.tree.at("a");
    (void)site.scan();
    CHECK(site.present() == 260);
    const ProgramResult again = site.scan();
    CAPTURE(again.output);
    CHECK(again.exit_code == 3);
    CHECK(site.errors().find(site.share + "/a/deep/loop") != std::string::npos);
    CHECK(site.present() == 260);
}

TEST_CASE("a mount over a directory that was listed hides it and makes nothing gone") {
    FaultSite site;
    site.plant();
    REQUIRE(site.scan().exit_code == 0);
    REQUIRE(mount("none", (site.share + "/b").c_str(), "tmpfs", 0, nullptr) == 0);
    for (int i = 0; i < 2; ++i) {
        CHECK(site.scan().exit_code == 3);
        CHECK(site.present() == 260);
        CHECK(site.errors().find(site.share + "/b|a file system was mounted over this directory") != std::string::npos);
    }
    REQUIRE(umount2((site.share + "/b").c_str(), MNT_DETACH) == 0);
    CHECK(site.scan().exit_code == 0);
    CHECK(site.present() == 260);
}

TEST_CASE("a tree that is mounted into itself is walked once") {
    FaultSite site;
    site.plant();
    site.unmount();
    const std::string loop = site.share + "/sub/loop";
    REQUIRE(mkdir((site.share + "/sub").c_str(), 0755) == 0);
    REQUIRE(mkdir(loop.c_str(), 0755) == 0);
    close(open((site.share + "/sub/file").c_str(), O_CREAT | O_WRONLY, 0644));
    REQUIRE(mount(site.share.c_str(), site.share.c_str(), nullptr, MS_BIND, nullptr) == 0);
    REQUIRE(mount(site.share.c_str(), loop.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0);
    CHECK(site.scan().exit_code == 0);
    CHECK(site.query("SELECT files, skipped_mounts FROM scan") == "1|1\n");
    site.configure("    one_file_system: false\n");
    CHECK(site.scan().exit_code == 0);
    CHECK(site.query("SELECT files, skipped_mounts FROM scan WHERE id = 2") == "2|0\n");
    umount2(loop.c_str(), MNT_DETACH);
    umount2(site.share.c_str(), MNT_DETACH);
}

TEST_CASE("a tree deeper than the longest path is scanned to its end") {
    FaultSite site;
    site.unmount();
    const std::string name(200, 'd');
    int at = open(site.share.c_str(), O_PATH | O_DIRECTORY);
    constexpr int kDepth = 120;  // 24,000 bytes of path
    for (int i = 0; i < kDepth; ++i) {
        REQUIRE(mkdirat(at, name.c_str(), 0755) == 0);
        const int next = openat(at, name.c_str(), O_PATH | O_DIRECTORY);
        close(at);
        at = next;
    }
    close(openat(at, "bottom.dat", O_CREAT | O_WRONLY, 0644));
    close(at);
    CHECK(site.scan().exit_code == 0);
    CHECK(site.query("SELECT files, directories FROM scan") == "1|" + std::to_string(kDepth + 1) + "\n");
    CHECK(site.scan().exit_code == 0);
    CHECK(site.present() == 1);
}
