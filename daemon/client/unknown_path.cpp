#include "client/unknown_path.hpp"

#include "base/lexical_path.hpp"
#include "base/text.hpp"
#include "client/share_names.hpp"

#include <vector>

namespace tocd {
namespace {

// The nearest name among the directories beside it, as a path; "" when there is none.
std::string nearest_beside(const Session& session, const std::string& path) {
    const size_t slash = path.rfind('/');
    if (slash == 0 || slash == path.npos) return {};
    try {
        const Json beside =
            session.get(Target("/api/v1/directories").add("path", path.substr(0, slash)).add("limit", "2000"));
        std::vector<std::string> names;
        for (const Json& directory : beside.at("directories")) names.push_back(bytes_of(directory, "name"));
        for (const Json& file : beside.at("files")) names.push_back(bytes_of(file, "name"));
        const auto near = nearest(std::string_view(path).substr(slash + 1), names);
        return near ? path.substr(0, slash + 1) + *near : std::string();
    } catch (const ApiError&) {
        return {};  // its parent is not known either
    }
}

}  // namespace

std::string explain_unknown_path(const Session& session, const std::string& path) {
    const Json answer = session.get(Target("/api/v1/shares"));
    const Json& shares = answer.at("shares");
    if (shares.empty()) return "there is no share yet: add one to the daemon's configuration";
    std::vector<std::string> roots;
    const Json* holder = nullptr;  // the inner one, where a share lies in another
    for (const Json& share : shares) {
        const std::string root = bytes_of(share, "path");
        if (is_at_or_below(path, root) && (holder == nullptr || root.size() > bytes_of(*holder, "path").size())) holder = &share;
        roots.push_back(root);
    }
    if (holder != nullptr) {
        const std::string near = nearest_beside(session, path);
        if (near == path) return path + " is a file, not a directory";
        return "share " + holder->at("name").get<std::string>() + " has no " + path +
               (near.empty() ? (holder->at("last_complete").is_null() ? "; it was never scanned to its end" : "")
                             : "; did you mean " + near + "?");
    }
    return "no share holds " + path + "; " + those_there(roots);
}

}  // namespace tocd
