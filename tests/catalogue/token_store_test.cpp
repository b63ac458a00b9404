#include "catalogue/token_store.hpp"

#include "base/error.hpp"
#include "catalogue/damage.hpp"
#include "catalogue/database.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace tocd;

namespace {

constexpr UnixNs kNow = 1'700'000'000'000'000'000;

TokenRecord named(const std::string& name) {
    TokenRecord token;
    token.name = name;
    token.role = Role::editor;
    token.shares = {"raw"};
    token.paths = {"/srv/\xFF"};
    token.created_ns = kNow;
    token.expires_ns = kNow + 100;
    return token;
}

}  // namespace

TEST_CASE("a token is found by its text until its time is over or it is revoked") {
    TempDir folder;
    TokenStore store(folder / "tokens.db");
    CHECK_FALSE(store.find("tocd_x", kNow));
    CHECK(store.list().empty());
    CHECK_FALSE(std::filesystem::exists(folder / "tokens.db"));
    const std::string token = store.create(named("ci"));
    const auto found = store.find(token, kNow);
    REQUIRE(found);
    CHECK(found->name == "ci");
    CHECK(found->role == Role::editor);
    CHECK(found->shares == std::vector<std::string>{"raw"});
    CHECK(found->paths == std::vector<std::string>{"/srv/\xFF"});
    CHECK_FALSE(store.find(token + "x", kNow));
    CHECK_FALSE(store.find("", kNow));
    CHECK_FALSE(store.find(token, kNow + 100));
    CHECK_THROWS_AS(static_cast<void>(store.create(named("ci"))), Error);
    CHECK(store.revoke("ci"));
    CHECK_FALSE(store.revoke("ci"));
    CHECK_FALSE(store.find(token, kNow));
}

TEST_CASE("the file of tokens holds none and is for its owner alone") {
    TempDir folder;
    std::string token, cookie;
    {
        TokenStore store(folder / "tokens.db");
        token = store.create(named("ci"));
        cookie = store.open_session(token, kNow, kNow + 50).value();
    }
    std::ifstream file(folder / "tokens.db", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    CHECK(bytes.find(token) == std::string::npos);
    CHECK(bytes.find(token.substr(5)) == std::string::npos);
    CHECK(bytes.find(cookie) == std::string::npos);
    struct stat info {};
    REQUIRE(stat((folder / "tokens.db").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    TokenStore again(folder / "tokens.db");  // as a daemon that starts anew
    CHECK(again.find(token, kNow));
    CHECK(again.find_session(cookie, kNow));
}

TEST_CASE("a session stands for its token as long as both last") {
    TempDir folder;
    TokenStore store(folder / "tokens.db");
    const std::string token = store.create(named("page"));
    CHECK_FALSE(store.open_session("tocd_x", kNow, kNow + 50));
    const std::string cookie = store.open_session(token, kNow, kNow + 50).value();
    CHECK(store.find_session(cookie, kNow + 49)->name == "page");
    CHECK_FALSE(store.find_session(cookie, kNow + 50));
    CHECK_FALSE(store.find_session(token, kNow));
    CHECK_FALSE(store.find(cookie, kNow));
    const std::string longer = store.open_session(token, kNow, kNow + 500).value();
    CHECK_FALSE(store.find_session(longer, kNow + 100));  // the token's own time
    store.close_session(longer);
    CHECK_FALSE(store.find_session(longer, kNow));
    const std::string another = store.open_session(token, kNow, kNow + 50).value();
    CHECK(store.revoke("page"));
    CHECK_FALSE(store.find_session(another, kNow));
}

TEST_CASE("a token that another process made or revoked is known at once") {
    TempDir folder;
    TokenStore daemon(folder / "tokens.db"), command(folder / "tokens.db");
    const std::string first = command.create(named("one"));
    CHECK(daemon.find(first, kNow));
    const std::string second = command.create(named("two"));
    CHECK(daemon.find(second, kNow));
    CHECK(command.revoke("one"));
    CHECK_FALSE(daemon.find(first, kNow));
    CHECK(daemon.list().size() == 1);
}

TEST_CASE("a damaged file of tokens lets nobody in and says what to do") {
    TempDir folder;
    std::ofstream(folder / "tokens.db") << std::string(8192, 'x');
    TokenStore store(folder / "tokens.db");
    CHECK_THROWS_WITH_AS(static_cast<void>(store.find("tocd_x", kNow)), doctest::Contains("restore it from a backup"), Error);
}

TEST_CASE("damage to the tokens in use is told as such and not as the catalogue's and a restored file holds at once") {
    TempDir folder;
    const std::string path = folder / "tokens.db";
    TokenStore store(path);
    const std::string token = store.create(named("ci"));
    CHECK(store.find(token, kNow));
    std::filesystem::copy_file(path, path + ".backup");
    {
        TokenStore other(path);
        static_cast<void>(other.create(named("later")));
    }
    {
        std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(4096).write(std::string(8192, 'x').data(), 8192);  // all but the first page's header is unread yet
    }
    static_cast<void>(take_met_damage());
    for (int i = 0; i < 2; ++i) CHECK_THROWS_WITH_AS(static_cast<void>(store.find(token, kNow)), doctest::Contains("restore it from a backup"), Error);
    CHECK(take_met_damage().empty());

    std::filesystem::rename(path + ".backup", path);
    CHECK(store.find(token, kNow));
    CHECK(store.list().size() == 1);
    std::filesystem::remove(path);
    CHECK_FALSE(store.find(token, kNow));
}

TEST_CASE("another database is not taken for the file of tokens nor this one for a catalogue") {
    TempDir folder;
    { Database catalogue(folder / "tokens.db", Database::Access::write); }
    TokenStore store(folder / "tokens.db");
    CHECK_THROWS_WITH_AS(static_cast<void>(store.create(named("ci"))), doctest::Contains("is no file of tocd's tokens"), Error);
    TokenStore good(folder / "good.db");
    static_cast<void>(good.create(named("ci")));
    CHECK_THROWS_AS(Database(folder / "good.db", Database::Access::read), Error);
    CHECK(token_store_path("/var/lib/tocd/catalogue.db") == "/var/lib/tocd/tokens.db");
    CHECK(token_store_path("catalogue.db") == "tokens.db");
}
