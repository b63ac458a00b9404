// What is written down of requests that change something, and of those whose asker is not known: one line of the log each, in the
// domain "audit".
// Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "http/access_rules.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <string_view>

namespace tocd {

class AuditLog {
public:
    // Of a log-in with the name that it gave. Nobody who logs out is not written down.
    void wrote(const Request& request, const Identity& identity, const Answer& answer);
    // Of somebody who may do nothing as refused(): he could fill the log.
    void failed(const Request& request, const Identity& identity, std::string_view why);
    // At most 60 lines in a minute: how many were left out is told by the next.
    void refused(const Request& request, const Identity& identity, std::string_view why) TOCD_EXCLUDES(mutex_);

private:
    Mutex mutex_;
    int64_t minute_ TOCD_GUARDED_BY(mutex_) = 0;
    int64_t lines_ TOCD_GUARDED_BY(mutex_) = 0;
    int64_t left_out_ TOCD_GUARDED_BY(mutex_) = 0;
};

// "user ann" by a proxy, "account ann" of a unix socket, "token ci", "anonymous".
[[nodiscard]] std::string identity_text(const Identity& identity);

}  // namespace tocd
