#include "http/audit_log.hpp"

#include "base/log.hpp"
#include "base/time.hpp"

namespace tocd {
namespace {

constexpr int64_t kMostLines = 60;

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

void AuditLog::wrote(const Request& request, const Identity& identity, const Answer& answer) {
    if (identity.role == Role::none && answer.who.empty()) return;
    const std::string who = answer.who.empty() ? identity_text(identity) : answer.who;
    log_info("audit", "done", {{"who", who}, {"from", from(request)}, {"method", request.method}, {"path", request.path}, {"status", answer.status}});
}

void AuditLog::failed(const Request& request, const Identity& identity, std::string_view why) {
    if (identity.role == Role::none) return refused(request, identity, why);
    log_info("audit", "not done", {{"who", identity_text(identity)}, {"from", from(request)}, {"method", request.method}, {"path", request.path}, {"reason", why}});
}

void AuditLog::refused(const Request& request, const Identity& identity, std::string_view why) {
    int64_t left_out = 0;
    {
        Lock lock(mutex_);
        const int64_t minute = system_clock().monotonic_ns() / (60 * kNsPerSecond);
        if (minute != minute_) lines_ = 0;
        minute_ = minute;
        if (++lines_ > kMostLines) {
            ++left_out_;
            return;
        }
        left_out = left_out_;
        left_out_ = 0;
    }
    log_warning("audit", "refused", {{"who", identity_text(identity)}, {"from", from(request)}, {"method", request.method}, {"path", request.path}, {"reason", why},
                                     {"left_out_before", left_out}});
}

}  // namespace tocd
