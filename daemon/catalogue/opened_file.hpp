// Which file a catalogue is, so that a running daemon notices when its path leads to another one, or to none: all that it
// writes from then on goes where nobody finds it.
#pragma once

#include <sys/types.h>
#include <string>

namespace tocd {

class OpenedFile {
public:
    // The file at `catalogue_path` and its log, as they are now that they are open.
    explicit OpenedFile(std::string catalogue_path);

    // False: the path leads to another file, to something else, or nowhere. A path that cannot be looked at proves nothing.
    [[nodiscard]] bool is_in_place() const noexcept;

    // Takes the log that was written for this file out of another one's way, who would take it for its own: renames it to
    // "<catalogue>-wal.left". A log that is not this file's stays.
    void put_log_aside() const noexcept;

private:
    struct Identity {
        dev_t device = 0;
        ino_t inode = 0;
        bool operator==(const Identity&) const = default;
    };
    // 0, or the errno for which there is none.
    static int identify(const std::string& path, Identity& out) noexcept;

    const std::string path_, log_path_;
    Identity file_, log_;
};

}  // namespace tocd
