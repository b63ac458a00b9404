// Every fault in a first, a repeated and a fast scan: nothing that is there becomes gone, no row is lost, and the scan says
// what it could not see.
#include "fault_site.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <sys/stat.h>
#include <thread>

using namespace tocd;

namespace {

constexpr int64_t kFiles = 260;
constexpr size_t kKinds = 3;
constexpr std::array<const char*, kKinds> kKindNames = {"first", "repeat", "fast"};
enum Kind : size_t { first, repeat, fast };

struct Site : FaultSite {
    FaultNodePtr root;
    std::map<std::string, FaultNodePtr> names;
    std::unique_ptr<FuseMount> over;

    void heal() {
        tree.release();
        over.reset();
        tree.set_root(root);
        root->children = names;
        unmount();
        mount();
    }
};

using Outcomes = std::array<const char*, kKinds>;
constexpr Outcomes kIncomplete = {"incomplete", "incomplete", "incomplete"};
constexpr Outcomes kInterrupted = {"interrupted", "interrupted", "interrupted"};
constexpr Outcomes kRefused = {"refused", "refused", "refused"};
constexpr const char* kUnknowable = "complete";  // nothing was known that it could be compared with

struct Fault {
    const char* what;
    const char* listed;  // a directory whose times move before a fast scan, which so lists it; null: it is due (full_every)
    std::function<void(Site&)> begin;
    const char* says;  // "/…": a path below the share that the scan names; else a part of why it came to nothing
    Outcomes outcomes = kIncomplete;  // null: is no fault there
    bool hangs = false;
};

bool is(const Question& q, Ask ask, std::string_view path) { return q.ask == ask && q.path == path; }
bool below(const Question& q, std::string_view directory) { return q.path.starts_with(std::string(directory) + "/"); }

std::function<void(Site&)> answers(FaultTree::Fault fault) {
    return [fault](Site& site) { site.tree.set_fault(fault); };
}

std::function<void(Site&)> cut(const char* directory, size_t shown) {
    return [=](Site& site) { site.tree.truncate(directory, shown); };
}

// Once, when directory a is listed.
std::function<void(Site&)> meanwhile(std::function<void(Site&)> act) {
    return [act](Site& site) {
        site.tree.set_fault([&site, act, done = std::make_shared<bool>(false)](const Question& q) {
            if (is(q, Ask::list, "a") && !*done) {
                *done = true;
                act(site);
            }
            return 0;
        });
    };
}

void exchange_root(Site& site) {
    site.tree.set_root(site.tree.make(S_IFDIR | 0755));
    site.tree.add("other", S_IFLNK | 0777);  // the root may be listed late: a file would be true, and stored
}

const std::vector<Fault>& faults() {
    static const std::vector<Fault> all = {
        {"a directory gives EIO when it is opened", "b", answers([](const Question& q) { return is(q, Ask::open, "b") ? EIO : 0; }), "/b"},
        {"a directory may not be opened", "a/deep", answers([](const Question& q) { return is(q, Ask::open, "a/deep") ? EACCES : 0; }), "/a/deep"},
        {"a directory is stale for ever", "b", answers([](const Question& q) { return is(q, Ask::list, "b") ? ESTALE : 0; }), "/b"},
        {"a listing breaks off after its first names", "wide",
         answers([](const Question& q) { return is(q, Ask::list, "wide") && q.number % 2 == 1 ? EIO : 0; }), "/wide"},
        {"a listing times out", "b", answers([](const Question& q) { return is(q, Ask::list, "b") ? ETIMEDOUT : 0; }), "/b"},
        {"the server ends a question without an answer", "a/deep/er",
         answers([](const Question& q) { return is(q, Ask::list, "a/deep/er") ? EINTR : 0; }), "/a/deep/er"},
        {"the server has no memory for one directory", "a", answers([](const Question& q) { return is(q, Ask::open, "a") ? ENOMEM : 0; }), "/a"},
        {"a file cannot be looked at", "a", answers([](const Question& q) { return is(q, Ask::look, "a/1.dat") ? EIO : 0; }), "/a/1.dat"},
        {"no file of a directory may be looked at", "wide",
         answers([](const Question& q) { return q.ask == Ask::look && below(q, "wide") ? EACCES : 0; }), "/wide/file"},
        {"files are stale", "b", answers([](const Question& q) { return q.ask == Ask::look && below(q, "b") ? ESTALE : 0; }), "/b/"},
        {"names are shown that cannot be found", "a", answers([](const Question& q) { return is(q, Ask::look, "a/2.dat") ? ENOENT : 0; }), "/a/2.dat"},
        {"a directory cannot be described", "z", answers([](const Question& q) { return is(q, Ask::look, "z/last") ? EREMOTEIO : 0; }), "/z/last"},
        {"every second question gives EIO from here on", "wide",
         answers([](const Question& q) { return !q.path.empty() && q.ask == Ask::look && q.number % 2 == 1 ? EIO : 0; }), "/"},
        {"nothing below the root answers but with EIO", "", answers([](const Question& q) { return q.path.empty() ? 0 : EIO; }), "/"},
        {"the server dies in the middle", "z", answers([](const Question& q) { return q.path > "b" ? ENOTCONN : 0; }), "/z"},
        {"a listing ends before its first name", nullptr, cut("wide", 0), "/wide", {kUnknowable, "incomplete", "incomplete"}},
        {"a listing ends before its last name", nullptr, cut("wide", 249), "/wide", {kUnknowable, "incomplete", "incomplete"}},
        {"the root's listing ends too early", nullptr, cut("", 3), "", {kUnknowable, "incomplete", "incomplete"}},
        {"a listing ends too early in a directory that never stands still", "wide",
         [](Site& site) {
             site.tree.truncate("wide", 40);
             site.tree.set_fault([&site](const Question& q) {
                 if (is(q, Ask::list, "wide")) site.tree.touch("wide");
                 return 0;
             });
         },
         "/wide"},
        {"the root is emptied meanwhile", "a", meanwhile([](Site& site) { site.tree.root()->children.clear(); }), "emptied while it was scanned",
         kInterrupted},
        {"the root is exchanged meanwhile", "a", meanwhile(exchange_root), "exchanged while it was scanned", kInterrupted},
        {"the share is detached meanwhile and goes on answering", "a", meanwhile([](Site& site) { site.fuse->detach(); }), "", kInterrupted},
        {"the share is mounted anew meanwhile", "a",
         meanwhile([](Site& site) {
             site.fuse->detach();
             site.over = std::make_unique<FuseMount>(site.tree, site.share);
         }),
         "mounted anew while it was scanned", kInterrupted},
        {"the root gives EIO", "", answers([](const Question& q) { return q.path.empty() && q.ask == Ask::open ? EIO : 0; }), "Input/output error", kRefused},
        {"the root is stale", "", answers([](const Question& q) { return q.path.empty() && q.ask == Ask::list ? ESTALE : 0; }), "Stale file handle", kRefused},
        {"the server is not connected", "", answers([](const Question&) { return ENOTCONN; }), "endpoint is not connected", kRefused},
        {"the root is empty", "", [](Site& site) { site.root->children.clear(); }, "is empty", {kUnknowable, "refused", "refused"}},
        {"the root is another one", "", exchange_root, "another one than before", {nullptr, "refused", "refused"}},
        {"nothing is mounted", "", [](Site& site) { site.unmount(); }, "", {nullptr, "refused", "refused"}},
        {"one directory hangs", "a/deep", [](Site& site) { site.tree.hang_at("a/deep/3.dat"); }, "the mount hangs", kInterrupted, true},
        {"the whole share hangs meanwhile", "a", meanwhile([](Site& site) { site.tree.hang(); }), "the mount hangs", kInterrupted, true},
        {"the whole share hangs", "", [](Site& site) { site.tree.hang(); }, "the mount hangs", kRefused, true},
    };
    return all;
}

// The scan that meets the fault. One that hangs has told its end before its process can.
void meet(Site& site, const Fault& fault, Kind kind) {
    if (!fault.hangs) {
        (void)(kind == fast ? site.scan_fast() : site.scan());
        return;
    }
    BackgroundProgram scan(site.command(kind == fast ? std::vector<std::string>{"scan"} : std::vector<std::string>{"scan", "--full"}));
    const std::string wanted = kind == first ? "1\n" : "2\n";
    const auto told = [&] {
        try {
            return site.query("SELECT count(*) FROM scan WHERE outcome <> 0") == wanted;
        } catch (const std::exception&) {
            return false;  // there is no catalogue yet
        }
    };
    for (int i = 0; i < 3000 && !told(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(told());
    site.tree.release();
    (void)scan.wait();
}

void check_nothing_lost(const Site& site, int64_t least) {
    CHECK(site.present() >= least);
    CHECK(site.rows() == site.present());
    CHECK(site.query("SELECT count(*) FROM change WHERE kind IN (3, 4)") == "0\n");
}

// Gives the outcome.
std::string check_cell(const Fault& fault, Kind kind) {
    if (fault.outcomes[kind] == nullptr) return "-";
    Site site;
    site.plant();
    if (fault.hangs) site.configure("", "scan:\n  stuck_after: 1s\n");
    if (kind == fast && fault.listed == nullptr) site.configure("    full_every: 1s\n");
    if (kind != first) {
        REQUIRE(site.scan().exit_code == 0);
        REQUIRE(site.present() == kFiles);
    }
    if (kind == fast && fault.listed != nullptr) site.tree.touch(fault.listed);
    else if (kind == fast) std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // every directory is due
    site.root = site.tree.root();
    site.names = site.root->children;
    fault.begin(site);
    meet(site, fault, kind);

    const std::string outcome = site.outcome();
    CHECK(outcome == std::string(fault.outcomes[kind]));
    if (outcome != "refused") CHECK(site.query("SELECT mode FROM scan ORDER BY id DESC LIMIT 1") == (kind == fast ? "1\n" : "0\n"));
    check_nothing_lost(site, kind == first ? 0 : kFiles);
    const std::string says = *fault.says == '/' ? site.share + fault.says : fault.says;
    if (outcome != kUnknowable) CHECK_MESSAGE(site.errors().find(says) != std::string::npos, site.errors());

    site.heal();
    const ProgramResult healed = site.scan();
    CHECK_MESSAGE(healed.exit_code == 0, healed.output);
    check_nothing_lost(site, kFiles);
    CHECK(site.present() == kFiles);
    CHECK(site.query("SELECT count(*) FROM directory WHERE state <> 1") == "0\n");
    return outcome;
}

}  // namespace

TEST_CASE("no fault of a share in a first or repeated or fast scan makes a file gone or loses a row") {
    std::string matrix;
    for (const Fault& fault : faults()) {
        const std::string what = fault.what;
        CAPTURE(what);
        char line[160];
        std::snprintf(line, sizeof line, "%-66s", fault.what);
        matrix += line;
        for (const Kind kind : {first, repeat, fast}) {
            const std::string scan = kKindNames[kind];
            CAPTURE(scan);
            std::snprintf(line, sizeof line, " %-11s", check_cell(fault, kind).c_str());
            matrix += line;
        }
        matrix += "\n";
    }
    std::printf("%zu faults; 0 present files gone, 0 rows lost, and how each scan ended:\n%-66s %-11s %-11s %-11s\n%s", faults().size(), "", kKindNames[first],
                kKindNames[repeat], kKindNames[fast], matrix.c_str());
}
