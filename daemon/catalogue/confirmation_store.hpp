// What admins confirmed of shares and what waits for their word, beside the tokens: it outlives the catalogue, and is on the disk before
// anybody is told. Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "base/time.hpp"
#include "catalogue/accounts_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

// Removals of a share that are held.
struct KeptHold {
    std::string share, path;
    UnixNs since_ns = 0;
    int64_t missed_files = 0;
    int64_t files = 0;  // of the share, these among them
};

struct Confirmation {
    enum class What : uint8_t { removals, root };
    UnixNs at_ns = 0;
    std::string who;  // as in the log
    std::string share;
    What what = What::removals;
    int64_t files = 0;
};

class ConfirmationStore {
public:
    // Opens nothing yet. All throw as AccountsFile::use() does.
    explicit ConfirmationStore(std::string path) : file_(std::move(path)) {}

    // Of this share now; since_ns of one that is kept already stays.
    void keep(const KeptHold& hold) TOCD_EXCLUDES(mutex_);
    // Nothing of this share waits any more.
    void settle(const std::string& share) TOCD_EXCLUDES(mutex_);
    [[nodiscard]] std::vector<KeptHold> holds() TOCD_EXCLUDES(mutex_);

    void add(const Confirmation& confirmation) TOCD_EXCLUDES(mutex_);
    // The newest first.
    [[nodiscard]] std::vector<Confirmation> newest(int64_t limit) TOCD_EXCLUDES(mutex_);

private:
    Mutex mutex_;
    AccountsFile file_ TOCD_GUARDED_BY(mutex_);
};

}  // namespace tocd
