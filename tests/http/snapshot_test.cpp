// GET /snapshot.db: what the copy holds, what it leaves behind, and whom it holds up.
#include "http/api_server.hpp"

#include "catalogue/database.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace tocd {
namespace {

constexpr const char* kTarget = "/api/v1/snapshot.db";

std::set<std::string> names_in(const std::string& folder) {
    std::set<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) out.insert(entry.path().filename());
    return out;
}

void fill(ApiServer& server, int files) {
    server.add_directory("a");
    for (int i = 0; i < files; ++i) server.add_file("a", "measurement_of_the_" + std::to_string(i) + "th.dat", 7);
    server.scan();
}

// The soft limit of the size of any file that this process writes, while it lives.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &old_);
        const rlimit now{bytes, old_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, before_);
    }

private:
    rlimit old_{};
    sighandler_t before_;
};

}  // namespace

TEST_CASE("a snapshot is the whole catalogue in a file that opens where nothing may be written") {
    ApiServer server;
    fill(server, 3000);
    const std::string folder = std::filesystem::path(server.catalogue_path()).parent_path();
    const std::set<std::string> before = names_in(folder);
    RawClient client(server.address());
    const RawResponse response = client.ask(get(kTarget));
    REQUIRE(response.status == 200);
    CHECK(response.complete);
    CHECK(response.header("content-length") == std::to_string(response.body.size()));
    CHECK(response.header("transfer-encoding") == "");
    CHECK(response.header("content-type") == "application/vnd.sqlite3");
    CHECK(response.header("tocd-as-of") == "");  // share home was never scanned
    CHECK(client.ask(get("/healthz")).status == 200);  // on the same connection
    CHECK(names_in(folder) == before);

    TempDir place;
    const std::string copy = place / "snapshot.db";
    std::ofstream(copy, std::ios::binary) << response.body;
    CHECK(response.body.substr(18, 2) == "\x01\x01");  // rollback mode: no log beside it is asked for
    Database database(copy, Database::Access::read);
    CHECK(database.read_integer("SELECT count(*) FROM files") == 3000);
    CHECK(database.read_integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1);
    CHECK(names_in(place.path()) == std::set<std::string>{"snapshot.db"});
}

TEST_CASE("a slow client of a snapshot holds up neither the writer nor the log and is the only one") {
    ApiServer server;
    fill(server, 60'000);  // more than sockets hold
    RawClient slow(server.address(), 4096);
    slow.send(get(kTarget));
    REQUIRE(slow.read_some(100));  // the copy is made
    const RawResponse refused = server.ask(get(kTarget));
    CHECK(refused.status == 503);
    CHECK(refused.body.find("already") != refused.body.npos);

    server.execute("CREATE TABLE later(x)");
    Database writer(server.catalogue_path(), Database::Access::write);
    writer.execute("INSERT INTO later SELECT 1");
    writer.checkpoint(Database::Checkpoint::truncate);
    CHECK(std::filesystem::file_size(server.catalogue_path() + "-wal") == 0);
    CHECK_FALSE(std::filesystem::exists(server.catalogue_path() + ".snapshot"));

    const RawResponse response = slow.receive();
    CHECK(response.complete);
    TempDir place;
    std::ofstream(place / "copy.db", std::ios::binary) << response.body;
    Database copy(place / "copy.db", Database::Access::read);
    CHECK(copy.read_integer("SELECT count(*) FROM files") == 60'000);
    CHECK(copy.read_integer("SELECT count(*) FROM sqlite_schema WHERE name = 'later'") == 0);
}

TEST_CASE("a snapshot without room says so with its path and leaves nothing") {
    ApiServer server;
    fill(server, 3000);
    const std::string folder = std::filesystem::path(server.catalogue_path()).parent_path();
    {
        // What a crash has left goes with the next one.
        std::ofstream(server.catalogue_path() + ".snapshot") << "left";
        const FileSizeLimit limit(std::filesystem::file_size(server.catalogue_path()) / 2);
        const RawResponse response = server.ask(get(kTarget));
        CHECK(response.status == 507);
        CHECK(response.head.starts_with("HTTP/1.1 507 Insufficient Storage"));
        const std::string message = nlohmann::json::parse(response.body)["error"]["message"];
        CHECK(message.find(server.catalogue_path() + ".snapshot: File too large") != message.npos);
        for (const std::string& name : names_in(folder)) CHECK(name.find("snapshot") == name.npos);
    }
    CHECK(server.ask(get(kTarget)).status == 200);
}

TEST_CASE("an HTTP 1.0 client knows the length of a snapshot too") {
    ApiServer server;
    fill(server, 100);
    const RawResponse response = server.ask("GET /api/v1/snapshot.db HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
    CHECK(response.status == 200);
    CHECK(response.header("content-length") == std::to_string(response.body.size()));
    CHECK(response.header("connection") == "keep-alive");
    CHECK(response.body.starts_with("SQLite format 3"));
}

}  // namespace tocd
