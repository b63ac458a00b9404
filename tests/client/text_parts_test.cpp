// Sizes, ages, paths, scans in words: the small texts that toc is made of.
#include "base/error.hpp"
#include "client/file_rows.hpp"
#include "client/human.hpp"
#include "client/path_argument.hpp"
#include "client/scan_summary.hpp"
#include "client/table.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

using namespace tocd;

TEST_CASE("sizes and counts as people read them") {
    CHECK(human_size(0) == "0 B");
    CHECK(human_size(1023) == "1023 B");
    CHECK(human_size(1024) == "1.0 KiB");
    CHECK(human_size(1024 * 1024 - 1) == "1.0 MiB");
    CHECK(human_size(INT64_MAX) == "8.0 EiB");
    CHECK(human_count(1234567) == "1,234,567");
    CHECK(human_count(-1000) == "-1,000");
    CHECK(counted(1, "file") == "1 file");
    CHECK(counted(1234, "directory") == "1,234 directories");
    CHECK(counted_part(1, 0, "directory") == "1 directory");
    CHECK(counted_part(3, 1197, "directory") == "3 of 1,200 directories");
}

TEST_CASE("ages in the largest unit that says enough") {
    constexpr UnixNs now = 1'800'000'000 * kNsPerSecond;
    const auto ago = [&](int64_t seconds) { return human_age(now - seconds * kNsPerSecond, now); };
    CHECK(ago(5) == "just now");
    CHECK(ago(60) == "1 min ago");
    CHECK(ago(30 * 3600) == "30 h ago");
    CHECK(ago(3 * 86'400) == "3 days ago");
    CHECK(ago(400 * 86'400) == "1 year ago");
    CHECK(ago(-7200) == "in 2 h");
}

TEST_CASE("paths become absolute without a look at the disk") {
    CHECK(absolute_path("/a//b/./c/../d/") == "/a/b/d");
    CHECK(absolute_path("/..") == "/");
    CHECK(absolute_path("x/\xff") == std::filesystem::current_path().string() + "/x/\xff");
    CHECK(absolute_path(".") == std::filesystem::current_path().string());
    CHECK_THROWS_AS((void)absolute_path(""), Error);
}

TEST_CASE("scans in one line and their exit codes") {
    ScanSummary scan;
    scan.share = "usr";
    scan.outcome = "complete";
    scan.files = 71234;
    scan.size_bytes = 1024;
    scan.duration_ms = 2100;
    CHECK(summary_line(scan) ==
          "usr: complete, 71,234 files, 1.0 KiB in 0 directories, 0 added, 0 changed, 0 gone, 2.1 s");
    ScanSummary one = scan;
    one.files = one.directories = one.moved = 1;
    CHECK(summary_line(one) ==
          "usr: complete, 1 file, 1.0 KiB in 1 directory, 0 added, 0 changed, 1 moved, 0 gone, 2.1 s");
    ScanSummary held = scan;
    held.held = 1200;
    CHECK(summary_line(held).ends_with(" 0 gone, 2.1 s, 1,200 missed and held: too many at once to be gone"));
    ScanSummary refused;
    refused.share = "away";
    refused.outcome = "refused";
    refused.failure = "no such directory";
    CHECK(summary_line(refused) == "away: refused: no such directory");
    ScanSummary incomplete = scan;
    incomplete.outcome = "incomplete";
    CHECK(scan_exit_code({scan}) == 0);
    CHECK(scan_exit_code({scan, incomplete}) == 3);
    CHECK(scan_exit_code({incomplete, refused}) == 1);
    CHECK(progress_line({{"usr", "running", 5, 2, 8, 10.0}, {"tmp", "waiting", 0, 0, 0, 0.0}}) ==
          "usr 5 files, 2 of 10 directories, 10 entries/s | tmp waits");
}

TEST_CASE("lines are the same however a stream is cut") {
    const std::string stream = "one\n\ntwo\nlast";
    for (size_t step = 1; step <= stream.size(); ++step) {
        std::vector<std::string> lines;
        LineReader reader([&](std::string_view line) {
            lines.emplace_back(line);
            return true;
        });
        for (size_t i = 0; i < stream.size(); i += step) CHECK(reader.feed(std::string_view(stream).substr(i, step)));
        reader.finish();
        CHECK(lines == std::vector<std::string>{"one", "", "two", "last"});
    }
    LineReader first([](std::string_view) { return false; });
    CHECK(!first.feed("one\ntwo\n"));
}

TEST_CASE("CSV fields are quoted where they must be") {
    CHECK(csv_field("plain") == "plain");
    CHECK(csv_field("a,b") == "\"a,b\"");
    CHECK(csv_field("say \"a\"\n") == "\"say \"\"a\"\"\n\"");
}
