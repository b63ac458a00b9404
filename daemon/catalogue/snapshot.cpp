#include "catalogue/snapshot.hpp"

#include "base/no_room.hpp"
#include "base/text.hpp"
#include "catalogue/database.hpp"
#include "catalogue/sqlite_error.hpp"

#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <memory>

namespace tocd {
namespace {

constexpr int kPiecePages = 512;  // 8 MiB between two looks at given_up

struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Target = std::unique_ptr<sqlite3, Close>;

// A quota or a limit of the file's size is told as an I/O error: only ENOSPC is SQLITE_FULL.
[[noreturn]] void fail(const std::string& path, int code, int error_number, std::string_view message) {
    const int kind = code & 0xFF;
    if (kind == SQLITE_FULL || (kind == SQLITE_IOERR && is_no_room(error_number)))
        throw NoRoom("cannot write", path, is_no_room(error_number) ? error_number : ENOSPC);
    throw_sqlite_error("writing the snapshot", path, code, message);
}

[[noreturn]] void fail(const std::string& path, sqlite3* handle, int code) {
    const int error_number = sqlite3_system_errno(handle);
    fail(path, code, error_number, sqlite3_errmsg(handle));
}

Target open_target(const std::string& path) {
    // Not through SQLite, which would take 0644: the names in it are not everybody's.
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (file < 0 && is_no_room(errno)) throw NoRoom("cannot create the snapshot", path, errno);
    if (file < 0) throw error_from_errno(ErrorKind::unavailable, "cannot create the snapshot", path, errno);
    ::close(file);
    sqlite3* handle = nullptr;
    const std::string plain = path.starts_with('/') ? path : "./" + path;
    const int code = sqlite3_open_v2(plain.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Target target(handle);
    if (code != SQLITE_OK) fail(path, handle, code);
    sqlite3_extended_result_codes(handle, 1);
    return target;
}

void run(const std::string& path, sqlite3* target, const char* sql) {
    const int code = sqlite3_exec(target, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(path, target, code);
}

void copy_pages(Database& source, const std::string& to, sqlite3* target, const std::atomic<bool>& given_up) {
    // A copy that is cut is thrown away: no journal, no waiting for the disk.
    run(to, target, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-2048");
    // Holds the state over all pieces: without it the backup begins anew after each commit.
    Transaction reading(source, Transaction::Kind::read);
    static_cast<void>(source.read_integer("SELECT count(*) FROM sqlite_schema"));
    sqlite3_backup* const backup = sqlite3_backup_init(target, "main", source.handle(), "main");
    if (backup == nullptr) fail(to, target, sqlite3_extended_errcode(target));
    int code = SQLITE_OK;
    while (code == SQLITE_OK && !given_up) {
        errno = 0;
        code = sqlite3_backup_step(backup, kPiecePages);
    }
    const int error_number = errno;  // sqlite3_system_errno() knows nothing of the steps of a backup
    sqlite3_backup_finish(backup);
    if (code == SQLITE_OK) throw Error(ErrorKind::cancelled, "tocd is stopping");
    if (code == SQLITE_DONE) return;
    fail(to, code, error_number, sqlite3_errstr(code));
}

}  // namespace

Snapshot::Snapshot(const std::string& catalogue, std::string_view suffix, const std::atomic<bool>& given_up) {
    const std::string path = catalogue + std::string(suffix);
    const auto remove = [&path] {
        for (const char* beside : {"", "-wal", "-journal"}) ::unlink((path + beside).c_str());
    };
    remove();
    try {
        Database source(catalogue, Database::Access::read);
        {
            const Target target = open_target(path);
            copy_pages(source, path, target.get(), given_up);
            // The header that came says "write-ahead log", which needs a file beside it to be read at all.
            run(path, target.get(), "PRAGMA journal_mode=DELETE");
        }
        fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        struct stat info {};
        if (fd_ < 0 || ::fstat(fd_, &info) != 0) throw error_from_errno(ErrorKind::unavailable, "cannot open the snapshot", path, errno);
        size_bytes_ = left_ = info.st_size;
    } catch (...) {
        remove();
        if (fd_ >= 0) ::close(fd_);
        throw;
    }
    remove();
}

Snapshot::~Snapshot() { ::close(fd_); }

void Snapshot::read(std::string& out, size_t most) {
    const size_t before = out.size();
    out.resize(before + static_cast<size_t>(std::min<int64_t>(static_cast<int64_t>(most), left_)));
    for (size_t filled = before; filled < out.size();) {
        const ssize_t n = ::read(fd_, out.data() + filled, out.size() - filled);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw error_from_errno(ErrorKind::unavailable, "cannot read the snapshot", "", errno);
        if (n == 0) throw Error(ErrorKind::corrupt, "the snapshot has become shorter");
        filled += static_cast<size_t>(n);
        left_ -= n;
    }
}

}  // namespace tocd
