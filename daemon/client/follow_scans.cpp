#include "client/follow_scans.hpp"

#include "base/text.hpp"
#include "client/terminal.hpp"

#include <chrono>
#include <map>
#include <thread>

namespace tocd {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kFirstPoll = 100ms;
constexpr auto kLastPoll = 1000ms;
constexpr auto kLastPollSeen = 300ms;  // somebody looks at the line of progress
constexpr auto kQuiet = 6s;            // idle so long without a new scan: there will be none

Json shares_of(ApiClient& daemon) { return parse_answer(daemon.get("/api/v1/shares"), daemon.address()); }

const Json& share_of(const Json& answer, const std::string& name) {
    for (const Json& share : answer.at("shares"))
        if (share.at("name") == name) return share;
    throw Error(ErrorKind::conflict, "the running daemon has no share " + name + ": reload its configuration first");
}

ScanSummary summary_of(const Json& scan) {
    ScanSummary out;
    out.share = scan.at("share");
    out.outcome = scan.at("outcome");
    out.files = scan.at("files");
    out.size_bytes = scan.at("size_bytes");
    out.directories = scan.at("directories");
    out.added = scan.at("added");
    out.changed = scan.at("changed");
    out.moved = scan.at("moved");
    out.gone = scan.at("gone");
    out.failed = scan.at("failed");
    out.held = scan.at("held");
    out.duration_ms = scan.at("duration_ms");
    if (!scan.at("failure").is_null()) out.failure = scan.at("failure");
    return out;
}

RunningScan running_of(const Json& share) {
    const Json& progress = share.at("progress");
    RunningScan out;
    out.share = share.at("name");
    out.state = progress.at("state");
    out.files = progress.at("files");
    out.directories_done = progress.at("directories_done");
    out.directories_waiting = progress.at("directories_waiting");
    out.entries_per_second = progress.at("entries_per_second");
    return out;
}

// A stuck share is not: its scan was given up, and nobody knows when there will be another.
bool is_busy(const Json& share) {
    const Json& progress = share.at("progress");
    return !progress.is_null() && progress.at("state") != "idle" && progress.at("state") != "stuck";
}

// Another scan than the one before, or that one, which still ran then.
bool has_ended(const Json& last, const Json& before) {
    if (last.is_null() || last.at("outcome") == "running") return false;
    return before.is_null() || last.at("id") != before.at("id") || before.at("outcome") == "running";
}

Json body_of(const WantedScan& wanted) {
    Json body = {{"mode", wanted.full ? "full" : "fast"}};
    if (wanted.accept_root) body["accept_root"] = true;
    for (const std::string& path : wanted.under) body["under_base64"].push_back(base64_encode(path));
    return body;
}

}  // namespace

std::vector<AskedScan> ask_for_scans(ApiClient& daemon, const Json& shares, const std::vector<WantedScan>& wanted) {
    std::vector<AskedScan> out;
    for (const WantedScan& one : wanted) {
        const Json& share = share_of(shares, one.share);
        const std::string target = Target("/api/v1/shares").segment(one.share).text() + "/scans";
        const std::string answer = daemon.post(target, body_of(one).dump());
        const std::string state = parse_answer(answer, daemon.address()).at("state");
        // One that runs since before the list of shares was read, and is not in the list, cannot be told from ours.
        out.push_back({one.share, state, share.at("last_scan")});
    }
    return out;
}

std::vector<EndedScan> follow_scans(ApiClient& daemon, std::vector<AskedScan> asked) {
    TerminalLine line;
    std::vector<EndedScan> out;
    std::map<std::string, SteadyClock::time_point> idle_since;
    auto poll = std::chrono::milliseconds(kFirstPoll);
    while (!asked.empty()) {
        std::this_thread::sleep_for(poll);
        poll = std::min<std::chrono::milliseconds>(poll * 3 / 2, line.is_terminal() ? kLastPollSeen : kLastPoll);
        const Json now = shares_of(daemon);
        std::vector<RunningScan> running;
        std::erase_if(asked, [&](const AskedScan& one) {
            const Json& share = share_of(now, one.share);
            if (is_busy(share)) {
                running.push_back(running_of(share));
                idle_since.erase(one.share);
                return false;
            }
            const Json& last = share.at("last_scan");
            if (has_ended(last, one.before)) {
                out.push_back({summary_of(last), last});
                return true;
            }
            const auto since = idle_since.try_emplace(one.share, SteadyClock::now()).first->second;
            if (SteadyClock::now() - since < kQuiet) return false;
            ScanSummary none;
            none.share = one.share;
            none.outcome = "interrupted";
            const Json& progress = share.at("progress");
            const Json reason = progress.is_object() ? progress.value("reason", Json()) : Json();
            none.failure = reason.is_string() ? reason.get<std::string>() : "the daemon did not scan it; its log says why (journalctl -u tocd)";
            out.push_back({none, Json()});
            return true;
        });
        line.show(progress_line(running));
    }
    return out;
}

}  // namespace tocd
