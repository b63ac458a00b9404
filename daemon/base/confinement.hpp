// The rights that a process gives up by itself, besides those that its unit does not give it: by Landlock and seccomp, where
// the kernel has them. Thread: before others are started.
#pragma once

#include "base/landlock.hpp"
#include "base/system_calls.hpp"

#include <string>
#include <string_view>

namespace tocd {

struct Confinement {
    int landlock = 0;                   // its version; 0: not confined by it
    bool system_calls_refused = false;  // by seccomp
    std::string trouble;                // why one of them failed although the kernel has it
};

// Does both, never throws: a process that cannot confine itself works all the same, and says so. Once.
void confine(const WriteLimits& limits, CallsOf program) noexcept;

// A line of the log with what confine() did, and one with what it could not. `part`: whose line it is.
void tell_confinement(std::string_view part);

// What confine() did; nothing before it. Thread: any.
[[nodiscard]] const Confinement& confinement() noexcept;

}  // namespace tocd
