// What is written down of requests that change something, and of those whose asker is not known: one line of the log each, in the
// domain "audit".
// Thread: any.
#pragma once

#include "http/access_rules.hpp"
#include "http/message.hpp"

#include <string>
#include <string_view>

namespace tocd {

// Of a log-in with the name that it gave. Nobody who logs out is not written down.
void audit_done(const Request& request, const Identity& identity, const Answer& answer);
// Of somebody who may do nothing as audit_refused(): he could fill the log.
void audit_failed(const Request& request, const Identity& identity, std::string_view why);
// A warning: of these the log takes at most 60 in a minute (base/log).
void audit_refused(const Request& request, const Identity& identity, std::string_view why);

// "user ann" by a proxy, "account ann" of a unix socket, "token ci", "anonymous".
[[nodiscard]] std::string identity_text(const Identity& identity);

}  // namespace tocd
