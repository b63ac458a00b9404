// A file that is there whole or not at all: written beside its place, and put there when it is complete.
// Thread: one at a time.
#pragma once

#include <string>
#include <string_view>

namespace tocd {

// What is written stands in ".NAME.part" in the same directory until commit(), mode 0644 less umask. What a crash left there
// is taken over by the next one; while another process writes it, there is a conflict. All throw NoRoom, or Error with
// the path and the errno text.
class AtomicFile {
public:
    // A symbolic link is followed. Throws also Error(conflict), and Error(invalid_argument) when there is something at
    // `path` that is no regular file.
    explicit AtomicFile(const std::string& path);
    ~AtomicFile();  // without commit(): an older file stays as it was
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view bytes);
    // On the disk, and in place of an older one.
    void commit();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    void open();
    std::string path_;  // where it goes
    std::string part_;
    int fd_ = -1;
};

}  // namespace tocd
