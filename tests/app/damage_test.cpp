// A daemon on a catalogue that a disk has damaged.
#include "app/site.hpp"
#include "catalogue/database.hpp"
#include "client/api_client.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

using namespace tocd;
using Json = nlohmann::json;

namespace {

constexpr int64_t kPageBytes = 16'384;

struct DamagedSite : Site {
    DamagedSite() : Site(3000) {
        REQUIRE(run_program(command({"scan"})).exit_code == 0);
        Database(path, Database::Access::write).checkpoint(Database::Checkpoint::truncate);
    }
    void damage_page(int64_t page) const {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        const std::string junk(kPageBytes, 'x');
        file.seekp(page * kPageBytes).write(junk.data(), kPageBytes);
    }
    [[nodiscard]] size_t set_aside() const {
        size_t count = 0;
        for (const auto& file : std::filesystem::directory_iterator(folder / "state"))
            count += static_cast<size_t>(file.path().string().starts_with(path + ".damaged-"));
        return count;
    }
    // Scanned anew, all is as before.
    void check_whole(BackgroundProgram& daemon) const {
        const std::string url = url_of(daemon);
        REQUIRE(run_program(command({"scan"})).exit_code == 0);
        const Json page = Json::parse(ApiClient(url).get("/api/v1/files?count=true&limit=1"));
        CHECK(page["total"]["files"] == 3000);
        daemon.send(SIGTERM);
        CHECK(daemon.wait().exit_code == 0);
        CHECK(Database(path, Database::Access::read).read_integer("SELECT count(*) FROM file") == 3000);
    }
    std::string path = folder / "state/catalogue.db";
};

}  // namespace

TEST_CASE("a catalogue that cannot be opened is set aside and scans make a new one") {
    const DamagedSite site;
    site.damage_page(0);
    BackgroundProgram daemon(site.command({}));
    CHECK(daemon.wait_for("is set aside").find("path=" + site.path + ".damaged-") != std::string::npos);
    site.check_whole(daemon);
    CHECK(site.set_aside() == 1);
}

TEST_CASE("a daemon that meets damage ends for another start which looks at all of the catalogue") {
    const DamagedSite site;
    const int64_t pages = Database(site.path, Database::Access::read).read_integer("PRAGMA page_count");
    const int64_t root = Database(site.path, Database::Access::read).read_integer("SELECT rootpage FROM sqlite_schema WHERE name = 'file'");
    REQUIRE(root <= pages);
    site.damage_page(root - 1);

    BackgroundProgram first(site.command({}));
    first.wait_for("the catalogue is damaged");
    CHECK(first.wait().exit_code == 75);
    CHECK(site.set_aside() == 0);

    BackgroundProgram second(site.command({}));
    second.wait_for("is set aside");
    site.check_whole(second);
    CHECK(site.set_aside() == 1);
}

TEST_CASE("damage that ends a start is noted for the next one") {
    for (const std::string table : {"share", "sqlite_autoindex_share_1"}) {  // read to configure the shares
        CAPTURE(table);
        const DamagedSite site;
        site.damage_page(Database(site.path, Database::Access::read).read_integer("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'") - 1);
        const ProgramResult first = run_program(site.command({}));
        CHECK_MESSAGE(first.exit_code == 75, first.output);
        BackgroundProgram second(site.command({}));
        second.wait_for("is set aside");
        site.check_whole(second);
    }
}

TEST_CASE("damage where nothing reads is found by a look at all of the catalogue") {
    const DamagedSite site;
    const int64_t root = Database(site.path, Database::Access::read).read_integer("SELECT rootpage FROM sqlite_schema WHERE name = 'file_move_by_new'");
    site.damage_page(root - 1);

    BackgroundProgram first(site.command({}));
    first.wait_for("the catalogue is damaged");
    CHECK(first.wait().exit_code == 75);

    BackgroundProgram second(site.command({}));
    second.wait_for("is set aside");
    site.check_whole(second);
}

TEST_CASE("a daemon whose catalogue is taken away ends for another start and takes its log with it") {
    namespace fs = std::filesystem;
    const auto removed = [](const DamagedSite& site) { fs::remove(site.path); };
    const auto replaced = [](const DamagedSite& site) {
        fs::copy_file(site.path, site.path + ".copy");
        fs::rename(site.path + ".copy", site.path);
    };
    for (const std::function<void(const DamagedSite&)>& take : {std::function<void(const DamagedSite&)>(removed), {replaced}}) {
        const DamagedSite site;
        BackgroundProgram first(site.command({}));
        (void)ApiClient(url_of(first)).get("/api/v1/shares");  // it has started
        take(site);
        first.wait_for("was moved, removed or replaced while tocd had it open");
        CHECK(first.wait().exit_code == 75);
        CHECK(!fs::exists(site.path + "-wal"));

        BackgroundProgram second(site.command({}));
        site.check_whole(second);
        CHECK(site.set_aside() == 0);
    }
}
