#include "base/confinement.hpp"

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

const Confinement& confinement() noexcept { return done; }

}  // namespace tocd
