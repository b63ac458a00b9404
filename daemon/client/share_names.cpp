#include "client/share_names.hpp"

#include "base/lexical_path.hpp"
#include "base/text.hpp"
#include "client/path_argument.hpp"

#include <algorithm>
#include <vector>

namespace tocd {
namespace {

constexpr size_t kMostShares = 8;

}  // namespace

std::string those_there(const std::vector<std::string>& all) {
    if (all.empty()) return "there is none yet: add one to the daemon's configuration";
    std::string out = all.size() == 1 ? "there is " : "there are ";
    for (size_t i = 0; i < std::min(all.size(), kMostShares); ++i) out += (i == 0 ? "" : ", ") + all[i];
    if (all.size() > kMostShares) out += " and " + std::to_string(all.size() - kMostShares) + " more (see: toc shares)";
    return out;
}

Json get_of_shares(const Session& session, const Target& target, const std::vector<std::string>& names) {
    try {
        return session.get(target);
    } catch (const ApiError& error) {
        if (error.kind() != ErrorKind::not_found) throw;
        const Json shares = session.get(Target("/api/v1/shares"));
        for (const std::string& name : names) check_share_name(shares, name);
        throw;
    }
}

void check_share_name(const Json& shares, const std::string& name) {
    std::vector<std::string> names;
    for (const Json& share : shares.at("shares")) names.push_back(share.at("name").get<std::string>());
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const auto near = nearest(name, names);
    throw Error(ErrorKind::not_found,
                "no share is called " + name +
                    (near ? "; did you mean " + *near + "?" : "; " + those_there(names)));
}

std::vector<ChosenShare> choose_shares(const Json& shares, const std::string& word) {
    if (word.find('/') == word.npos && word != "." && word != "..") {
        check_share_name(shares, word);
        return {{word, {}}};
    }
    const std::string path = absolute_path(word);
    std::vector<std::string> roots;
    std::vector<ChosenShare> below;
    const Json* found = nullptr;
    for (const Json& share : shares.at("shares")) {
        const std::string root = bytes_of(share, "path");
        roots.push_back(root);
        if (is_at_or_below(root, path) && share.at("configured").get<bool>()) below.push_back({share.at("name").get<std::string>(), {}});
        if (!is_at_or_below(path, root)) continue;
        // A share may lie in another one; one that is no longer configured may lie where another one is now.
        const auto rank = [](const Json& one) { return std::pair(one.at("configured").get<bool>(), bytes_of(one, "path").size()); };
        if (found == nullptr || rank(share) >= rank(*found)) found = &share;
    }
    if (found == nullptr && !below.empty()) return below;
    if (found == nullptr) throw Error(ErrorKind::not_found, "no share holds " + path + "; " + those_there(roots));
    const std::string root = bytes_of(*found, "path");
    return {{found->at("name").get<std::string>(), path == root ? std::string() : path}};
}

}  // namespace tocd
