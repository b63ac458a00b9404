// `tocd scan` while a daemon holds the catalogue: ask it, watch it, say what came out.
#include "app/scan_command.hpp"
#include "app/scan_report.hpp"
#include "base/error.hpp"
#include "http/api_client.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

namespace tocd {
namespace {

using Json = nlohmann::json;

constexpr auto kPoll = std::chrono::milliseconds(300);
constexpr int kQuietPolls = 20;  // idle so often in a row without a new scan: there will be none

Json share_of(const Json& answer, const std::string& name) {
    for (const Json& share : answer.at("shares"))
        if (share.at("name") == name) return share;
    throw Error(ErrorKind::conflict, "the running daemon has no share " + name + ": reload its configuration first");
}

std::string last_scan_id(const Json& share) {
    const Json& scan = share.at("last_scan");
    return scan.is_null() ? std::string() : scan.at("id").get<std::string>();
}

bool is_busy(const Json& share) {
    const Json& progress = share.at("progress");
    return !progress.is_null() && progress.at("state") != "idle";
}

ScanProgress progress_of(const Json& share) {
    ScanProgress out;
    out.share = share.at("name");
    const Json& p = share.at("progress");
    if (p.is_null()) return out;
    out.state = p.at("state") == "settling" ? ScanProgress::State::settling
                : p.at("state") == "running" ? ScanProgress::State::running
                                             : ScanProgress::State::idle;
    out.files = p.at("files");
    out.directories_done = p.at("directories_done");
    out.entries_per_second = p.at("entries_per_second");
    return out;
}

ScanRecord record_of(const Json& share) {
    const Json& scan = share.at("last_scan");
    ScanRecord out;
    out.share = share.at("name");
    for (const auto outcome : {ScanOutcome::complete, ScanOutcome::incomplete, ScanOutcome::interrupted, ScanOutcome::refused})
        if (scan.at("outcome") == std::string(outcome_name(outcome))) out.outcome = outcome;
    out.finished_ns = scan.at("duration_ms").get<int64_t>() * 1'000'000;
    out.directories = scan.at("directories");
    out.files = scan.at("files");
    out.size_bytes = scan.at("size_bytes");
    out.added = scan.at("added");
    out.changed = scan.at("changed");
    out.gone = scan.at("gone");
    out.failed = scan.at("failed");
    if (!scan.at("failure").is_null()) out.failure = scan.at("failure");
    return out;
}

}  // namespace

int forward_scan_command(const ScanCommand& command, const std::string& address) {
    ApiClient daemon(address);
    const auto shares = [&] { return Json::parse(daemon.get("/api/v1/shares")); };
    std::vector<std::string> names = command.shares;
    if (names.empty())
        for (const ShareConfig& share : command.config.shares) names.push_back(share.name);

    std::fprintf(stderr, "tocd: the daemon at %s holds the catalogue and scans\n", address.c_str());
    const Json before = shares();
    for (const std::string& name : names) {
        (void)share_of(before, name);
        daemon.post("/api/v1/shares/" + name + "/scans", command.accept_root ? R"({"accept_root":true})" : "{}");
    }
    TerminalLine line;
    std::vector<ScanRecord> records;
    std::map<std::string, int> quiet;
    while (!names.empty()) {
        std::this_thread::sleep_for(kPoll);
        const Json now = shares();
        std::vector<ScanProgress> running;
        std::erase_if(names, [&](const std::string& name) {
            const Json share = share_of(now, name);
            running.push_back(progress_of(share));
            if (is_busy(share)) {
                quiet[name] = 0;
                return false;
            }
            if (last_scan_id(share) != last_scan_id(share_of(before, name))) {
                records.push_back(record_of(share));
                return true;
            }
            if (++quiet[name] < kQuietPolls) return false;
            ScanRecord& none = records.emplace_back();  // somebody withdrew it
            none.share = name;
            none.outcome = ScanOutcome::interrupted;
            none.failure = "the daemon did not scan it";
            return true;
        });
        line.show(progress_line(running));
    }
    line.clear();
    for (const ScanRecord& record : records) std::printf("%s\n", report_line(record).c_str());
    return exit_code_of(records);
}

}  // namespace tocd
