// Landlock: what a process may not write any more, whatever its account may. Source: landlock(7), linux/landlock.h.
// Thread: before others are started; it holds for the calling one and for all that begins in it.
#pragma once

#include <string>
#include <vector>

namespace tocd {

// Which version of it the kernel has; 0: none, or it is switched off.
[[nodiscard]] int landlock_version() noexcept;

struct WriteLimits {
    std::vector<std::string> folders;  // absolute, with all below them; or single files. Of one that is not there the nearest above that is
    bool tcp = true;                   // false: no TCP socket is bound or connected either (version 4)
};

// Nothing outside `folders` is written, made, renamed or removed from now on; what is open already stays open. Programs that
// are started gain no rights by their file. Gives landlock_version(). Throws Error(unavailable) when the kernel refuses.
int limit_writing(const WriteLimits& limits);

}  // namespace tocd
