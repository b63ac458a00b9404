#include "http/access_rules.hpp"

#include "base/accounts.hpp"
#include "base/text.hpp"
#include "catalogue/token_store.hpp"
#include "http/failure.hpp"
#include "http/peer_address.hpp"

#include <algorithm>
#include <fstream>
#include <optional>

namespace tocd {
namespace {

constexpr std::string_view kUnix = "unix:", kGroup = "group:";
const HeaderList kSayWho = {{"WWW-Authenticate", "Bearer realm=\"tocd\""}};

// Calls visit(part) for the parts of "a, b;c" between `mark`s.
template <class Visit>
void for_each_part(std::string_view text, char mark, Visit&& visit) {
    while (!text.empty()) {
        const size_t end = std::min(text.find(mark), text.size());
        if (const std::string_view part = trim_blanks(text.substr(0, end)); !part.empty()) visit(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

// The one header of this name; nothing: it does not come.
std::optional<std::string> one_header(const Request& request, const std::string& name) {
    std::optional<std::string> found;
    for (const auto& [key, value] : request.headers) {
        if (key != name) continue;
        if (found) throw BadRequest(400, "the header " + name + " comes twice");
        found = value;
    }
    return found;
}

std::string bearer_token(const Request& request) {
    const std::string header = one_header(request, "authorization").value_or("");
    const std::string_view value = header;
    if (value.size() < 7 || ascii_lower(value.substr(0, 7)) != "bearer ") return {};
    return std::string(trim_blanks(value.substr(7)));
}

std::string name_or_number(const std::optional<std::string>& name, uint32_t number) { return name && !name->empty() ? *name : std::to_string(number); }

bool names_group(const std::vector<std::string>& list) {
    return std::any_of(list.begin(), list.end(), [](const std::string& one) { return one.starts_with(kGroup); });
}

bool is_one_of(const std::vector<std::string>& subjects, const std::vector<std::string>& list) {
    return std::any_of(list.begin(), list.end(), [&](const std::string& one) { return std::find(subjects.begin(), subjects.end(), one) != subjects.end(); });
}

Identity of_token(const TokenRecord& token) {
    Identity out;
    out.kind = Identity::Kind::token;
    out.name = token.name;
    out.token_id = token.id;
    out.token_created_ns = token.created_ns;
    out.role = token.role;
    out.subjects = {"token:" + token.name};
    out.only_shares = token.shares;
    out.only_paths = token.paths;
    return out;
}

}  // namespace

std::string_view session_cookie(const Request& request) noexcept {
    std::string_view found;
    for_each_part(header_value(request.headers, "cookie"), ';', [&](std::string_view part) {
        if (found.empty() && part.starts_with(kSessionCookie) && part.substr(kSessionCookie.size()).starts_with('=')) found = part.substr(kSessionCookie.size() + 1);
    });
    return found;
}

void hide_from(Viewer& viewer, const std::vector<std::string>& subjects, const AccessInForce& access) {
    for (const AccessConfig& entry : access.entries)
        if (!is_one_of(subjects, entry.to)) viewer.hidden.push_back(entry.path);
    const auto lets_in = [&](const std::vector<std::string>& list) { return is_one_of(subjects, list); };
    for (const KeptAccess& kept : access.kept)
        if (!std::all_of(kept.lists.begin(), kept.lists.end(), lets_in)) viewer.hidden_shares.push_back(kept.share);
}

AccessRules::AccessRules(const HttpConfig& http, AccessInForce access, TokenStore* tokens)
    : http_(http), identity_header_(ascii_lower(http.identity_header)), groups_header_(ascii_lower(http.groups_header)), tokens_(tokens),
      access_(std::make_shared<const AccessInForce>(std::move(access))) {
    for (const std::string& proxy : http_.trusted_proxies) {
        if (!proxy.starts_with(kUnix)) proxy_addresses_.push_back(canonical_address(proxy));
        else if (const auto uid = user_named(proxy.substr(kUnix.size()))) proxy_accounts_.push_back(*uid);
    }
}

std::string hidden_proxy_account(const HttpConfig& http) {
    for (const std::string& proxy : http.trusted_proxies) {
        if (!proxy.starts_with(kUnix)) continue;
        const std::string name = proxy.substr(kUnix.size());
        const auto uid = user_named(name);
        std::ifstream uid_map("/proc/self/uid_map");
        if (!uid || !holds_group(uid_map, *uid)) return name;
    }
    return {};
}

void AccessRules::set(AccessInForce access) {
    auto fresh = std::make_shared<const AccessInForce>(std::move(access));
    Lock lock(mutex_);
    access_ = std::move(fresh);
    ++generation_;
}

bool AccessRules::is_trusted(const Peer& peer) const {
    if (peer.unix_socket)
        return peer.account && peer.account->uid != kOverflowId && std::find(proxy_accounts_.begin(), proxy_accounts_.end(), peer.account->uid) != proxy_accounts_.end();
    return std::find(proxy_addresses_.begin(), proxy_addresses_.end(), peer.remote_address) != proxy_addresses_.end();
}

bool AccessRules::came_by_https(const Request& request) const {
    return is_trusted(request.peer) && ascii_lower(header_value(request.headers, "x-forwarded-proto")) == "https";
}

Role AccessRules::listed_role(const std::vector<std::string>& subjects, Role least) const {
    if (is_one_of(subjects, http_.admins)) return Role::admin;
    return is_one_of(subjects, http_.editors) ? std::max(least, Role::editor) : least;
}

Identity AccessRules::of_proxy(const Request& request) const {
    Identity out;
    out.kind = Identity::Kind::proxy;
    out.name = std::string(trim_blanks(one_header(request, identity_header_).value_or("")));
    out.subjects = {"user:" + out.name};
    for_each_part(one_header(request, groups_header_).value_or(""), ',', [&](std::string_view group) { out.subjects.push_back(std::string(kGroup).append(group)); });
    out.role = listed_role(out.subjects, Role::viewer);
    return out;
}

Identity AccessRules::of_account(const Peer& peer) const {
    Identity out;
    out.kind = Identity::Kind::account;
    out.is_local = true;
    out.name = name_or_number(user_name(peer.account->uid), peer.account->uid);
    // What the kernel shows in place of accounts that it cannot name here is nobody in particular (admin_rule.hpp).
    if (peer.account->uid != kOverflowId) out.subjects = {"user:" + out.name};
    if (asks_for_groups())
        for (const gid_t group : peer.account->groups)
            if (group != kOverflowId) out.subjects.push_back(std::string(kGroup).append(name_or_number(group_name(group), group)));
    out.role = listed_role(out.subjects, http_.anonymous == "local" ? Role::editor : Role::viewer);
    return out;
}

Identity AccessRules::identify(const Request& request) const {
    const Peer& peer = request.peer;
    const bool trusted = is_trusted(peer);
    const bool named = one_header(request, identity_header_).has_value() || one_header(request, groups_header_).has_value();
    if (named && !trusted && !http_.trusted_proxies.empty())
        throw BadRequest(400, "only a proxy of http.trusted_proxies may send " + http_.identity_header + " and " + http_.groups_header);
    const UnixNs now_ns = system_clock().now_ns();
    if (const std::string token = bearer_token(request); !token.empty()) {
        const std::optional<TokenRecord> found = tokens_ != nullptr ? tokens_->find(token, now_ns) : std::nullopt;
        if (!found) throw BadRequest(401, "this token is none, or its time is over, or it was revoked (tocd token list)", kSayWho);
        return of_token(*found);
    }
    if (trusted && one_header(request, identity_header_)) {
        Identity out = of_proxy(request);
        if (!out.name.empty()) return out;
    }
    if (const std::string_view cookie = session_cookie(request); !cookie.empty() && tokens_ != nullptr)
        if (const std::optional<TokenRecord> found = tokens_->find_session(cookie, now_ns)) {
            Identity out = of_token(*found);
            out.by_cookie = true;
            out.session = cookie;
            return out;
        }
    // What comes over a proxy comes from anywhere.
    if (!trusted && peer.unix_socket && peer.account) return of_account(peer);
    Identity out;
    out.is_local = !trusted && (peer.unix_socket || (is_loopback(peer.remote_address) && is_loopback(peer.local_address)));
    if (http_.anonymous == "read") out.role = Role::viewer;
    if (http_.anonymous == "local" && out.is_local) out.role = Role::editor;
    return out;
}

std::string_view AccessRules::proxied_user(const Request& request) const {
    return is_trusted(request.peer) ? trim_blanks(header_value(request.headers, identity_header_)) : std::string_view{};
}

bool AccessRules::is_admin(const Identity& identity, const Peer& peer) const {
    return identity.role == Role::admin || (identity.is_local && may_administer(peer, admin_rule_of(http_.admin_group)));
}

// Somebody has dozens of them, and each is a question to the system, with every request.
bool AccessRules::asks_for_groups() const {
    if (names_group(http_.editors) || names_group(http_.admins)) return true;
    const auto access = this->access();
    return std::any_of(access->entries.begin(), access->entries.end(), [](const AccessConfig& entry) { return names_group(entry.to); }) ||
           std::any_of(access->kept.begin(), access->kept.end(),
                       [](const KeptAccess& kept) { return std::any_of(kept.lists.begin(), kept.lists.end(), names_group); });
}

std::shared_ptr<const AccessInForce> AccessRules::access() const {
    Lock lock(mutex_);
    return access_;
}

Viewer AccessRules::viewer_of(const Identity& identity, const Peer& peer) const {
    const auto access = this->access();
    Viewer viewer;
    viewer.only = identity.only_paths;
    viewer.sees_all = identity.only_shares.empty();
    viewer.shares = identity.only_shares;
    Viewer hidden = viewer;  // whether he is an admin may be a question to the system
    hide_from(hidden, identity.subjects, *access);
    return hidden == viewer || is_admin(identity, peer) ? viewer : hidden;
}

bool AccessRules::still_holds(const Identity& identity, const Peer& peer, const Viewer& viewer) const {
    const UnixNs now_ns = system_clock().now_ns();
    if (identity.by_cookie && !tokens_->find_session(identity.session, now_ns)) return false;  // he logged out
    if (identity.kind == Identity::Kind::token && !tokens_->holds(identity.token_id, identity.token_created_ns, now_ns)) return false;
    return viewer_of(identity, peer) == viewer;
}

void AccessRules::require(const Identity& identity, const Peer& peer, Role least, std::string_view doing, std::string_view command) const {
    if (identity.role >= least || is_admin(identity, peer)) return;
    if (identity.kind == Identity::Kind::anonymous && !(least == Role::admin && identity.role == Role::editor))
        throw BadRequest(401, "say who you are: with a token (Authorization: Bearer …, or logged in on the page), which \"tocd token create\" makes", kSayWho);
    if (least == Role::admin && identity.is_local) refuse_admin(admin_rule_of(http_.admin_group), http_.admin_group, doing, command);
    throw BadRequest(403, "you may not " + std::string(doing) + ": it takes the role " + std::string(role_name(least)) + ", and " + display_text(identity.name) +
                              " is " + std::string(role_name(identity.role)));
}

}  // namespace tocd
