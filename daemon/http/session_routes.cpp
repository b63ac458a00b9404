// GET, POST and DELETE /session: who asks, and logging in with a token.
#include "base/error.hpp"
#include "catalogue/token_store.hpp"
#include "http/audit_log.hpp"
#include "http/failure.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"
#include "model/ports.hpp"
#include "model/sight.hpp"

#include <nlohmann/json.hpp>

namespace tocd {
namespace {

constexpr int64_t kSession_s = 30 * 24 * 3600;

Json session_json(const Call& call, const Identity& identity) {
    constexpr std::string_view kKinds[] = {"anonymous", "account", "proxy", "token"};
    const Viewer viewer = call.api.access.viewer_of(identity, call.request.peer);
    const Role role = call.api.access.is_admin(identity, call.request.peer) ? Role::admin : identity.role;
    Json shares = Json::array();
    if (role != Role::none)
        for (const ShareRules& rules : call.api.context.scans.rules())
            if (sees_share(viewer, rules.share, rules.path))
                shares.push_back({{"name", rules.share}, {"whole", sees_whole_share(viewer, rules.share, rules.path)}});
    return {{"kind", kKinds[static_cast<size_t>(identity.kind)]},
            {"name", identity.name.empty() ? Json() : Json(identity.name)},
            {"role", role_name(role)},
            {"logged_in", identity.by_cookie},
            {"shares", std::move(shares)}};
}

Json session_schema() {
    const Json share = object_schema({{"name", simple_schema("string", "Name of the share")}, {"whole", simple_schema("boolean", "False: something of it is hidden")}});
    return object_schema({{"kind", simple_schema("string", "How it is known: account (of the unix socket), proxy, token, or anonymous")},
                          {"name", simple_schema("string?", "Of the user or token; null: anonymous")},
                          {"role", simple_schema("string", "viewer, editor or admin; none: log in")},
                          {"logged_in", simple_schema("boolean", "By the cookie of a session, which DELETE ends")},
                          {"shares", {{"type", "array"}, {"items", share}, {"description", "That are seen"}}}});
}

Answer get_session(const Call& call) { return json_answer(session_json(call, call.identity)); }

std::string cookie(const Call& call, std::string_view value, int64_t seconds) {
    std::string out(kSessionCookie);
    out.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=").append(std::to_string(seconds));
    return call.api.access.came_by_https(call.request) ? out + "; Secure" : out;
}

Answer log_in(const Call& call) {
    const Json body = Json::parse(call.request.body, nullptr, false);
    const auto token = body.is_object() ? body.find("token") : body.end();
    if (!body.is_object() || token == body.end() || !token->is_string())
        throw Error(ErrorKind::invalid_argument, "the body is not a JSON object such as {\"token\":\"tocd_…\"}");
    TokenStore* const tokens = call.api.access.tokens();
    const UnixNs now_ns = system_clock().now_ns();
    const auto value = tokens != nullptr ? tokens->open_session(token->get<std::string>(), now_ns, now_ns + kSession_s * kNsPerSecond) : std::nullopt;
    if (!value) throw BadRequest(401, "this token is none, or its time is over, or it was revoked");
    // Who he is now, as the next request will find.
    Request next = call.request;
    std::erase_if(next.headers, [](const auto& header) { return header.first == "cookie"; });
    next.headers.emplace_back("cookie", std::string(kSessionCookie) + "=" + *value);
    const Identity identity = call.api.access.identify(next);
    Answer answer = json_answer(session_json(call, identity));
    answer.who = identity_text(identity);
    answer.headers.emplace_back("Set-Cookie", cookie(call, *value, kSession_s));
    return answer;
}

Answer log_out(const Call& call) {
    if (TokenStore* const tokens = call.api.access.tokens())
        if (const std::string_view value = session_cookie(call.request); !value.empty()) tokens->close_session(value);
    Answer answer = json_answer({{"logged_in", false}});
    answer.headers.emplace_back("Set-Cookie", cookie(call, "", 0));
    return answer;
}

Json token_schema() { return object_schema({{"token", simple_schema("string", "As tocd token create told it")}}); }
Json logged_out_schema() { return object_schema({{"logged_in", simple_schema("boolean", "False")}}); }

}  // namespace

std::vector<Route> session_routes() {
    return {{"GET", "/api/v1/session", kOpen, {}, get_session, "Who asks, what he may do, and which shares he sees", 200, "application/json", session_schema},
            {"POST", "/api/v1/session", kOpen, {}, log_in,
             "Log in: a cookie that scripts of the page cannot read stands for the token, for 30 days at most, until the token's time is over or it is "
             "revoked. 401 for a token that is none. Programs send the token with each request instead: Authorization: Bearer TOKEN",
             200, "application/json", session_schema, token_schema},
            {"DELETE", "/api/v1/session", kOpen, {}, log_out, "Log out: the cookie means nothing any more", 200, "application/json", logged_out_schema}};
}

}  // namespace tocd
