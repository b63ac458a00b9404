#include "base/log.hpp"

#include "base/error.hpp"
#include "base/log_limit.hpp"
#include "base/time.hpp"
#include "support/logged.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace tocd;

TEST_CASE("a log line is domain and event and its fields in order") {
    CHECK(format_log_line("scan", "finished", {{"share", "raw"}, {"files", 12}, {"path", "/srv/größe"}}) ==
          "scan: finished share=raw files=12 path=/srv/größe");
    CHECK(format_log_line("http", "stopped", {}) == "http: stopped");
    CHECK(format_log_line("x", "y", {{"n", -1}, {"big", uint64_t{18446744073709551615u}}}) ==
          "x: y n=-1 big=18446744073709551615");
}

TEST_CASE("a file name cannot forge a log line or a field") {
    CHECK(format_log_line("a", "b", {{"path", "x\n<3>scan: gone files=all"}}) ==
          R"(a: b path="x\x0a<3>scan: gone files=all")");
    CHECK(format_log_line("a", "b", {{"path", "with space"}}) == R"(a: b path="with space")");
    CHECK(format_log_line("a", "b", {{"path", "q\"b\\"}}) == R"(a: b path="q\"b\\")");
    CHECK(format_log_line("a", "b", {{"path", "k=v"}}) == R"(a: b path="k=v")");
    CHECK(format_log_line("a", "b", {{"path", "\x1b[2J\x7f"}}) == R"(a: b path="\x1b[2J\x7f")");
    CHECK(format_log_line("a", "b", {{"path", "\xFF"}}) == R"(a: b path="\\xff")");
    CHECK(format_log_line("a", "b", {{"path", ""}}) == R"(a: b path="")");
}

TEST_CASE("a value that somebody made long is cut in the log") {
    const std::string line = format_log_line("http", "cannot answer", {{"request", std::string_view(std::string(16'000, 'x'))}, {"error", "why"}});
    CHECK(line.size() < 4200);
    CHECK(line.ends_with("x… error=why"));
    std::string wide = "x";
    for (int i = 0; i < 4000; ++i) wide += "ß";
    CHECK(format_log_line("a", "b", {{"path", wide}}).ends_with("ß…"));
}

TEST_CASE("an event that comes again and again does not fill the log and keeps no other out") {
    LogLimit limit;
    for (int i = 0; i < LogLimit::kMostLines; ++i) REQUIRE(limit.admit("http", "no room", 7 * kNsPerSecond) == 0);
    for (int i = 0; i < 1000; ++i) REQUIRE_FALSE(limit.admit("http", "no room", 59 * kNsPerSecond));
    CHECK(limit.admit("scan", "failed", 59 * kNsPerSecond) == 0);
    CHECK(limit.admit("http", "no room", 61 * kNsPerSecond) == 1000);
    CHECK(limit.admit("http", "no room", 61 * kNsPerSecond) == 0);
}

TEST_CASE("of a flood of one warning few lines are written and all that is no warning") {
    const std::string log = logged_in([] {
        for (int i = 0; i < 500; ++i) log_warning("test", "flood", {{"number", i}});
        for (int i = 0; i < 500; ++i) log_info("test", "done", {{"number", i}});
        log_warning("test", "another");
    });
    CHECK(log.size() < 500 * 40 + 200 * 40);  // a minute may end meanwhile
    CHECK(log.find("test: flood number=59\n") != std::string::npos);
    CHECK(log.find("test: done number=499\n") != std::string::npos);
    CHECK(log.find("warning: test: another\n") != std::string::npos);
}

TEST_CASE("an error from errno names the act and the thing and the reason") {
    const Error error = error_from_errno(ErrorKind::unavailable, "cannot open directory", "/srv/\xFF", EACCES);
    CHECK(std::string(error.what()) == "cannot open directory /srv/\\xff: Permission denied");
    CHECK(error.kind() == ErrorKind::unavailable);
    CHECK(std::string(error_from_errno(ErrorKind::limit, "cannot start a thread", "", EAGAIN).what()) ==
          "cannot start a thread: Resource temporarily unavailable");
}

TEST_CASE("each kind of error has its own name") {
    CHECK(kind_name(ErrorKind::invalid_argument) == "invalid_argument");
    CHECK(kind_name(ErrorKind::not_found) == "not_found");
    CHECK(kind_name(ErrorKind::unavailable) == "unavailable");
    CHECK(kind_name(ErrorKind::conflict) == "conflict");
    CHECK(kind_name(ErrorKind::corrupt) == "corrupt");
    CHECK(kind_name(ErrorKind::limit) == "limit");
    CHECK(kind_name(ErrorKind::cancelled) == "cancelled");
    CHECK(kind_name(ErrorKind::internal) == "internal");
}
