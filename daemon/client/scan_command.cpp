// toc scan.
#include "client/commands.hpp"
#include "client/follow_scans.hpp"
#include "client/human.hpp"
#include "client/share_names.hpp"
#include "client/shown_text.hpp"

#include <algorithm>

namespace tocd {
namespace {

// One a share, with all its paths; who names the share as well means all of it.
std::vector<WantedScan> wanted_scans(const Json& shares, const ScanRequest& request) {
    std::vector<WantedScan> out;
    if (request.words.empty())
        for (const Json& share : shares.at("shares"))
            if (share.at("configured").get<bool>())
                out.push_back({share.at("name").get<std::string>(), request.full, request.accept_root, {}});
    for (const std::string& word : request.words)
        for (const ChosenShare& chosen : choose_shares(shares, word)) {
            const auto same = std::find_if(out.begin(), out.end(), [&](const WantedScan& one) { return one.share == chosen.name; });
            if (same == out.end()) {
                WantedScan& added = out.emplace_back(WantedScan{chosen.name, request.full, request.accept_root, {}});
                if (!chosen.path.empty()) added.under.push_back(chosen.path);
            } else if (chosen.path.empty()) {
                same->under.clear();
            } else if (!same->under.empty()) {
                same->under.push_back(chosen.path);
            }
        }
    return out;
}

void refuse_paths(const std::vector<WantedScan>& wanted, const char* option) {
    for (const WantedScan& one : wanted)
        if (!one.under.empty())
            throw Error(ErrorKind::invalid_argument, std::string(option) + " is for whole shares: name " + one.share + " instead of " + one.under[0]);
}

std::vector<Column> columns() {
    using enum Column::Kind;
    return {{"", "share", text},         {"", "outcome", text},       {"", "files", number},
            {"", "size_bytes", number},  {"", "directories", number}, {"", "added", number},
            {"", "changed", number},     {"", "moved", number},       {"", "gone", number},
            {"", "held", number},        {"", "failed", number},      {"", "duration_ms", number},
            {"", "failure", text}};
}

std::vector<Cell> row_of(const ScanSummary& scan) {
    const auto number = [](int64_t value) { return Cell{"", std::to_string(value)}; };
    return {{"", scan.share},         {"", scan.outcome},       number(scan.files),   number(scan.size_bytes),
            number(scan.directories), number(scan.added),       number(scan.changed), number(scan.moved),
            number(scan.gone),        number(scan.held),        number(scan.failed),  number(scan.duration_ms),
            {"", scan.failure}};
}

void write_ended(const Session& session, const std::vector<EndedScan>& ended) {
    Table table(session.out, columns());
    for (const EndedScan& one : ended) {
        switch (session.out.look().format) {
            case OutputFormat::json:
                session.write_json(one.scan.is_null() ? Json{{"share", one.summary.share},
                                                             {"outcome", one.summary.outcome},
                                                             {"failure", one.summary.failure}}
                                                      : one.scan);
                break;
            case OutputFormat::csv: table.add(row_of(one.summary)); break;
            case OutputFormat::table:
            case OutputFormat::plain: session.out.write(safe_message(summary_line(one.summary)) + "\n"); break;
        }
    }
    if (session.out.look().format == OutputFormat::csv) table.finish();
}

// What was done at once: a share and a word each.
void write_states(const Session& session, const std::vector<std::pair<std::string, std::string>>& states) {
    using enum Column::Kind;
    Table table(session.out, {{"", "share", text}, {"", "state", text}});
    for (const auto& [share, state] : states) {
        std::string words = state;
        std::replace(words.begin(), words.end(), '_', ' ');
        if (session.out.look().format == OutputFormat::json)
            session.write_json({{"share", share}, {"state", state}});
        else
            table.add({{safe_message(share), share}, {words, state}});
    }
    if (session.out.look().format != OutputFormat::json) table.finish();
}

int stop_scans(const Session& session, const std::vector<std::string>& names, bool all) {
    std::vector<std::pair<std::string, std::string>> states;
    int code = kFound;
    for (const std::string& name : names) {
        try {
            session.daemon.remove(Target("/api/v1/shares").segment(name).text() + "/scans");
            states.emplace_back(name, "stopping");
        } catch (const ApiError& error) {
            if (error.kind() != ErrorKind::not_found) throw;
            if (!all) session.complain(error.what());
            if (!all) code = kNothing;
        }
    }
    write_states(session, states);
    if (states.empty() && all) session.note("no scan runs or waits");
    return states.empty() ? int{kNothing} : code;
}

int set_paused(const Session& session, const std::vector<std::string>& names, const char* verb) {
    std::vector<std::pair<std::string, std::string>> states;
    for (const std::string& name : names) {
        const Json answer = Json::parse(session.daemon.post(Target("/api/v1/shares").segment(name).text() + verb, ""));
        states.emplace_back(name, answer.at("state").get<std::string>());
    }
    write_states(session, states);
    return kFound;
}

// What each share holds back, as it was shown a moment ago: what a scan found since then is not confirmed unseen.
int confirm_removals(const Session& session, const Json& shares, const std::vector<std::string>& names) {
    std::vector<std::pair<std::string, std::string>> states;
    int64_t files = 0;
    for (const Json& share : shares.at("shares")) {
        const std::string name = share.at("name").get<std::string>();
        if (std::find(names.begin(), names.end(), name) == names.end()) continue;
        const Json& held = share.at("held");
        if (held.is_null()) {
            session.complain("no removals of share " + name + " are held: there is nothing to confirm");
            continue;
        }
        const std::string target = Target("/api/v1/scans").segment(held.at("scan_id").get<std::string>()).text() + "/confirm";
        const Json confirmed = parse_answer(session.daemon.post(target, ""), session.daemon.address());
        files += confirmed.at("scan").at("gone").get<int64_t>();
        states.emplace_back(name, "confirmed");
    }
    write_states(session, states);
    if (!states.empty()) session.write_summary(counted(files, "file") + (files == 1 ? " is gone" : " are gone"));
    return states.size() == names.size() ? kFound : kNothing;
}

// The configured share that `path` lies in; none: "".
std::string share_around(const Json& shares, const std::string& path) {
    for (const Json& share : shares.at("shares")) {
        const std::string root = bytes_of(share, "path");
        if (!share.at("configured").get<bool>() || !path.starts_with(root)) continue;
        if (root == "/" || path.size() == root.size() || path[root.size()] == '/') return share.at("name").get<std::string>();
    }
    return {};
}

}  // namespace

int run_explain(const Session& session, const ExplainRequest& request) {
    const Json shares = session.get(Target("/api/v1/shares"));
    int code = kFound;
    for (const std::string& path : request.paths) {
        const std::string share = share_around(shares, path);
        if (share.empty()) {
            session.complain(path + " is below no share");
            code = kTrouble;
            continue;
        }
        const Json answer = session.get(Target("/api/v1/shares").segment(share).segment("explain").add("path", path));
        const bool included = answer.at("included").get<bool>();
        if (!included && code == kFound) code = kNothing;
        if (session.out.look().format == OutputFormat::json) session.write_json(answer);
        else session.out.write(safe_message(path + (included ? ": in share " : ": left out of share ") + share + ", " + answer.at("reason").get<std::string>()) + "\n");
    }
    return code;
}

int run_scan(const Session& session, const ScanRequest& request) {
    const Json shares = session.get(Target("/api/v1/shares"));
    const std::vector<WantedScan> wanted = wanted_scans(shares, request);
    if (wanted.empty()) {
        session.complain("there is no share to scan: add one to the daemon's configuration");
        return kNothing;
    }
    if (request.pause || request.resume || request.stop || request.confirm || request.accept_root) {
        refuse_paths(wanted, request.pause     ? "--pause"
                             : request.resume  ? "--resume"
                             : request.stop    ? "--stop"
                             : request.confirm ? "--confirm"
                                               : "--accept-root");
        std::vector<std::string> names;
        for (const WantedScan& one : wanted) names.push_back(one.share);
        if (request.confirm) return confirm_removals(session, shares, names);
        if (request.stop) return stop_scans(session, names, request.words.empty());
        if (!request.accept_root) return set_paused(session, names, request.pause ? "/pause" : "/resume");
    }
    const std::vector<AskedScan> asked = ask_for_scans(session.daemon, shares, wanted);
    if (!request.wait) {
        std::vector<std::pair<std::string, std::string>> states;
        states.reserve(asked.size());
        for (const AskedScan& one : asked) states.emplace_back(one.share, one.state);
        write_states(session, states);
        session.write_summary("toc shares shows how it goes; toc scan --wait waits for the end");
        return kFound;
    }
    const std::vector<EndedScan> ended = follow_scans(session.daemon, asked);
    write_ended(session, ended);
    std::vector<ScanSummary> summaries;
    summaries.reserve(ended.size());
    for (const EndedScan& one : ended) summaries.push_back(one.summary);
    return scan_exit_code(summaries);
}

}  // namespace tocd
