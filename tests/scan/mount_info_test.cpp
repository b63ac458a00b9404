#include "scan/mount_info.hpp"

#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace tocd;

namespace {

constexpr const char* kMountInfo =
    "22 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw\n"
    "28 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
    "229 28 0:50 / /srv/a\\040b rw shared:7 master:3 - nfs4 server:/ex\\040port\\134x rw,vers=4.2\n"
    "230 229 0:50 /sub /srv/again rw - nfs4 server:/other rw\n";

}  // namespace

TEST_CASE("type and source of a mount are read with their escapes undone") {
    RootIdentity identity;
    REQUIRE(find_mount(kMountInfo, 229, identity));
    CHECK(identity.file_system == "nfs4");
    CHECK(identity.mount_source == "server:/ex port\\x");
    REQUIRE(find_mount(kMountInfo, 28, identity));
    CHECK(identity.file_system == "ext4");
    CHECK(identity.mount_source == "/dev/vda1");
}

TEST_CASE("a mount that is not there is not found") {
    RootIdentity identity;
    CHECK_FALSE(find_mount(kMountInfo, 22222, identity));
    CHECK_FALSE(find_mount("", 1, identity));
    CHECK_FALSE(find_mount("1 2\n1", 1, identity));
}

TEST_CASE("by device number the last mount wins") {
    RootIdentity identity;
    REQUIRE(find_device(kMountInfo, "0:50", identity));
    CHECK(identity.mount_source == "server:/other");
}

TEST_CASE("the identity of a real directory holds its inode and file system") {
    TempDir dir;
    const auto files = make_posix_file_system();
    const Outcome<RootIdentity> identity = files->identify(files->open_root(dir.path()).value);
    struct stat st;
    REQUIRE(stat(dir.path().c_str(), &st) == 0);
    REQUIRE(identity.ok());
    CHECK(identity.value.inode == st.st_ino);
    CHECK_FALSE(identity.value.file_system.empty());
    CHECK(files->identify(files->open_root("/proc").value).value.file_system == "proc");
}

TEST_CASE("network file systems are told by their type") {
    for (const char* type : {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "ceph", "lustre"}) CHECK(is_network_file_system(type));
    for (const char* type : {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuseblk", "zfs"}) CHECK_FALSE(is_network_file_system(type));
}
