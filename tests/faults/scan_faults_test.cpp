// What a share does wrong, and what the catalogue may conclude from it: nothing that is not so.
#include "fault_site.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <sys/stat.h>

using namespace tocd;

namespace {

bool is(const Question& q, Ask ask, std::string_view path) { return q.ask == ask && q.path == path; }

// A scan with the fault, which loses nothing and claims nothing, and one without, which finds all again.
void check_incomplete(FaultSite& site, const char* named, int64_t files) {
    const ProgramResult result = site.scan();
    CAPTURE(result.output);
    CHECK(result.exit_code == 3);
    CHECK(site.outcome() == "incomplete");
    CHECK(site.present() == files);
    CHECK(site.rows() == files);
    CHECK_MESSAGE(site.errors().find(site.share + "/" + named) != std::string::npos, site.errors());
}

void check_healed(FaultSite& site, int64_t files) {
    site.tree.release();
    const ProgramResult result = site.scan();
    CAPTURE(result.output);
    CHECK(result.exit_code == 0);
    CHECK(site.outcome() == "complete");
    CHECK(site.present() == files);
    CHECK(site.rows() == files);
    CHECK(site.query("SELECT count(*) FROM directory WHERE state <> 1") == "0\n");
}

}  // namespace

TEST_CASE("errors in a first scan leave what was found and the next scan finds the rest") {
    FaultSite site;
    site.plant();
    site.tree.set_fault([](const Question& q) { return is(q, Ask::open, "a") || is(q, Ask::list, "wide") ? EIO : 0; });
    CHECK(site.scan().exit_code == 3);
    CHECK(site.present() == 6);
    check_healed(site, 260);
}

TEST_CASE("a root that cannot be looked at or is empty or another one is refused and nothing is gone") {
    FaultSite site;
    site.plant();
    REQUIRE(site.scan().exit_code == 0);
    const auto check_refused = [&](const char* what, const std::string& says) {
        CAPTURE(what);
        const ProgramResult result = site.scan();
        CAPTURE(result.output);
        CHECK(result.exit_code == 1);
        CHECK(site.outcome() == "refused");
        CHECK(site.present() == 260);
        CHECK_MESSAGE(site.errors().find(says) != std::string::npos, site.errors());
    };
    site.tree.set_fault([](const Question& q) { return q.path.empty() && q.ask == Ask::open ? EIO : 0; });
    check_refused("the root gives EIO", "Input/output error");
    site.tree.set_fault([](const Question& q) { return q.path.empty() && q.ask == Ask::list ? ESTALE : 0; });
    check_refused("the root is stale", "Stale file handle");
    site.tree.release();

    const FaultNodePtr root = site.tree.root();
    auto names = std::move(root->children);
    root->children.clear();
    check_refused("the root is empty", "is empty");
    root->children = std::move(names);

    site.tree.set_root(site.tree.make(S_IFDIR | 0755));
    site.tree.add_file("other.dat");
    check_refused("the root is another one", "another one than before");
    site.tree.set_root(root);

    site.unmount();
    check_refused("nothing is mounted", "");
    site.mount();
    check_healed(site, 260);
}

TEST_CASE("a share that changes into another one while it is scanned concludes nothing") {
    FaultSite site;
    site.plant();
    REQUIRE(site.scan().exit_code == 0);
    const FaultNodePtr root = site.tree.root();
    const auto names = root->children;
    bool done = false;
    std::string says;
    const auto once = [&](auto act) {
        site.tree.set_fault([&, act](const Question& q) {
            if (!done && is(q, Ask::list, "a")) {
                done = true;
                act();
            }
            return 0;
        });
    };
    std::unique_ptr<FuseMount> over;
    SUBCASE("its root is emptied") {
        once([&] { site.tree.root()->children.clear(); });
        says = "emptied while it was scanned";
    }
    SUBCASE("its root is exchanged") {
        once([&] {
            site.tree.set_root(site.tree.make(S_IFDIR | 0755));
            site.tree.add("other", S_IFLNK | 0777);  // a rescan may list the root late: a file would be true, and stored
        });
        says = "exchanged while it was scanned";
    }
    SUBCASE("it is detached and goes on answering") {
        once([&] { site.fuse->detach(); });
        says = "";
    }
    SUBCASE("it is mounted anew") {
        once([&] {
            site.fuse->detach();
            over = std::make_unique<FuseMount>(site.tree, site.share);
        });
        says = "mounted anew while it was scanned";
    }
    const ProgramResult result = site.scan();
    CAPTURE(result.output);
    CHECK(done);
    CHECK(site.outcome() == "interrupted");
    CHECK(site.present() == 260);
    CHECK_MESSAGE(site.errors().find(says) != std::string::npos, site.errors());

    over.reset();
    site.tree.set_fault(nullptr);
    site.tree.set_root(root);
    root->children = names;
    site.unmount();
    site.mount();
    check_healed(site, 260);
}

TEST_CASE("a server that dies in the middle of a scan takes no file with it") {
    FaultSite site;
    site.plant();
    REQUIRE(site.scan().exit_code == 0);
    site.tree.set_fault([&](const Question& q) { return !q.path.empty() && q.path > "b" ? ENOTCONN : 0; });
    check_incomplete(site, "b", 260);
    site.tree.set_fault([&](const Question&) { return ENOTCONN; });
    CHECK(site.scan().exit_code == 1);
    CHECK(site.present() == 260);
    check_healed(site, 260);
}

TEST_CASE("a marker that is missing refuses the scan and one that vanishes meanwhile interrupts it") {
    FaultSite site;
    site.plant();
    site.configure("    marker: .marker\n");
    REQUIRE(site.scan().exit_code == 0);
    CHECK(site.present() == 260);

    const FaultNodePtr marker = site.tree.at(".marker");
    site.tree.set_fault([&](const Question& q) { return is(q, Ask::look, ".marker") ? ENOENT : 0; });
    CHECK(site.scan().exit_code == 1);
    CHECK(site.errors().find("its marker is missing") != std::string::npos);

    bool listed = false;
    site.tree.set_fault([&](const Question& q) {
        listed |= is(q, Ask::list, "a/deep/er");
        return listed && is(q, Ask::look, ".marker") ? ENOENT : 0;
    });
    (void)site.scan();
    CHECK(listed);
    CHECK(site.outcome() == "interrupted");
    CHECK(site.errors().find("its marker is missing") != std::string::npos);
    CHECK(site.present() == 260);
    check_healed(site, 260);
}

TEST_CASE("what really goes away while it is listed is gone and nothing else") {
    FaultSite site;
    site.plant();
    REQUIRE(site.scan().exit_code == 0);
    bool done = false;
    site.tree.set_fault([&](const Question& q) {
        if (!done && is(q, Ask::look, "wide/file100")) {
            done = true;
            site.tree.remove("wide/file100");
        }
        return 0;
    });
    CHECK(site.scan().exit_code == 0);
    CHECK(done);
    CHECK(site.present() == 259);
    CHECK(site.query("SELECT name FROM files WHERE gone") == "file100\n");
}

TEST_CASE("a listing that ends too early under an unchanged time makes nothing gone") {
    FaultSite site;
    site.plant();
    REQUIRE(site.scan().exit_code == 0);
    for (const size_t shown : {0, 1, 249}) {
        CAPTURE(shown);
        site.tree.truncate("wide", shown);
        check_incomplete(site, "wide", 260);
        check_healed(site, 260);
    }
    site.tree.truncate("", 3);
    CHECK(site.scan().exit_code == 3);
    CHECK(site.present() == 260);
    CHECK_MESSAGE(site.errors().find(site.share + "|fewer names than before") != std::string::npos, site.errors());
    check_healed(site, 260);
}

TEST_CASE("a directory that never stands still keeps what was not seen") {
    FaultSite site;
    site.plant();
    REQUIRE(site.scan().exit_code == 0);
    site.tree.truncate("wide", 40);
    site.tree.set_fault([&](const Question& q) {
        if (is(q, Ask::list, "wide")) site.tree.touch("wide");
        return 0;
    });
    check_incomplete(site, "wide", 260);
    check_healed(site, 260);
}
