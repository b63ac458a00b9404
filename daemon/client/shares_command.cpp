// toc shares.
#include "client/commands.hpp"
#include "client/human.hpp"
#include "client/share_names.hpp"
#include "client/shown_text.hpp"

#include <algorithm>

namespace tocd {
namespace {

std::vector<Column> columns() {
    using enum Column::Kind;
    return {{"SHARE", "name", text},
            {"STATE", "state", text},
            {"FILES", "files", number},
            {"SIZE", "size_bytes", number},
            {"", "directories", number, Column::Where::exact_only},
            {"GONE", "gone_files", number},
            {"UNREAD", "failed_directories", number},
            {"", "held_files", number, Column::Where::exact_only},
            {"LAST SCAN", "last_complete", text},
            {"", "last_outcome", text, Column::Where::exact_only},
            {"PATH", "path", bytes}};
}

std::string progress_text(const Json& progress) {
    const std::string state = progress.at("state").get<std::string>();
    const int64_t done = progress.at("directories_done").get<int64_t>();
    const int64_t waiting = progress.at("directories_waiting").get<int64_t>();
    if (state != "running" || done + waiting == 0) return state;
    return "running, " + counted_part(done, waiting, "directory");
}

Cell state_cell(const Json& share) {
    if (!share.at("configured").get<bool>()) return {"not configured", "not_configured", Style::faint};
    const Json& progress = share.at("progress");
    if (progress.is_null()) return {"idle", "idle"};
    return {safe_message(progress_text(progress)), progress.at("state").get<std::string>()};
}

// When what is known was seen; and how the last try ended, unless that was well.
Cell last_scan_cell(const Json& share, UnixNs now_ns) {
    Cell cell = time_cell(share, "last_complete");
    cell.shown =
        share.at("last_complete").is_null() ? "never" : human_age(share.at("last_complete_ns").get<int64_t>(), now_ns);
    const Json& scan = share.at("last_scan");
    const std::string outcome = scan.is_null() ? "" : scan.at("outcome").get<std::string>();
    if (outcome != "" && outcome != "complete" && outcome != "running") cell.shown += ", " + safe_message(outcome);
    if (outcome == "refused" || outcome == "interrupted") cell.style = Style::bad;
    return cell;
}

// Files that are missed and stay: too many at once.
int64_t held_files(const Json& share) {
    const Json& held = share.at("held");
    return held.is_null() ? 0 : held.at("files").get<int64_t>();
}

std::vector<Cell> row_of(const Json& share, UnixNs now_ns) {
    const int64_t failed = share.at("failed_directories").get<int64_t>();
    const Json& scan = share.at("last_scan");
    Cell failed_cell = count_cell(failed);
    if (failed > 0) failed_cell.style = Style::bad;
    return {text_cell(share, "name"),
            state_cell(share),
            count_cell(share.at("files").get<int64_t>(), failed > 0),
            size_cell(share.at("size_bytes").get<int64_t>(), failed > 0),
            count_cell(share.at("directories").get<int64_t>()),
            count_cell(share.at("gone_files").get<int64_t>()),
            failed_cell,
            {"", std::to_string(held_files(share))},
            last_scan_cell(share, now_ns),
            {"", scan.is_null() ? "" : scan.at("outcome").get<std::string>()},
            name_cell(bytes_of(share, "path"))};
}

// What no column has room for: what a share holds back, why its last scan came to nothing.
void note_troubles(const Session& session, const Json& shares) {
    for (const Json& share : shares) {
        if (const int64_t held = held_files(share); held > 0) {
            const std::string name = share.at("name").get<std::string>();
            session.note(counted(held, "file") + " of share " + name + (held == 1 ? " is" : " are") + " missed and held: too many at once to be gone. If that is " +
                         "right: toc scan --confirm " + name);
        }
        const Json& scan = share.at("last_scan");
        if (scan.is_null() || scan.at("failure").is_null()) continue;
        session.note("the last scan of share " + share.at("name").get<std::string>() + " was " +
                     scan.at("outcome").get<std::string>() + ": " + scan.at("failure").get<std::string>());
    }
}

}  // namespace

int run_shares(const Session& session, const std::vector<std::string>& names) {
    Json answer = session.get(Target("/api/v1/shares"));
    for (const std::string& name : names) check_share_name(answer, name);
    if (!names.empty()) {
        Json chosen = Json::array();
        for (const Json& share : answer.at("shares"))
            if (std::find(names.begin(), names.end(), share.at("name")) != names.end()) chosen.push_back(share);
        answer["shares"] = std::move(chosen);
    }
    const Json& shares = answer.at("shares");
    if (session.out.look().format == OutputFormat::json) {
        session.write_json(answer);
    } else {
        Table table(session.out, columns());
        const UnixNs now_ns = system_clock().now_ns();
        for (const Json& share : shares) table.add(row_of(share, now_ns));
        table.finish();
    }
    if (shares.empty()) session.note("there is no share yet: add one to the daemon's configuration");
    note_troubles(session, shares);
    return shares.empty() ? kNothing : kFound;
}

}  // namespace tocd
