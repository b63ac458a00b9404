// Names of users and groups from the system's databases (getpwuid_r(3), NSS), whose answers may take any time.
#pragma once

#include "catalogue/dictionaries.hpp"

#include <chrono>

namespace tocd {

// The system's names, by patient_names().
[[nodiscard]] AccountNames system_account_names();

// Names that `slow` finds on a thread of its own. A caller waits for the first answer of a name, but callers together
// at most for `patience`, which grows back by a tenth of the time that passes; then they get nothing, and the name when
// it is there. What is older than `keep` is handed out once more while it is looked up anew. Thread: any; `slow` is
// called by one, also for a moment after the last copy of the names is gone.
[[nodiscard]] AccountNames patient_names(AccountNames slow, std::chrono::milliseconds patience, std::chrono::milliseconds keep);

}  // namespace tocd
