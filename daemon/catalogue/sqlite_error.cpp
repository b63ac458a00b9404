#include "catalogue/sqlite_error.hpp"

#include "base/no_room.hpp"
#include "base/text.hpp"

#include <sqlite3.h>

#include <cerrno>

namespace tocd {
namespace {

struct Meaning {
    ErrorKind kind;
    const char* remedy;
};

Meaning meaning_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorKind::corrupt,
                    "the file is damaged or is no catalogue; tocd sets it aside when it is started again, and builds a new one by scanning"};
        case SQLITE_INTERRUPT: return {ErrorKind::limit, "the query took longer than it may; narrow it"};
        case SQLITE_TOOBIG: return {ErrorKind::limit, "the text or pattern is too long"};
        case SQLITE_FULL: return {ErrorKind::unavailable, "free some space on its file system"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL: return {ErrorKind::unavailable, "another program uses the file; try again"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            return {ErrorKind::unavailable, "check that it exists and that tocd may read and write it and its folder"};
        case SQLITE_IOERR: return {ErrorKind::unavailable, "the disk or its file system reports errors"};
        case SQLITE_NOMEM: return {ErrorKind::unavailable, "out of memory"};
        default: return {ErrorKind::internal, ""};
    }
}

bool is_no_descriptor(int error_number) { return error_number == EMFILE || error_number == ENFILE; }

constexpr const char* kNoDescriptor = "all file descriptors are in use (ulimit -n, LimitNOFILE=); try again";

[[noreturn]] void throw_meaning(const Meaning& meaning, std::string_view doing, std::string_view path, int code, std::string_view message) {
    if ((code & 0xFF) == SQLITE_INTERRUPT)
        throw Error(meaning.kind, meaning.remedy);  // the asker's doing, not the file's
    std::string text(doing);
    text.append(" ").append(display_text(path)).append(": ").append(message);
    if (*meaning.remedy != '\0') text.append(" (").append(meaning.remedy).append(")");
    if ((code & 0xFF) == SQLITE_FULL) throw NoRoom(text);
    throw Error(meaning.kind, text);
}

}  // namespace

void throw_sqlite_error(std::string_view doing, std::string_view path, int code, std::string_view message) {
    throw_meaning(meaning_of(code), doing, path, code, message);
}

void throw_sqlite_error(std::string_view doing, std::string_view path, sqlite3* handle) {
    const int code = sqlite3_extended_errcode(handle);
    const bool is_full = (code & 0xFF) == SQLITE_IOERR && is_no_room(sqlite3_system_errno(handle));  // also of the memory shared beside the log
    if ((code & 0xFF) == SQLITE_CANTOPEN && is_no_descriptor(sqlite3_system_errno(handle)))
        throw_meaning({ErrorKind::unavailable, kNoDescriptor}, doing, path, code, sqlite3_errmsg(handle));
    throw_sqlite_error(doing, path, is_full ? SQLITE_FULL : code, sqlite3_errmsg(handle));
}

}  // namespace tocd
