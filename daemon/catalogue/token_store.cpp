#include "catalogue/token_store.hpp"

#include "base/embedded.hpp"
#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "catalogue/damage.hpp"
#include "catalogue/database.hpp"
#include "catalogue/migrate.hpp"
#include "catalogue/place.hpp"
#include "catalogue/statement.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <filesystem>

namespace tocd {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr std::string_view kPrefix = "tocd_";  // so that programs that look for secrets in the wrong place find it

bool is_over(const std::optional<UnixNs>& expires_ns, UnixNs now_ns) { return expires_ns && *expires_ns <= now_ns; }

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

struct TokenStore::Impl {
    explicit Impl(const std::string& path) : database(path, Database::Access::accounts) { migrate(database, embedded_accounts()); }
    Database database;
    int64_t version = -1;  // of the file, when these were read
    struct Kept {
        TokenRecord record;
        std::string hash;
    };
    std::vector<Kept> tokens;

    // All are compared, and each in the same time.
    [[nodiscard]] const TokenRecord* with_hash(const std::string& hash) const {
        const TokenRecord* found = nullptr;
        for (const Kept& kept : tokens)
            if (equal_in_constant_time(kept.hash, hash)) found = &kept.record;
        return found;
    }
    // Null: there is none, or its time is over.
    [[nodiscard]] const TokenRecord* with_id(int64_t id, UnixNs now_ns) const {
        for (const Kept& kept : tokens)
            if (kept.record.id == id) return is_over(kept.record.expires_ns, now_ns) ? nullptr : &kept.record;
        return nullptr;
    }
};

TokenStore::TokenStore(std::string path) : path_(std::move(path)) {}
TokenStore::~TokenStore() = default;

bool TokenStore::open(bool create) {
    if (impl_) return true;
    const bool is_there = access(path_.c_str(), F_OK) == 0;
    if (!is_there && !create) return false;
    try {
        impl_ = std::make_unique<Impl>(path_);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt) throw;
        static_cast<void>(take_met_damage());  // it is not the catalogue's
        throw Error(ErrorKind::unavailable, "the tokens cannot be read, " + display_text(path_) + " is damaged: restore it from a backup, or move it away and make new ones");
    }
    if (!is_there) hand_over(path_);
    return true;
}

// Another process may have made or revoked tokens.
void TokenStore::refresh() {
    Database& database = impl_->database;
    const int64_t version = database.read_integer("PRAGMA data_version");
    if (version == impl_->version) return;
    std::vector<Impl::Kept> tokens;
    Statement rows(database, "SELECT id, name, hash, role, created_ns, expires_ns FROM token ORDER BY name");
    while (rows.step()) {
        Impl::Kept& kept = tokens.emplace_back();
        kept.record = {rows.integer(0), rows.text(1), static_cast<Role>(rows.integer(3)), {}, {}, rows.integer(4), rows.optional_integer(5)};
        kept.hash = rows.text(2);
    }
    Statement scopes(database, "SELECT token_id, is_path, value FROM token_scope ORDER BY rowid");
    while (scopes.step())
        for (Impl::Kept& kept : tokens)
            if (kept.record.id == scopes.integer(0)) (scopes.integer(1) != 0 ? kept.record.paths : kept.record.shares).push_back(scopes.text(2));
    impl_->tokens = std::move(tokens);
    impl_->version = version;
}

std::string TokenStore::create(const TokenRecord& wanted) {
    Lock lock(mutex_);
    static_cast<void>(open(true));
    Database& database = impl_->database;
    const std::string token = std::string(kPrefix) + base64url_encode(random_bytes(kSecretBytes));
    const std::string hash = sha256(token);
    Transaction transaction(database, Transaction::Kind::write);
    {
        Statement taken(database, "SELECT 1 FROM token WHERE name = ?1");
        if (taken.bind_text(1, wanted.name).step())
            throw Error(ErrorKind::conflict, "there is a token named " + display_text(wanted.name) + " already: revoke it first, or take another name");
    }
    Statement(database, "INSERT INTO token(name, hash, role, created_ns, expires_ns) VALUES(?1, ?2, ?3, ?4, ?5)")
        .bind_text(1, wanted.name).bind_blob(2, hash).bind(3, static_cast<int>(wanted.role)).bind(4, wanted.created_ns).bind(5, wanted.expires_ns).run();
    const int64_t id = database.last_insert_id();
    const auto add = [&](bool is_path, const std::vector<std::string>& values) {
        for (const std::string& value : values)
            Statement(database, "INSERT INTO token_scope(token_id, is_path, value) VALUES(?1, ?2, ?3)").bind(1, id).bind(2, is_path).bind_blob(3, value).run();
    };
    add(false, wanted.shares);
    add(true, wanted.paths);
    transaction.commit();
    impl_->version = -1;
    return token;
}

std::vector<TokenRecord> TokenStore::list() {
    Lock lock(mutex_);
    std::vector<TokenRecord> out;
    if (!open(false)) return out;
    refresh();
    for (const Impl::Kept& kept : impl_->tokens) out.push_back(kept.record);
    return out;
}

bool TokenStore::revoke(std::string_view name) {
    Lock lock(mutex_);
    if (!open(false)) return false;
    Transaction transaction(impl_->database, Transaction::Kind::write);
    Statement(impl_->database, "DELETE FROM session WHERE token_id = (SELECT id FROM token WHERE name = ?1)").bind_text(1, name).run();
    Statement(impl_->database, "DELETE FROM token_scope WHERE token_id = (SELECT id FROM token WHERE name = ?1)").bind_text(1, name).run();
    Statement(impl_->database, "DELETE FROM token WHERE name = ?1").bind_text(1, name).run();
    const bool there_was = impl_->database.changed_rows() > 0;
    transaction.commit();
    impl_->version = -1;
    return there_was;
}

std::optional<TokenRecord> TokenStore::find(std::string_view token, UnixNs now_ns) {
    Lock lock(mutex_);
    if (!open(false)) return std::nullopt;
    refresh();
    const TokenRecord* const found = impl_->with_hash(sha256(token));
    if (found == nullptr || is_over(found->expires_ns, now_ns)) return std::nullopt;
    return *found;
}

bool TokenStore::holds(int64_t token_id, UnixNs created_ns, UnixNs now_ns) {
    Lock lock(mutex_);
    if (!open(false)) return false;
    refresh();
    const TokenRecord* const found = impl_->with_id(token_id, now_ns);
    return found != nullptr && found->created_ns == created_ns;
}

std::optional<std::string> TokenStore::open_session(std::string_view token, UnixNs now_ns, UnixNs expires_ns) {
    const std::optional<TokenRecord> whose = find(token, now_ns);
    if (!whose) return std::nullopt;
    Lock lock(mutex_);
    const std::string cookie = base64url_encode(random_bytes(kSecretBytes));
    const std::string hash = sha256(cookie);
    Transaction transaction(impl_->database, Transaction::Kind::write);
    Statement(impl_->database, "DELETE FROM session WHERE expires_ns <= ?1").bind(1, now_ns).run();
    Statement(impl_->database, "INSERT INTO session(hash, token_id, expires_ns) SELECT ?1, id, ?3 FROM token WHERE hash = ?2")
        .bind_blob(1, hash).bind_blob(2, sha256(token)).bind(3, std::min(expires_ns, whose->expires_ns.value_or(expires_ns))).run();
    if (impl_->database.changed_rows() == 0) return std::nullopt;  // revoked meanwhile
    transaction.commit();
    return cookie;
}

std::optional<TokenRecord> TokenStore::find_session(std::string_view cookie, UnixNs now_ns) {
    Lock lock(mutex_);
    if (!open(false)) return std::nullopt;
    refresh();
    const std::string hash = sha256(cookie);
    Statement row(impl_->database, "SELECT token_id, expires_ns FROM session WHERE hash = ?1");
    if (!row.bind_blob(1, hash).step() || row.integer(1) <= now_ns) return std::nullopt;
    const TokenRecord* const found = impl_->with_id(row.integer(0), now_ns);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

void TokenStore::close_session(std::string_view cookie) {
    Lock lock(mutex_);
    if (!open(false)) return;
    const std::string hash = sha256(cookie);
    Statement(impl_->database, "DELETE FROM session WHERE hash = ?1").bind_blob(1, hash).run();
}

}  // namespace tocd
