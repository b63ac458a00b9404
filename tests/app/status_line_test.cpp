#include "app/status_line.hpp"

#include "app/service_notice.hpp"
#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace tocd;

namespace {

ShareRecord share_of(const std::string& name, int64_t files, int64_t size_bytes) {
    ShareRecord share;
    share.name = name;
    share.total = {files, size_bytes};
    return share;
}

ScanRecord scan_of(const std::string& share, ScanOutcome outcome, UnixNs finished_ns, const std::string& failure = "") {
    ScanRecord scan;
    scan.share = share;
    scan.outcome = outcome;
    scan.finished_ns = finished_ns;
    scan.failure = failure;
    return scan;
}

ScanProgress progress_of(const std::string& share, ScanProgress::State state = ScanProgress::State::idle) {
    ScanProgress progress;
    progress.share = share;
    progress.state = state;
    return progress;
}

}  // namespace

TEST_CASE("the status line of a daemon without shares says what to do") {
    CHECK(status_line({"/etc/tocd/tocd.yaml", {}, {}, ""}) ==
          "No share is configured yet: name one in /etc/tocd/tocd.yaml, then systemctl reload tocd");
}

TEST_CASE("the status line sums up the configured shares and names what runs") {
    StatusFacts facts;
    facts.shares = {share_of("raw", 1'612'344, 3'700'000'000'000), share_of("old", 1, 5), share_of("left", 99, 99)};
    facts.shares[2].configured = false;
    facts.progress = {progress_of("raw", ScanProgress::State::running),
                      progress_of("old", ScanProgress::State::waiting)};
    facts.progress[0].directories_done = 1;
    facts.progress[0].files = 51'200;

    CHECK(status_line(facts) ==
          "2 shares, 1,612,345 files, 3.4 TiB. Scanning raw: 1 directory, 51,200 files. 1 scan waits.");
    facts.progress[0].state = ScanProgress::State::settling;
    CHECK(status_line(facts) == "2 shares, 1,612,345 files, 3.4 TiB. Settling raw. 1 scan waits.");
    facts.progress[0].state = ScanProgress::State::stuck;
    facts.progress[0].reason = "the mount hangs";
    CHECK(status_line(facts) == "2 shares, 1,612,345 files, 3.4 TiB. Share raw is stuck: the mount hangs. 1 scan waits.");
}

TEST_CASE("the status line names the newest trouble and counts the others") {
    StatusFacts facts;
    facts.shares = {share_of("a", 0, 0), share_of("b", 0, 0), share_of("c", 0, 0)};
    facts.shares[0].last_scan =
        scan_of("a", ScanOutcome::refused, 5'000'000'000, "cannot list directory /a: Permission denied");
    facts.shares[1].last_scan = scan_of("b", ScanOutcome::incomplete, 2'000'000'000);
    facts.shares[1].last_scan->failed = 1200;
    facts.shares[2].last_scan = scan_of("c", ScanOutcome::complete, 9'000'000'000);
    facts.progress = {progress_of("a"), progress_of("b"), progress_of("c")};

    CHECK(status_line(facts) ==
          "3 shares, 0 files, 0 B. Share a was refused 1970-01-01T00:00:05Z: cannot list directory "
          "/a: Permission denied. 1 other share needs a look.");
    facts.shares[0].last_scan.reset();
    CHECK(status_line(facts) ==
          "3 shares, 0 files, 0 B. Share b was incomplete 1970-01-01T00:00:02Z: 1,200 could not be read.");

    facts.shares[2].held = HeldRemovals{1200, 0, 7};
    CHECK(status_line(facts) ==
          "3 shares, 0 files, 0 B. Share c misses 1,200 files, too many at once to be gone: toc scan --confirm c if that is right. "
          "1 other share needs a look.");
    facts.shares[2].last_scan->outcome = ScanOutcome::incomplete;
    facts.shares[2].last_scan->failed = 3;
    CHECK(status_line(facts).find("c was incomplete 1970-01-01T00:00:09Z: 3 could not be read. Share c misses 1,200") != std::string::npos);

    facts.trouble = "The catalogue has not answered for 70 s";
    CHECK(status_line(facts).starts_with("The catalogue has not answered for 70 s. 3 shares"));
}

TEST_CASE("the status line ends with what confines the daemon and what does not") {
    CHECK(confined_text({6, true, ""}) == "Confined by Landlock and seccomp.");
    CHECK(confined_text({0, true, ""}) == "Confined by seccomp, not by Landlock.");
    CHECK(confined_text({1, false, "no"}) == "Confined by Landlock, not by seccomp.");
    CHECK(confined_text({}) == "Not confined by Landlock or seccomp.");
    StatusFacts facts;
    facts.confined = confined_text({6, true, ""});
    CHECK(status_line(facts) == "No share is configured yet: name one in the configuration, then systemctl reload tocd. Confined by Landlock and seccomp.");
    facts.progress = {progress_of("raw")};
    CHECK(status_line(facts) == "1 share, 0 files, 0 B. Confined by Landlock and seccomp.");
}

TEST_CASE("a status is one line of valid text that no name can break out of") {
    CHECK(status_text("a\nMAINPID=1\x7f\t\xff") == "a?MAINPID=1??\\xff");
    for (size_t length = 490; length < 520; ++length) {
        const std::string cut = status_text(std::string(length, 'x') +
                                            "äöü€ and so on, for longer than a status may be" + std::string(100, 'y'));
        CHECK(cut.size() <= 500);
        CHECK(is_utf8(cut));
        CHECK(cut.ends_with("…"));
    }
    CHECK(status_text("short") == "short");
}
