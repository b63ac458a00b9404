#include "http/router.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "http/audit_log.hpp"
#include "http/content_hash.hpp"
#include "http/failure.hpp"
#include "http/page.hpp"
#include "http/target.hpp"
#include "model/sight.hpp"

#include <set>

namespace tocd {
namespace {

bool answers(const Route& route, std::string_view method) {
    return route.method == method || (method == "HEAD" && route.method == "GET");
}

void add_unless_there(HeaderList& headers, std::string_view name, std::string_view value) {
    for (const auto& [key, ignored] : headers)
        if (key == name) return;
    headers.emplace_back(name, value);
}

constexpr std::string_view kJson = "application/json", kJsonEnding = ".json";

// "/api/v1/files.json" is "/api/v1/files": the ending says what comes, as those of the other formats do.
std::vector<std::string> without_json(std::vector<std::string> segments) {
    if (segments.size() > 2 && segments[0] == "api" && segments.back().size() > kJsonEnding.size() && segments.back().ends_with(kJsonEnding))
        segments.back().resize(segments.back().size() - kJsonEnding.size());
    return segments;
}

// Whatever finds out that there is no such thing does not know by which parameter it was asked for.
std::string_view parameter_that_names(Named what, const Parameters& parameters, const std::vector<Parameter>& table) {
    constexpr std::pair<Named, std::string_view> kNames[] = {{Named::share, "share"},    {Named::share, "name"}, {Named::directory, "under"},
                                                             {Named::directory, "path"}, {Named::directory, "id"}, {Named::file, "id"}, {Named::scan, "id"}};
    for (const auto& [named, name] : kNames)
        for (const Parameter& parameter : table)
            if (named == what && parameter.name == name && parameters.has(name)) return name;
    return {};
}

Answer handled(const Route& route, const Call& call) {
    try {
        return route.handle(call);
    } catch (const NotFound& error) {
        const std::string_view name = parameter_that_names(error.named(), call.parameters, route.parameters);
        if (name.empty()) throw;
        throw BadParameter(std::string(name), error.what(), error.kind());
    }
}

Answer not_modified(const std::string& etag) {
    Answer answer;
    answer.status = 304;
    answer.headers = {{"ETag", etag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Authorization, Cookie"}};
    return answer;
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> match_path(std::string_view pattern,
                                                                           const std::vector<std::string>& segments) {
    std::vector<std::pair<std::string, std::string>> values;
    const std::vector<std::string> wanted = split_path(pattern);
    if (wanted.size() != segments.size()) return std::nullopt;
    for (size_t i = 0; i < wanted.size(); ++i) {
        const std::string& part = wanted[i];
        if (part.starts_with('{')) {
            if (segments[i].empty()) return std::nullopt;
            values.emplace_back(part.substr(1, part.size() - 2), segments[i]);
        } else if (part != segments[i]) {
            return std::nullopt;
        }
    }
    return values;
}

bool etag_matches(std::string_view header, std::string_view etag) {
    const auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
    while (!header.empty()) {
        const size_t comma = header.find(',');
        std::string_view one = header.substr(0, comma);
        while (one.starts_with(' ')) one.remove_prefix(1);
        while (one.ends_with(' ')) one.remove_suffix(1);
        if (one == "*" || opaque(one) == opaque(etag)) return true;
        if (comma == header.npos) break;
        header.remove_prefix(comma + 1);
    }
    return false;
}

Answer Router::handle(const Request& request, size_t& matched) const {
    rules_.check(request);
    const std::vector<std::string> segments = split_path(request.path);
    const std::vector<std::string> without_ending = without_json(segments);
    std::set<std::string> allowed;
    for (const Route& route : routes_) {
        const bool may_end = route.media_type == kJson && !route.path.ends_with(kJsonEnding);
        auto values = match_path(route.path, may_end ? without_ending : segments);
        if (!values) continue;
        if (answers(route, request.method)) {
            matched = static_cast<size_t>(&route - routes_.data());
            return admitted(route, request, std::move(*values));
        }
        allowed.emplace(route.method);
        if (route.method == "GET") allowed.emplace("HEAD");
    }
    const bool page = allowed.empty() && (segments.empty() || segments[0] != "api");
    const bool read = request.method == "GET" || request.method == "HEAD";
    if (page && read) {
        Answer answer = page_answer(api_.web, request);
        matched = routes_.size();
        return answer;
    }
    if (page) allowed = {"GET", "HEAD"};
    if (allowed.empty())
        throw Error(ErrorKind::not_found, "there is no " + display_text(std::string_view(request.path).substr(0, 200)) +
                                              " here; see /api/v1/openapi.json");
    std::string list;
    for (const std::string& method : allowed) list += (list.empty() ? "" : ", ") + method;
    throw BadRequest(405, request.method + " is not possible here, only " + list, {{"Allow", list}});
}

// Who asks, whether he may, and what is written down of it.
Answer Router::admitted(const Route& route, const Request& request, std::vector<std::pair<std::string, std::string>> values) const {
    const bool writes = request.method != "GET" && request.method != "HEAD";
    Identity identity;
    try {
        identity = api_.access.identify(request);
        api_.access.require(identity, request.peer, route.rule.least, route.rule.doing, route.rule.command);
        const uint64_t generation = api_.access.generation();
        const Viewer viewer = api_.access.viewer_of(identity, request.peer);
        if (route.rule.whole && !viewer_key(viewer).empty())
            throw BadRequest(403, "you may not " + std::string(route.rule.doing) + ": something of it is hidden from you");
        Answer answer = run(route, request, std::move(values), identity, viewer);
        // One that goes on looks for itself.
        if (!writes && !answer.source && generation != api_.access.generation() && !api_.access.still_holds(identity, request.peer, viewer))
            throw Error(ErrorKind::unavailable, "what you may see was changed meanwhile: ask again");
        if (writes) audit_done(request, identity, answer);
        return answer;
    } catch (const BadRequest& refusal) {
        if (refusal.status() == 401 || (writes && refusal.status() == 403)) audit_refused(request, identity, refusal.what());
        throw;
    } catch (const Error& failure) {
        if (writes) audit_failed(request, identity, failure.what());
        throw;
    }
}

Answer Router::run(const Route& route, const Request& request, std::vector<std::pair<std::string, std::string>> values, const Identity& identity,
                   const Viewer& viewer) const {
    for (auto& value : split_query(request.query)) values.push_back(std::move(value));
    const Parameters parameters(route.parameters, std::move(values), system_clock().now_ns());
    if (!request.body.empty() && route.body != nullptr) {
        // Forms, and scripts that do not ask first, cannot send these types from a page of another site.
        const std::string type = body_type(request.headers);
        if (type != "application/json" && (route.text_type.empty() || type != route.text_type))
            throw BadRequest(415, "the body must be JSON, with Content-Type: application/json" +
                                      (route.text_type.empty() ? std::string() : ", or " + std::string(route.text_doc) +
                                                                                     ", with Content-Type: " + std::string(route.text_type)));
    }
    std::string etag;
    if (route.cacheable) {
        // Before the query: a commit in between makes the tag too old, never too new.
        etag = etag_of(request, viewer, route.by_minute || parameters.has_relative_time());
        if (etag_matches(header_value(request.headers, "if-none-match"), etag)) return not_modified(etag);
    }
    const int64_t timeout_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(api_.query_timeout).count();
    Answer answer = handled(route, {api_, request, parameters, viewer, identity, {system_clock().monotonic_ns() + timeout_ns, request.gone}});
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (answer.fleeting) {
        etag.clear();
    } else if (etag.empty() && reads && answer.status == 200 && !answer.source && route.media_type == kJson && route.path.starts_with("/api/")) {
        // It says what goes on now too, of which no version tells: made, and not sent again.
        etag = "W/\"" + content_hash(answer.body) + "\"";
        if (etag_matches(header_value(request.headers, "if-none-match"), etag)) return not_modified(etag);
    }
    if (!etag.empty() && answer.status == 200) answer.headers.emplace_back("ETag", etag);
    add_unless_there(answer.headers, "Vary", "Authorization, Cookie");
    add_unless_there(answer.headers, "Cache-Control", etag.empty() ? "no-store" : "private, no-cache");
    return answer;
}

std::string Router::etag_of(const Request& request, const Viewer& viewer, bool by_minute) const {
    const int64_t version = api_.context.readers.lend()->data_version();
    std::string what = request.path + "?" + request.query;
    if (const std::string key = viewer_key(viewer); !key.empty()) what += "#" + key;
    // "modified in the last 30 days" is another question every minute.
    if (by_minute) what += "@" + std::to_string(system_clock().now_ns() / (60 * kNsPerSecond));
    return "W/\"" + std::to_string(version) + "-" + content_hash(what) + "\"";
}

}  // namespace tocd
