#include "catalogue/opened_file.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace tocd {

OpenedFile::OpenedFile(std::string catalogue_path) : path_(std::move(catalogue_path)), log_path_(path_ + "-wal") {
    identify(path_, file_);
    identify(log_path_, log_);
}

int OpenedFile::identify(const std::string& path, Identity& out) noexcept {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return errno;
    out = {status.st_dev, status.st_ino};
    return 0;
}

bool OpenedFile::is_in_place() const noexcept {
    Identity now;
    const int error = identify(path_, now);
    if (error == 0) return now == file_;
    return error != ENOENT && error != ENOTDIR;
}

// SQLite ties a log to its file by the name alone, and does not remove that of a file which was moved.
void OpenedFile::put_log_aside() const noexcept {
    Identity now;
    if (identify(log_path_, now) != 0 || now != log_) return;
    ::rename(log_path_.c_str(), (log_path_ + ".left").c_str());
    ::unlink((path_ + "-shm").c_str());
}

}  // namespace tocd
