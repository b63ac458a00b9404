#include "client/coverage_note.hpp"

#include "base/lexical_path.hpp"
#include "client/human.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kMaxLines = 5;

std::string gap_of(const Json& share) {
    const std::string name = share.at("name").get<std::string>();
    if (share.at("last_complete").is_null())
        return share.at("configured").get<bool>()
                   ? "share " + name + " was never scanned to its end: files are missing (see: toc shares)"
                   : std::string();
    const int64_t failed = share.at("failed_directories").get<int64_t>();
    if (failed == 0) return {};
    return counted(failed, "directory") + " of share " + name +
           " could not be read: files may be missing (see: toc shares)";
}

}  // namespace

void note_directory_gaps(const Session& session, const Json& directory) {
    const std::string path = bytes_of(directory, "path");
    const std::string state = directory.at("state").get<std::string>();
    const int64_t failed = directory.at("failed_directories").get<int64_t>();
    if (state == "pending")
        session.note(path + " was never listed: what is in it is not known yet");
    else if (failed > 0)
        session.note(counted(failed, "directory") + " in " + path + " could not be read: files may be missing");
}

void note_gaps(const Session& session, const std::vector<std::string>& shares, const std::string& under) {
    if (session.quiet) return;
    if (!under.empty()) {
        const Json answer = session.get(Target("/api/v1/directories").add("path", under).add("limit", "1"));
        const Json& directory = answer.at("directory");
        if (!directory.is_null()) {
            note_directory_gaps(session, directory);
            if (answer.at("as_of").is_null() && directory.at("state") != "pending")
                session.note("share " + directory.at("share").get<std::string>() +
                             " was never scanned to its end: files may be missing (see: toc shares)");
            return;
        }
    }
    size_t gaps = 0;
    const Json answer = session.get(Target("/api/v1/shares"));
    for (const Json& share : answer.at("shares")) {
        const std::string name = share.at("name").get<std::string>();
        if (!shares.empty() && std::find(shares.begin(), shares.end(), name) == shares.end()) continue;
        if (!under.empty() && !is_at_or_below(bytes_of(share, "path"), under)) continue;  // it is above shares
        const std::string gap = gap_of(share);
        if (!gap.empty() && gaps++ < kMaxLines) session.note(gap);
    }
    if (gaps > kMaxLines)
        session.note("the same holds for " + counted(static_cast<int64_t>(gaps - kMaxLines), "more share"));
}

}  // namespace tocd
