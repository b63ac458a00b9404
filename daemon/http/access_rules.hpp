// Who asks, what he may do, and what he may see: the one place where tokens, proxies, unix peers and the configuration meet.
// Thread: any; looks accounts up, so never the loop's.
#pragma once

#include "base/mutex.hpp"
#include "config/config.hpp"
#include "http/access_in_force.hpp"
#include "http/admin_rule.hpp"
#include "http/message.hpp"
#include "model/query.hpp"
#include "model/role.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class TokenStore;

struct Identity {
    enum class Kind : uint8_t { anonymous, account, proxy, token };
    Kind kind = Kind::anonymous;
    std::string name;                   // user name, or name of the token; empty: anonymous
    Role role = Role::none;             // at least: see AccessRules::is_admin()
    std::vector<std::string> subjects;  // "user:ann", "token:ci", and where rules ask for groups "group:staff"
    std::vector<std::string> only_shares, only_paths;  // a token that is for these alone
    int64_t token_id = 0;
    UnixNs token_created_ns = 0;
    bool is_local = false;              // may be one of admin_rule
    bool by_cookie = false;
    std::string session;                // by_cookie: its value
};

// Hides from the viewer what somebody does not see who is all of these ("user:ann", "group:staff").
void hide_from(Viewer& viewer, const std::vector<std::string>& subjects, const AccessInForce& access);

class AccessRules {
public:
    // `tokens` outlives it; null: there are none.
    AccessRules(const HttpConfig& http, AccessInForce access, TokenStore* tokens);

    // A reloaded configuration; for requests that come from now on.
    void set(AccessInForce access) TOCD_EXCLUDES(mutex_);

    // Throws BadRequest(401) for a token that is none, or none any more, and BadRequest(400) for a header that only a trusted proxy
    // may send, or for one that says who asks and comes twice.
    [[nodiscard]] Identity identify(const Request& request) const;
    // The user whom a trusted proxy names; empty: none. Looks nothing up.
    [[nodiscard]] std::string_view proxied_user(const Request& request) const;
    // Of those whose account decides (admin_rule.hpp) this looks it up.
    [[nodiscard]] bool is_admin(const Identity& identity, const Peer& peer) const;
    [[nodiscard]] Viewer viewer_of(const Identity& identity, const Peer& peer) const TOCD_EXCLUDES(mutex_);

    // Another one with every set(). The catalogue follows a set(): what was read of it for a Viewer is his as long as the generation
    // is the one that he was made in, or still_holds() says so after the reading.
    [[nodiscard]] uint64_t generation() const noexcept { return generation_; }

    // He still is who he was, and sees what he saw: an answer that has no end asks now and then.
    [[nodiscard]] bool still_holds(const Identity& identity, const Peer& peer, const Viewer& viewer) const;

    // Throws BadRequest: 401 where saying who asks may help, else 403. `doing` and `command` as require_admin() has them.
    void require(const Identity& identity, const Peer& peer, Role least, std::string_view doing, std::string_view command) const;

    [[nodiscard]] TokenStore* tokens() const noexcept { return tokens_; }
    // It is a proxy's, which says by X-Forwarded-Proto how the browser came to it.
    [[nodiscard]] bool came_by_https(const Request& request) const;

private:
    [[nodiscard]] bool is_trusted(const Peer& peer) const;
    [[nodiscard]] Identity of_proxy(const Request& request) const;
    [[nodiscard]] Identity of_account(const Peer& peer) const;
    [[nodiscard]] bool asks_for_groups() const TOCD_EXCLUDES(mutex_);
    [[nodiscard]] std::shared_ptr<const AccessInForce> access() const TOCD_EXCLUDES(mutex_);
    [[nodiscard]] Role listed_role(const std::vector<std::string>& subjects, Role least) const;

    const HttpConfig http_;
    const std::string identity_header_, groups_header_;  // lowercase
    std::vector<std::string> proxy_addresses_;
    std::vector<uid_t> proxy_accounts_;
    TokenStore* const tokens_;
    std::atomic<uint64_t> generation_ = 0;
    mutable Mutex mutex_;
    std::shared_ptr<const AccessInForce> access_ TOCD_GUARDED_BY(mutex_);
};

// The account of a trusted proxy, if it cannot be told from others: PrivateUsers= of the unit hides it. Empty: there is none.
[[nodiscard]] std::string hidden_proxy_account(const HttpConfig& http);

inline constexpr std::string_view kSessionCookie = "tocd_session";
// The value of this cookie among those that a request brings; empty: none.
[[nodiscard]] std::string_view session_cookie(const Request& request) noexcept;

}  // namespace tocd
