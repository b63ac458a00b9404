// Only one daemon works on a catalogue: a lock file beside it, which also says who that is and where it answers. And a lock on the
// catalogue itself, for a file that has two names (a hard link, or a mount of it): its logs would be two, and SQLite would not notice.
#pragma once

#include "base/descriptor.hpp"

#include <sys/types.h>
#include <list>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

struct LockHolder {
    pid_t pid = 0;        // 0: it has not written it yet
    std::string address;  // as publish() was told; empty: nothing yet
};

// Held while it lives. The kernel lets go of it when the process ends, however it ends (open file description
// lock, fcntl(2)); the file DATABASE.lock stays.
class CatalogueLock {
public:
    // Creates missing parent directories like Database does. Throws Error(conflict) "catalogue X is in use by tocd
    // (pid N)", or that it is in use under another name; Error(unavailable) when the file cannot be made.
    explicit CatalogueLock(const std::string& database_path);
    ~CatalogueLock();
    CatalogueLock(const CatalogueLock&) = delete;
    CatalogueLock& operator=(const CatalogueLock&) = delete;

    // Holds the file that the catalogue is now: after it was opened, since it may have been made only then. Throws as the constructor.
    void hold_file();

    // Says where the holder answers, for example "http://127.0.0.1:8420" or "unix:/run/tocd/tocd.sock". One line.
    void publish(std::string_view address);

private:
    const std::string database_path_, path_;
    int descriptor_;
    // Closed last of all: closing any descriptor of a file lets go of the locks that SQLite has on it (fcntl(2)).
    std::list<Descriptor> files_;
};

// Who holds the catalogue now; nothing when nobody does. Never takes the lock itself, so it cannot get in the way
// of a daemon that starts.
[[nodiscard]] std::optional<LockHolder> catalogue_holder(const std::string& database_path);

}  // namespace tocd
