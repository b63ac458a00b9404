#include "http/audit_log.hpp"

#include "base/log.hpp"

namespace tocd {
namespace {

std::string_view from(const Request& request) { return request.peer.unix_socket ? std::string_view("unix socket") : std::string_view(request.peer.remote_address); }

}  // namespace

std::string identity_text(const Identity& identity) {
    switch (identity.kind) {
        case Identity::Kind::anonymous: return "anonymous";
        case Identity::Kind::account: return "account " + identity.name;
        case Identity::Kind::proxy: return "user " + identity.name;
        case Identity::Kind::token: return "token " + identity.name;
    }
    return "anonymous";
}

void audit_done(const Request& request, const Identity& identity, const Answer& answer) {
    if (identity.role == Role::none && answer.who.empty()) return;
    const std::string who = answer.who.empty() ? identity_text(identity) : answer.who;
    log_info("audit", "done", {{"who", who}, {"from", from(request)}, {"method", request.method}, {"path", request.path}, {"status", answer.status}});
}

void audit_failed(const Request& request, const Identity& identity, std::string_view why) {
    if (identity.role == Role::none) return audit_refused(request, identity, why);
    log_info("audit", "not done", {{"who", identity_text(identity)}, {"from", from(request)}, {"method", request.method}, {"path", request.path}, {"reason", why}});
}

void audit_refused(const Request& request, const Identity& identity, std::string_view why) {
    log_warning("audit", "refused", {{"who", identity_text(identity)}, {"from", from(request)}, {"method", request.method}, {"path", request.path}, {"reason", why}});
}

}  // namespace tocd
