#include "catalogue/damage.hpp"

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/mutex.hpp"
#include "base/text.hpp"
#include "catalogue/database.hpp"
#include "catalogue/place.hpp"
#include "catalogue/statement.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <utility>

namespace tocd {
namespace {

constexpr int64_t kPageBytes = 16'384;  // of every catalogue: see set_up_writer()
constexpr size_t kApplicationIdAt = 68;  // https://sqlite.org/fileformat.html, the database header
constexpr std::string_view kDamaged = ".damaged-";

std::string note_of(const std::string& catalogue_path) { return catalogue_path + ".suspect"; }
// Its time is when the catalogue looked sound although damage had been noted.
std::string cleared_note_of(const std::string& catalogue_path) { return catalogue_path + ".suspect-cleared"; }

bool was_cleared_lately(const std::string& catalogue_path, UnixNs now_ns) {
    struct stat status{};
    if (::stat(cleared_note_of(catalogue_path).c_str(), &status) != 0) return false;
    return now_ns - to_unix_ns(status.st_mtim.tv_sec, static_cast<uint32_t>(status.st_mtim.tv_nsec)) < kNsPerDay;
}

// A file of another program, where catalogue.path names one by mistake, stays where it is.
bool looks_like_catalogue(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const std::streamoff size_bytes = file.tellg();
    std::array<char, kApplicationIdAt + 4> head{};
    file.seekg(0).read(head.data(), head.size());
    int64_t id = 0;
    for (size_t i = kApplicationIdAt; i < head.size(); ++i) id = id << 8 | static_cast<unsigned char>(head[i]);
    return id == kApplicationId || (size_bytes > 0 && size_bytes % kPageBytes == 0);
}

void remove_older(const std::string& catalogue_path, const std::string& kept) {
    const std::string begin = std::filesystem::path(catalogue_path).filename().string().append(kDamaged);
    std::error_code ignored;
    for (const auto& file : std::filesystem::directory_iterator(folder_of(catalogue_path), ignored))
        if (file.path().filename().string().starts_with(begin) && !file.path().string().starts_with(kept))
            std::filesystem::remove(file.path(), ignored);
}

struct Met {
    Mutex mutex;
    std::string what TOCD_GUARDED_BY(mutex);
};

Met& met() {
    static Met met;
    return met;
}

thread_local int other_files = 0;

// Errors of ours that travel through SQLite have other words.
void hear(void*, int code, const char* message) {
    const std::string_view text(message);
    if (other_files > 0) return;
    if ((code & 0xFF) != SQLITE_CORRUPT && (code & 0xFF) != SQLITE_NOTADB) return;
    if (!text.starts_with("database corruption at line") && !text.starts_with("file is not a database at line")) return;
    tell_damage(text);
}

}  // namespace

std::optional<std::string> look_at_all(const std::string& catalogue_path) {
    try {
        Database database(catalogue_path, Database::Access::write);
        Statement check(database, "PRAGMA integrity_check(1)");
        if (!check.step()) return "nothing to check";
        return check.bytes(0) == "ok" ? std::nullopt : std::optional(check.text(0));
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::internal) throw;
        return error.what();  // such as "unsupported file format", which SQLite does not call damage
    }
}

void listen_for_damage() noexcept { sqlite3_config(SQLITE_CONFIG_LOG, hear, nullptr); }

OtherFileThanCatalogue::OtherFileThanCatalogue() noexcept { ++other_files; }
OtherFileThanCatalogue::~OtherFileThanCatalogue() { --other_files; }

void tell_damage(std::string_view what) {
    Lock lock(met().mutex);
    if (met().what.empty()) met().what = what;
}

std::string take_met_damage() {
    Lock lock(met().mutex);
    return std::exchange(met().what, {});
}

void note_damage(const std::string& catalogue_path, std::string_view what) noexcept {
    try {
        AtomicFile note(note_of(catalogue_path));
        note.write(what);
        note.commit();
    } catch (const std::exception& error) {
        log_warning("catalogue", "cannot note that the catalogue is damaged", {{"reason", error.what()}});
    }
}

std::optional<std::string> find_noted_damage(const std::string& catalogue_path, UnixNs now_ns) {
    const std::string note = note_of(catalogue_path), cleared = cleared_note_of(catalogue_path);
    if (::access(note.c_str(), F_OK) != 0 || ::access(catalogue_path.c_str(), F_OK) != 0) return std::nullopt;
    if (was_cleared_lately(catalogue_path, now_ns)) return "SQLite called it damaged again within a day after it had looked sound";
    log_warning("catalogue", "SQLite called the catalogue damaged: looking at all of it", {{"path", catalogue_path}});
    if (auto found = look_at_all(catalogue_path)) return found;
    log_info("catalogue", "the catalogue is sound", {{"path", catalogue_path}});
    if (::rename(note.c_str(), cleared.c_str()) != 0) throw error_from_errno(ErrorKind::unavailable, "cannot rename", note, errno);
    static_cast<void>(::utimensat(AT_FDCWD, cleared.c_str(), nullptr, 0));
    return std::nullopt;
}

std::string set_aside(const std::string& catalogue_path, UnixNs now_ns) {
    if (!looks_like_catalogue(catalogue_path)) {
        static_cast<void>(take_met_damage());  // of a file that is not ours
        throw Error(ErrorKind::corrupt, display_text(catalogue_path) +
                                            " is no catalogue, and looks like none that was damaged, so it stays where it is; move it away, or name another file");
    }
    std::string time = format_iso(now_ns / kNsPerSecond * kNsPerSecond);
    std::erase(time, ':');
    const std::string path = std::string(catalogue_path).append(kDamaged).append(time);
    // The file before its log: a log without a file is thrown away by SQLite, a file without its log would look older.
    if (::rename(catalogue_path.c_str(), path.c_str()) != 0)
        throw error_from_errno(ErrorKind::unavailable, "cannot set the damaged catalogue aside as " + display_text(path) + ":", catalogue_path, errno);
    ::rename((catalogue_path + "-wal").c_str(), (path + "-wal").c_str());
    for (const std::string& left : {catalogue_path + "-shm", note_of(catalogue_path), cleared_note_of(catalogue_path)}) ::unlink(left.c_str());
    remove_older(catalogue_path, path);
    return path;
}

}  // namespace tocd
