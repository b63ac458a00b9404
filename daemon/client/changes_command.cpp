// toc changes.
#include "client/commands.hpp"
#include "client/file_rows.hpp"
#include "client/share_names.hpp"
#include "client/shown_text.hpp"
#include "client/unknown_path.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace tocd {
namespace {

constexpr const char* kFromStart = "start";
constexpr std::chrono::milliseconds kFirstPause{250}, kLastPause{10'000};

std::vector<Column> columns() {
    using enum Column::Kind;
    return {{"", "clock", text, Column::Where::exact_only},
            {"FOUND", "at", text},
            {"CHANGE", "kind", text},
            {"", "type", text, Column::Where::exact_only},
            {"PATH", "path", bytes},
            {"", "old_path", bytes, Column::Where::exact_only}};
}

Style style_of(const std::string& kind, bool directory) {
    if (kind == "gone") return Style::gone;
    return directory ? Style::directory : Style::plain;
}

std::vector<Cell> row_of(const Output& out, const Json& change) {
    const std::string kind = change.at("kind").get<std::string>();
    const std::string path = bytes_of(change, "path");
    const std::string old_path = bytes_of(change, "old_path");
    const bool directory = change.at("type") == "directory";
    std::string shown = out.painted(style_of(kind, directory), shown_name(path) + (directory && path != "/" ? "/" : ""));
    if (!old_path.empty()) shown += out.painted(Style::faint, "  from " + shown_name(old_path));
    return {text_cell(change, "clock"), time_cell(change, "at"),    text_cell(change, "kind"),
            text_cell(change, "type"),  {std::move(shown), path}, {"", old_path}};
}

class Feed {
public:
    Feed(const Session& session, const ChangesRequest& request)
        : session_(session), request_(request), table_(session.out, columns()) {}

    int run() {
        read(!request_.since.empty() ? request_.since : request_.follow ? "" : kFromStart);
        // A daemon that was started anew, or comes back, has all that came behind the clock.
        for (auto pause = kFirstPause; request_.follow; pause = std::min(pause * 2, kLastPause)) {
            if (!waits_) session_.note("the daemon went away: waiting for it, to go on behind " + clock_);
            waits_ = true;
            std::this_thread::sleep_for(pause);
            try {
                read(clock_);
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::unavailable || output_failed_) throw;
                continue;
            }
            pause = kFirstPause;
        }
        if (session_.out.look().format != OutputFormat::json) table_.finish();
        session_.out.flush();
        if (!clock_.empty()) session_.note("go on with --since " + clock_);
        if (lost_) return kIncomplete;
        return found_ ? kFound : kNothing;
    }

private:
    // To the end of what the daemon says; when it follows and was answered at all, also where the answer broke off.
    void read(const std::string& since) {
        Target target("/api/v1/changes.ndjson");
        if (!since.empty()) target.add("since", since);
        if (!request_.path.empty()) target.add("under", request_.path);
        if (!request_.share.empty()) target.add("share", request_.share);
        if (request_.follow) target.add("follow", "1");
        bool answered = false;
        LineReader lines([&](std::string_view line) {
            answered = true;
            waits_ = false;
            try {
                take(line);
            } catch (...) {
                output_failed_ = true;
                throw;
            }
            return true;
        });
        try {
            session_.daemon.get_stream(target.text(), [&](std::string_view piece) { return lines.feed(piece); });
        } catch (const Error& error) {
            if (!request_.follow || !answered || output_failed_ || error.kind() != ErrorKind::unavailable) throw;
            return;  // what came of the last line is left: it comes again
        }
        lines.finish();
    }

    void take(std::string_view line) {
        const Json json = parse_answer(std::string(line), session_.daemon.address());
        clock_ = json.at("clock").get<std::string>();
        const bool change = json.contains("path");
        found_ = found_ || change;
        if (session_.out.look().format == OutputFormat::json) session_.write_json(json);
        else if (change) table_.add(row_of(session_.out, json));
        if (!change) take_state(json);
    }

    // Comes at the begin, and behind every batch.
    void take_state(const Json& state) {
        const bool asked_for_history = !request_.since.empty() && request_.since != kFromStart;
        if ((asked_for_history || begun_) && state.contains("fresh_instance") && state.at("fresh_instance").get<bool>()) {
            lost_ = true;
            session_.complain("the history does not reach back to that clock: take everything anew (toc find), then go on with --since " + clock_);
        }
        begun_ = true;
        if (!request_.follow) return;
        if (session_.out.look().format == OutputFormat::table) table_.finish();
        session_.out.flush();
    }

    const Session& session_;
    const ChangesRequest& request_;
    Table table_;
    std::string clock_;
    bool begun_ = false;
    bool found_ = false;
    bool lost_ = false;
    bool waits_ = false;  // for the daemon, and has said so
    bool output_failed_ = false;
};

}  // namespace

int run_changes(const Session& session, const ChangesRequest& request) {
    try {
        return Feed(session, request).run();
    } catch (const ApiError& error) {
        if (error.kind() != ErrorKind::not_found) throw;
        if (!request.share.empty()) check_share_name(session.get(Target("/api/v1/shares")), request.share);
        if (request.path.empty()) throw;
        throw Error(error.kind(), explain_unknown_path(session, request.path));
    }
}

}  // namespace tocd
