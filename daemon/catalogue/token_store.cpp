#include "catalogue/token_store.hpp"

#include "base/error.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "catalogue/database.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr std::string_view kPrefix = "tocd_";  // so that programs that look for secrets in the wrong place find it

bool is_over(const std::optional<UnixNs>& expires_ns, UnixNs now_ns) { return expires_ns && *expires_ns <= now_ns; }

}  // namespace

struct TokenStore::Impl {
    explicit Impl(Database& opened) : database(opened) {}
    Database& database;
    int64_t version = -1;  // of the file, when these were read
    struct Kept {
        TokenRecord record;
        std::string hash;
    };
    std::vector<Kept> tokens;

    // Another process may have made or revoked tokens.
    void refresh() {
        const int64_t version_now = database.read_integer("PRAGMA data_version");
        if (version_now == version) return;
        std::vector<Kept> fresh;
        Statement rows(database, "SELECT id, name, hash, role, created_ns, expires_ns FROM token ORDER BY name");
        while (rows.step()) {
            Kept& kept = fresh.emplace_back();
            kept.record = {rows.integer(0), rows.text(1), static_cast<Role>(rows.integer(3)), {}, {}, rows.integer(4), rows.optional_integer(5)};
            kept.hash = rows.text(2);
        }
        Statement scopes(database, "SELECT token_id, is_path, value FROM token_scope ORDER BY rowid");
        while (scopes.step())
            for (Kept& kept : fresh)
                if (kept.record.id == scopes.integer(0)) (scopes.integer(1) != 0 ? kept.record.paths : kept.record.shares).push_back(scopes.text(2));
        tokens = std::move(fresh);
        version = version_now;
    }

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

TokenStore::TokenStore(std::string path) : file_(std::move(path)) {}
TokenStore::~TokenStore() = default;

template <class Result, class Body>
Result TokenStore::use(bool create, Result none, Body body) {
    Lock lock(mutex_);
    return file_.use(create, std::move(none), [&](Database& database) -> Result {
        if (!impl_ || read_of_ != file_.times_opened()) impl_ = std::make_unique<Impl>(database);
        read_of_ = file_.times_opened();
        return body(*impl_);
    });
}

std::string TokenStore::create(const TokenRecord& wanted) {
    return use(true, std::string(), [&](Impl& impl) {
        Database& database = impl.database;
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
        impl.version = -1;
        return token;
    });
}

std::vector<TokenRecord> TokenStore::list() {
    return use(false, std::vector<TokenRecord>(), [](Impl& impl) {
        impl.refresh();
        std::vector<TokenRecord> out;
        for (const Impl::Kept& kept : impl.tokens) out.push_back(kept.record);
        return out;
    });
}

bool TokenStore::revoke(std::string_view name) {
    return use(false, false, [&](Impl& impl) {
        Database& database = impl.database;
        Transaction transaction(database, Transaction::Kind::write);
        Statement(database, "DELETE FROM session WHERE token_id = (SELECT id FROM token WHERE name = ?1)").bind_text(1, name).run();
        Statement(database, "DELETE FROM token_scope WHERE token_id = (SELECT id FROM token WHERE name = ?1)").bind_text(1, name).run();
        Statement(database, "DELETE FROM token WHERE name = ?1").bind_text(1, name).run();
        const bool there_was = database.changed_rows() > 0;
        transaction.commit();
        impl.version = -1;
        return there_was;
    });
}

std::optional<TokenRecord> TokenStore::find(std::string_view token, UnixNs now_ns) {
    return use(false, std::optional<TokenRecord>(), [&](Impl& impl) {
        impl.refresh();
        const TokenRecord* const found = impl.with_hash(sha256(token));
        return found == nullptr || is_over(found->expires_ns, now_ns) ? std::nullopt : std::optional(*found);
    });
}

bool TokenStore::holds(int64_t token_id, UnixNs created_ns, UnixNs now_ns) {
    return use(false, false, [&](Impl& impl) {
        impl.refresh();
        const TokenRecord* const found = impl.with_id(token_id, now_ns);
        return found != nullptr && found->created_ns == created_ns;
    });
}

std::optional<std::string> TokenStore::open_session(std::string_view token, UnixNs now_ns, UnixNs expires_ns) {
    const std::optional<TokenRecord> whose = find(token, now_ns);
    if (!whose) return std::nullopt;
    return use(false, std::optional<std::string>(), [&](Impl& impl) {
        const std::string cookie = base64url_encode(random_bytes(kSecretBytes));
        const std::string hash = sha256(cookie);
        Transaction transaction(impl.database, Transaction::Kind::write);
        Statement(impl.database, "DELETE FROM session WHERE expires_ns <= ?1").bind(1, now_ns).run();
        Statement(impl.database, "INSERT INTO session(hash, token_id, expires_ns) SELECT ?1, id, ?3 FROM token WHERE hash = ?2")
            .bind_blob(1, hash).bind_blob(2, sha256(token)).bind(3, std::min(expires_ns, whose->expires_ns.value_or(expires_ns))).run();
        if (impl.database.changed_rows() == 0) return std::optional<std::string>();  // revoked meanwhile
        transaction.commit();
        return std::optional(cookie);
    });
}

std::optional<TokenRecord> TokenStore::find_session(std::string_view cookie, UnixNs now_ns) {
    return use(false, std::optional<TokenRecord>(), [&](Impl& impl) -> std::optional<TokenRecord> {
        impl.refresh();
        const std::string hash = sha256(cookie);
        Statement row(impl.database, "SELECT token_id, expires_ns FROM session WHERE hash = ?1");
        if (!row.bind_blob(1, hash).step() || row.integer(1) <= now_ns) return std::nullopt;
        const TokenRecord* const found = impl.with_id(row.integer(0), now_ns);
        return found == nullptr ? std::nullopt : std::optional(*found);
    });
}

void TokenStore::close_session(std::string_view cookie) {
    use(false, false, [&](Impl& impl) {
        const std::string hash = sha256(cookie);
        Statement(impl.database, "DELETE FROM session WHERE hash = ?1").bind_blob(1, hash).run();
        return true;
    });
}

}  // namespace tocd
