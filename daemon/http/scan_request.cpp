#include "http/scan_request.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "http/failure.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace tocd {
namespace {

using Json = nlohmann::json;

bool are_strings(const Json& value) {
    return value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
}

// A path holds no NUL, but may hold a line end: then NULs stand between them (find -print0).
std::vector<std::string> listed_paths(std::string_view body) {
    const char end = body.find('\0') == body.npos ? '\n' : '\0';
    std::vector<std::string> out;
    while (!body.empty()) {
        const size_t at = std::min(body.find(end), body.size());
        std::string_view path = body.substr(0, at);
        body.remove_prefix(std::min(at + 1, body.size()));
        if (!path.empty()) out.emplace_back(path);
    }
    return out;
}

std::vector<std::string> directories_of(const std::string& key, const Json& value) {
    if (!value.is_string() && !are_strings(value)) throw BadParameter(key, key + " must be the paths of directories");
    std::vector<std::string> out = value.is_string() ? std::vector{value.get<std::string>()} : value.get<std::vector<std::string>>();
    if (key == "under") return out;
    for (std::string& path : out) {
        const auto bytes = base64_decode(path);
        if (!bytes) throw BadParameter(key, key + " must be base64 with padding");
        path = *bytes;
    }
    return out;
}

}  // namespace

ScanControl::Request read_scan_request(const std::string& share, const std::string& body) {
    ScanControl::Request request;
    request.share = share;
    if (body.empty()) return request;
    const Json json = Json::parse(body, nullptr, false);
    if (!json.is_object()) throw Error(ErrorKind::invalid_argument, "the body is not a JSON object such as {\"mode\":\"full\"}");
    for (const auto& [key, value] : json.items()) {
        if (key == "mode") {
            if (value != "full" && value != "fast") throw BadParameter("mode", "mode must be \"full\" or \"fast\"");
            if (request.mode != ScanMode::part) request.mode = value == "fast" ? ScanMode::fast : ScanMode::full;
        } else if (key == "under" || key == "under_base64") {
            const std::vector<std::string> more = directories_of(key, value);
            request.mode = ScanMode::part;
            request.paths.insert(request.paths.end(), more.begin(), more.end());
        } else if (key == "accept_root") {
            if (!value.is_boolean()) throw BadParameter("accept_root", "accept_root must be true or false");
            request.accept_root = value.get<bool>();
        } else {
            const auto near = nearest(std::string_view(key).substr(0, 64), {"mode", "under", "under_base64", "accept_root"});
            throw BadParameter(key, "there is no " + display_text(key.substr(0, 100)) + " in the body" +
                                        (near ? "; did you mean " + *near + "?" : ""));
        }
    }
    return request;
}

ScanControl::Request read_changed_request(const std::string& share, const Request& from) {
    ScanControl::Request request;
    request.share = share;
    request.mode = ScanMode::part;
    request.below = false;
    if (body_type(from.headers) == kPathList) {
        request.paths = listed_paths(from.body);
        if (request.paths.empty()) throw Error(ErrorKind::invalid_argument, "the body holds no path");
        return request;
    }
    const Json json = Json::parse(from.body, nullptr, false);
    const Json paths = json.is_object() && json.size() == 1 ? json.value("paths", Json()) : Json();
    if (!are_strings(paths)) throw Error(ErrorKind::invalid_argument, "the body is not a JSON object such as {\"paths\":[\"/srv/data/run_1\"]}");
    request.paths = paths.get<std::vector<std::string>>();
    return request;
}

}  // namespace tocd
