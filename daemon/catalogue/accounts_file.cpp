#include "catalogue/accounts_file.hpp"

#include "base/embedded.hpp"
#include "catalogue/migrate.hpp"
#include "catalogue/place.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <filesystem>

namespace tocd {
namespace {

// root makes the first token for a daemon that runs as another account: the file is that one's, as its folder is.
void hand_over(const std::string& path) {
    if (geteuid() != 0) return;
    const std::string folder = folder_of(path);
    struct stat info {};
    if (stat(folder.c_str(), &info) == 0 && chown(path.c_str(), info.st_uid, info.st_gid) != 0)
        throw error_from_errno(ErrorKind::unavailable, "cannot give the tokens to the owner of their folder", path, errno);
}

}  // namespace

std::string token_store_path(const std::string& catalogue_path) { return std::filesystem::path(catalogue_path).replace_filename("tokens.db"); }

AccountsFile::Opened::Opened(const std::string& path) : database(path, Database::Access::accounts), file(path) { migrate(database, embedded_accounts()); }

bool AccountsFile::open(bool create) {
    if (opened_ && opened_->file.is_in_place()) return true;
    opened_.reset();
    const bool is_there = access(path_.c_str(), F_OK) == 0;
    if (!is_there && !create) return false;
    opened_ = std::make_unique<Opened>(path_);
    ++times_opened_;
    if (!is_there) hand_over(path_);
    return true;
}

}  // namespace tocd
