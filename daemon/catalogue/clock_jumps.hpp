// What is done about a wall clock that is set while catalogues live for years: ages that decide something are believed only from a
// clock that has run on for a while, and times that are still to come are corrected. Thread: the writer's.
#pragma once

#include "base/time.hpp"
#include "catalogue/database.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tocd {

// Whether the wall clock goes on as the monotonic one does, which runs from the start of the machine: what was seen of both is kept
// in a file, and so a clock is noticed that was set while no daemon ran. Of what was before the machine started nothing is known.
class ClockWatch {
public:
    // `memory_path`: of that file; one that cannot be read or written is done without.
    ClockWatch(const Clock& clock, std::string memory_path);

    // False for a day after it was set by an hour or more: then nothing is forgotten and no two scans agree on removals. Says so
    // in the log. An admin has that day to set it right; after it the clock is believed.
    [[nodiscard]] bool is_believed();

private:
    void remember() noexcept;

    const Clock& clock_;
    const std::string memory_path_, boot_id_;
    int64_t ahead_ns_ = 0;            // of the monotonic clock, when last looked
    int64_t doubted_until_ns_ = 0;    // monotonic
    std::optional<int64_t> remembered_ahead_ns_;  // as the file has it
};

// Brings times of the share that are later than `now_ns` back to just before it, at the begin of a scan: what is stamped with a
// time to come would count as looked at by this scan and all others until then. Within the caller's transaction.
// Throws Error(conflict) when `now_ns` is before the share's first scan: then it is more likely the clock that is wrong.
void mend_times_to_come(Database& database, int64_t share_id, UnixNs now_ns);

}  // namespace tocd
