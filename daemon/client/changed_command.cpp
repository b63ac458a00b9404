// toc changed.
#include "base/lexical_path.hpp"
#include "client/commands.hpp"
#include "client/human.hpp"
#include "client/path_argument.hpp"
#include "client/share_names.hpp"
#include "client/shown_text.hpp"

#include <cerrno>
#include <cstdio>
#include <unistd.h>

namespace tocd {
namespace {

constexpr size_t kPieceBytes = 512u << 10;  // half of what http.max_body_bytes allows unless it is set
constexpr int64_t kMostSkipped = 5;           // said one by one
constexpr size_t kLongestPath = 64u << 10;  // of standard input; what is longer is no list of paths

// Collects paths, and sends them whenever a request is full. Paths end with NUL there: names may hold line ends.
// The daemon refuses a whole request for one path that is not in the share, so such a path is left out here.
class PathSender {
public:
    PathSender(const Session& session, const std::string& share, std::string root)
        : session_(session), root_(std::move(root)), target_(Target("/api/v1/shares").segment(share).text() + "/changed") {}

    void add(std::string_view path) {
        if (path.empty()) return;
        if (path.find('\0') != path.npos) throw Error(ErrorKind::invalid_argument, "a path holds no NUL: with -0 each ends with one");
        const std::string whole = absolute_path(path.starts_with('/') ? std::string(path) : root_ + "/" + std::string(path));
        if (!is_at_or_below(whole, root_)) {
            if (skipped_++ < kMostSkipped) session_.complain("skipped: " + std::string(path) + " is not below " + root_);
            return;
        }
        body_.append(whole).push_back('\0');
        if (body_.size() >= kPieceBytes) send();
    }
    void send() {
        if (body_.empty()) return;
        const Json answer = parse_answer(session_.daemon.post(target_, body_, "text/x-path-list"), session_.daemon.address());
        body_.clear();
        state_ = answer.at("state").get<std::string>();
        paths_ += answer.at("paths").get<int64_t>();
    }
    [[nodiscard]] const std::string& state() const { return state_; }  // as the daemon said last
    [[nodiscard]] int64_t paths() const { return paths_; }
    [[nodiscard]] int64_t skipped() const { return skipped_; }

private:
    const Session& session_;
    const std::string root_, target_;
    std::string body_, state_;
    int64_t paths_ = 0, skipped_ = 0;
};

// Throws what check_share_name() does.
std::string root_of(const Json& shares, const std::string& name) {
    check_share_name(shares, name);
    for (const Json& share : shares.at("shares"))
        if (share.at("name") == name) return bytes_of(share, "path");
    return {};
}

// The bytes between `end`s of standard input. Throws Error(unavailable).
void read_paths(char end, PathSender& sender) {
    std::string rest;
    char buffer[1 << 16];
    for (;;) {
        const ssize_t size = read(STDIN_FILENO, buffer, sizeof buffer);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) throw error_from_errno(ErrorKind::unavailable, "cannot read standard input", "", errno);
        if (size == 0) break;
        rest.append(buffer, static_cast<size_t>(size));
        size_t begin = 0;
        for (size_t at = rest.find(end); at != rest.npos; begin = at + 1, at = rest.find(end, begin))
            sender.add(std::string_view(rest).substr(begin, at - begin));
        rest.erase(0, begin);
        if (rest.size() > kLongestPath)
            throw Error(ErrorKind::invalid_argument, "what comes on standard input is no list of paths: one has more than " +
                                                         std::to_string(kLongestPath) + " bytes");
    }
    sender.add(rest);
}

}  // namespace

int run_changed(const Session& session, const ChangedRequest& request) {
    PathSender sender(session, request.share, root_of(session.get(Target("/api/v1/shares")), request.share));
    for (const std::string& path : request.paths) sender.add(path);
    if (request.paths.empty()) {
        if (isatty(STDIN_FILENO) == 1) session.note("reads paths from standard input, one a line");
        read_paths(session.out.look().nul ? '\0' : '\n', sender);
    }
    sender.send();
    if (sender.skipped() > kMostSkipped) session.complain(counted(sender.skipped(), "path") + " skipped in all");
    const int code = sender.skipped() > 0 ? kTrouble : kFound;
    if (sender.paths() == 0) {
        session.complain(sender.skipped() > 0 ? "no path is in the share: nothing is scanned" : "no path was given: nothing is scanned");
        return sender.skipped() > 0 ? kTrouble : kNothing;
    }
    if (session.out.look().format == OutputFormat::json) {
        session.write_json({{"share", request.share}, {"state", sender.state()}, {"paths", sender.paths()}});
        return code;
    }
    using enum Column::Kind;
    Table table(session.out, {{"", "share", text}, {"", "state", text}, {"", "paths", number}});
    table.add({{safe_message(request.share), request.share}, {sender.state(), sender.state()}, {counted(sender.paths(), "path"), std::to_string(sender.paths())}});
    table.finish();
    return code;
}

}  // namespace tocd
