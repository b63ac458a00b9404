// The disk of the catalogue is full: what is known can be asked, what cannot be stored is said, and nothing is lost.
#include "app/site.hpp"
#include "catalogue/database.hpp"
#include "client/api_client.hpp"
#include "fault_site.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sys/mount.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

using namespace tocd;
using Json = nlohmann::json;

namespace {

struct SmallDisk : Site {
    SmallDisk() : Site(2000) {
        have_own_mounts();
        REQUIRE(mount("tmpfs", state.c_str(), "tmpfs", 0, "size=24m") == 0);
    }
    ~SmallDisk() { umount2(state.c_str(), MNT_DETACH); }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    void fill() const {
        std::ofstream file(state + "/ballast", std::ios::binary);
        const std::string piece(4096, 'x');
        while (file.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {}
    }
    void make_room() const { std::filesystem::remove(state + "/ballast"); }
    void grow() const {
        const std::string below = share + "/more";
        std::filesystem::create_directory(below);
        for (int i = 0; i < 20'000; ++i) write_file(below + "/a_file_with_a_longer_name_" + std::to_string(i), "x");
    }
    std::string state = folder / "state";
};

int64_t files(const std::string& url) {
    return Json::parse(ApiClient(url).get("/api/v1/files?count=true&limit=1"))["total"]["files"].get<int64_t>();
}

}  // namespace

TEST_CASE("a full disk ends a scan that says so while searches go on and with room the next scan is whole") {
    const SmallDisk site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    REQUIRE(files(url) == 2000);

    site.grow();
    site.fill();
    const ProgramResult full = run_program(site.command({"scan"}));
    CHECK(full.exit_code != 0);
    CHECK_MESSAGE(full.output.find("full") != std::string::npos, full.output);
    CHECK(files(url) >= 2000);  // and what was stored before there was no room
    CHECK(Json::parse(ApiClient(url).get("/api/v1/files?q=file7.dat"))["files"].size() == 1);

    site.make_room();
    const ProgramResult again = run_program(site.command({"scan"}));
    CHECK_MESSAGE(again.exit_code == 0, again.output);
    CHECK(files(url) == 22'000);
    daemon.send(SIGTERM);
    CHECK(daemon.wait().exit_code == 0);
    Database database(site.state + "/catalogue.db", Database::Access::read);
    CHECK(database.read_integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
    CHECK(database.read_integer("SELECT count(*) FROM files WHERE gone") == 0);
}

// Blocks that are smaller than a page of memory: those of a mapped file may be missing when it is written to.
TEST_CASE("whatever room a disk of small blocks has left tocd ends in words") {
    const Site site(200);
    have_own_mounts();
    const std::string state = site.folder / "state", image = site.folder / "image";
    std::ofstream(image).close();
    std::filesystem::resize_file(image, 12 << 20);
    if (geteuid() != 0 || run_program({"mkfs.ext4", "-q", "-b", "1024", "-m", "0", image}).exit_code != 0 ||
        run_program({"mount", "-o", "loop", image, state}).exit_code != 0) {
        MESSAGE("not tested: no file system can be made and mounted here");
        return;
    }
    CHECK(run_program(site.command({"scan"})).exit_code == 0);
    int failed = 0;
    for (int left = 0; left <= 64 << 10; left += 2 << 10) {
        CAPTURE(left);
        {
            std::ofstream ballast(state + "/ballast", std::ios::binary);
            const std::string piece(1024, 'x');
            while (ballast.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {}
        }
        const auto full = static_cast<int>(std::filesystem::file_size(state + "/ballast"));
        std::filesystem::resize_file(state + "/ballast", static_cast<uintmax_t>(full - left));
        const ProgramResult result = run_program(site.command({"scan", "--full"}));
        INFO(result.output);
        CHECK(result.exit_code < 128);
        if (result.exit_code != 0) {
            ++failed;
            CHECK(result.output.find("space") != std::string::npos);
        }
        std::filesystem::remove(state + "/ballast");
    }
    MESSAGE(failed << " of 33 scans had too little room");
    CHECK(failed > 0);
    CHECK(run_program(site.command({"scan", "--full"})).exit_code == 0);
    umount2(state.c_str(), MNT_DETACH);
}

TEST_CASE("a disk that turned read-only leaves the catalogue readable") {
    const SmallDisk site;
    BackgroundProgram daemon(site.command({}));
    const std::string url = url_of(daemon);
    REQUIRE(run_program(site.command({"scan"})).exit_code == 0);
    write_file(site.share + "/one_more", "x");
    const auto mounted = [&](unsigned long flags) { return mount(nullptr, site.state.c_str(), nullptr, MS_REMOUNT | flags, "size=24m"); };
    // As a file system does after an error of its disk: with files open for writing it cannot be asked to.
    if (mounted(MS_RDONLY) != 0) {
        REQUIRE(mount(site.state.c_str(), site.state.c_str(), nullptr, MS_BIND, nullptr) == 0);
        REQUIRE(mount(nullptr, site.state.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0);
    }
    CHECK(files(url) == 2000);
    daemon.send(SIGTERM);
    CHECK(daemon.wait().exit_code == 0);
    BackgroundProgram second(site.command({}));  // what it says names the path and the reason
    const ProgramResult refused = second.wait();
    CHECK(refused.exit_code != 0);
    CHECK_MESSAGE(refused.output.find("Read-only file system") != std::string::npos, refused.output);
    umount2(site.state.c_str(), MNT_DETACH);
}
