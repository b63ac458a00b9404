#include "catalogue/confirmation_store.hpp"
#include "catalogue/writer_fixture.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <fstream>

namespace tocd {
namespace {

// Of twenty files ten are missed, and wait, when the catalogue is lost.
struct LostInAHold : WriterFixture {
    LostInAHold() {
        keep_holds();
        rules.hold_files = 5;
        tree = {{"", directory_of(20)}};
        scan();
        tree[""] = directory_of(10);
        since_ns = scan().started_ns;
        clock.advance_seconds(3600);
        lose_catalogue();
    }
    [[nodiscard]] std::vector<KeptHold> kept() const { return ConfirmationStore(token_store_path(path())).holds(); }
    UnixNs since_ns = 0;
};

}  // namespace

TEST_CASE("removals that waited when the catalogue was lost wait on in the new one until an admin confirms") {
    LostInAHold f;
    REQUIRE(f.kept().size() == 1);
    CHECK(f.kept()[0].missed_files == 10);
    CHECK(f.kept()[0].files == 20);
    CHECK(f.kept()[0].since_ns == f.since_ns);

    CHECK(f.scan().held == 10);
    f.clock.advance_seconds(3 * 86400);  // a scan cannot agree: it has nothing to miss
    ScanRecord held = f.scan();
    CHECK(held.held == 10);
    f.mode = ScanMode::fast;
    held = f.scan();
    CHECK(held.held == 10);
    f.reopen();
    f.lose_catalogue();  // once more
    f.mode = ScanMode::full;
    held = f.scan();
    CHECK(held.held == 10);
    CHECK(f.kept()[0].since_ns == f.since_ns);

    const ScanRecord confirmed = f.confirm(held.id);
    CHECK(confirmed.held == 0);
    CHECK(confirmed.confirmed_ns);
    CHECK(f.kept().empty());
    CHECK(f.scan().held == 0);
    CHECK(f.query("SELECT count(*) FROM files WHERE gone") == "0\n");
}

TEST_CASE("what was missed before the catalogue was lost is missed no more when as many files are there") {
    LostInAHold f;
    f.tree[""] = directory_of(14);
    CHECK(f.scan().held == 6);
    CHECK(f.kept()[0].missed_files == 10);
    f.tree[""] = directory_of(20);
    CHECK(f.scan().held == 0);
    CHECK(f.kept().empty());
    f.tree[""] = directory_of(19);
    CHECK(f.scan().held == 0);
}

TEST_CASE("a new hold takes the place of the one from before the catalogue was lost") {
    LostInAHold f;
    f.scan();
    f.tree[""] = directory_of(2);
    const ScanRecord held = f.scan();
    CHECK(held.held == 8);
    CHECK(f.kept()[0].missed_files == 8);
    CHECK(f.confirm(held.id).gone == 8);
    CHECK(f.kept().empty());
    CHECK(f.scan().held == 0);
}

TEST_CASE("a hold that ended before the catalogue was lost is not restored") {
    LostInAHold f;
    f.confirm(f.scan().id);
    f.lose_catalogue();
    CHECK(f.scan().held == 0);
}

TEST_CASE("a scan is stored also when what it holds cannot be kept apart") {
    WriterFixture f;
    f.keep_holds();
    f.rules.hold_files = 5;
    f.tree = {{"", directory_of(20)}};
    f.scan();
    std::ofstream(token_store_path(f.path())) << std::string(20000, 'x');
    f.tree[""] = directory_of(10);
    CHECK(f.scan().held == 10);
    f.tree[""] = directory_of(20);
    CHECK(f.scan().held == 0);
}

TEST_CASE("confirmations are kept with the newest first") {
    const TempDir folder;
    const std::string path = folder / "tokens.db";
    CHECK(ConfirmationStore(path).newest(10).empty());
    CHECK_FALSE(std::filesystem::exists(path));
    for (int i = 0; i < 3; ++i) ConfirmationStore(path).add({i, "user ann", "raw", Confirmation::What::removals, i});
    ConfirmationStore(path).add({3, "token ops", "home", Confirmation::What::root, 0});
    const auto newest = ConfirmationStore(path).newest(2);
    REQUIRE(newest.size() == 2);
    CHECK(newest[0].who == "token ops");
    CHECK(newest[0].what == Confirmation::What::root);
    CHECK(newest[1].files == 2);
}

}  // namespace tocd
