#include "base/confinement.hpp"

#include "base/log.hpp"

#include <exception>

namespace tocd {
namespace {

Confinement done;

}  // namespace

void confine(const WriteLimits& limits, CallsOf program) noexcept {
    try {
        done.landlock = limit_writing(limits);
    } catch (const std::exception& e) {
        done.trouble = e.what();
    }
    try {
        done.system_calls_refused = refuse_system_calls(program);
    } catch (const std::exception& e) {
        done.trouble += (done.trouble.empty() ? "" : "; ") + std::string(e.what());
    }
}

void tell_confinement(std::string_view part) {
    const std::string_view calls = !done.system_calls_refused ? "all" : lets_sanitizer_through() ? "less strictly, for a sanitizer" : "restricted";
    log_info(part, "confined itself", {{"landlock", done.landlock}, {"system_calls", calls}});
    if (!done.trouble.empty()) log_warning(part, "could not confine itself", {{"reason", done.trouble}});
}

const Confinement& confinement() noexcept { return done; }

}  // namespace tocd
