// The figures of a real daemon move when it scans.
#include "app/program.hpp"
#include "client/api_client.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

using namespace tocd;

namespace {

// The value of the line that begins with `series`; fails the test when there is none.
double value_of(const std::string& metrics, const std::string& series) {
    std::istringstream lines(metrics);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(series + " ")) return std::stod(line.substr(series.size() + 1));
    FAIL(series << " is not in:\n" << metrics);
    return 0;
}

}  // namespace

TEST_CASE("scans move their counters and figures of the share") {
    const TempDir folder;
    const std::string share = folder / "data";
    std::filesystem::create_directories(share + "/a/b");
    for (const char* name : {"/x", "/a/y", "/a/b/z"}) std::ofstream(share + name) << "12345";
    BackgroundProgram daemon({TOCD_BINARY, "run", "--listen", "127.0.0.1:0", "--state", folder / "state", share});
    const std::string line = daemon.wait_for("serving url=");
    ApiClient api(line.substr(line.find("url=") + 4));
    daemon.wait_for("outcome=complete");

    const std::string first = api.get("/metrics");
    CHECK(value_of(first, "tocd_scans_total{share=\"data\",outcome=\"complete\"}") == 1);
    CHECK(value_of(first, "tocd_scan_entries_total{share=\"data\"}") == 5);
    CHECK(value_of(first, "tocd_scan_directories_total{share=\"data\"}") == 3);
    CHECK(value_of(first, "tocd_share_files{share=\"data\"}") == 3);
    CHECK(value_of(first, "tocd_share_size_bytes{share=\"data\"}") == 15);
    CHECK(value_of(first, "tocd_scan_state{share=\"data\",state=\"idle\"}") == 1);
    while (value_of(api.get("/metrics"), "tocd_writer_queue_entries") != 0) std::this_thread::yield();

    std::filesystem::remove(share + "/x");
    api.post("/api/v1/shares/data/scans", "{}");
    daemon.wait_for("outcome=complete");
    const std::string second = api.get("/metrics");
    CHECK(value_of(second, "tocd_scans_total{share=\"data\",outcome=\"complete\"}") == 2);
    CHECK(value_of(second, "tocd_scan_entries_total{share=\"data\"}") == 9);
    CHECK(value_of(second, "tocd_share_gone_files{share=\"data\"}") == 1);
    CHECK(value_of(second, "tocd_share_last_complete_timestamp_seconds{share=\"data\"}") >
          value_of(first, "tocd_share_last_complete_timestamp_seconds{share=\"data\"}"));

    std::filesystem::rename(share, share + "-away");
    api.post("/api/v1/shares/data/scans", "{}");
    daemon.wait_for("outcome=refused");
    const std::string third = api.get("/metrics");
    CHECK(value_of(third, "tocd_scans_total{share=\"data\",outcome=\"refused\"}") == 1);
    CHECK(value_of(third, "tocd_share_last_scan_outcome{share=\"data\",outcome=\"refused\"}") == 1);
    CHECK(value_of(third, "tocd_share_last_complete_timestamp_seconds{share=\"data\"}") ==
          value_of(second, "tocd_share_last_complete_timestamp_seconds{share=\"data\"}"));
}
