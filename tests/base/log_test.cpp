#include "base/log.hpp"

#include "base/error.hpp"

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
