// Tokens and the sessions that browsers opened with them, in a small file of their own that outlives the catalogue: what people
// entered is on the disk (synchronous=EXTRA) before they are told so. Several processes may use it: the daemon, and `tocd token`.
// Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "catalogue/accounts_file.hpp"
#include "model/role.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class TokenStore {
public:
    // Opens nothing yet: the file comes with the first token. All others throw as AccountsFile::use() does.
    explicit TokenStore(std::string path);
    ~TokenStore();
    TokenStore(const TokenStore&) = delete;
    TokenStore& operator=(const TokenStore&) = delete;

    // Gives the token, which is told this once and kept as its hash alone. Throws Error(conflict) for a name that is taken.
    [[nodiscard]] std::string create(const TokenRecord& wanted) TOCD_EXCLUDES(mutex_);
    [[nodiscard]] std::vector<TokenRecord> list() TOCD_EXCLUDES(mutex_);  // by name, those that are over included
    // With the sessions that it opened. False: there is none of this name.
    bool revoke(std::string_view name) TOCD_EXCLUDES(mutex_);

    // Whose token this is; nothing when there is none, or when its time is over at `now_ns`.
    [[nodiscard]] std::optional<TokenRecord> find(std::string_view token, UnixNs now_ns) TOCD_EXCLUDES(mutex_);
    // There still is this token, and its time is not over. One that was created later may have the id of one that was revoked.
    [[nodiscard]] bool holds(int64_t token_id, UnixNs created_ns, UnixNs now_ns) TOCD_EXCLUDES(mutex_);
    // The value of a cookie that stands for `token` until `expires_ns`, or as long as that lasts; nothing for what find() does not find.
    [[nodiscard]] std::optional<std::string> open_session(std::string_view token, UnixNs now_ns, UnixNs expires_ns) TOCD_EXCLUDES(mutex_);
    [[nodiscard]] std::optional<TokenRecord> find_session(std::string_view cookie, UnixNs now_ns) TOCD_EXCLUDES(mutex_);
    void close_session(std::string_view cookie) TOCD_EXCLUDES(mutex_);

private:
    struct Impl;
    // What `body` makes of the open file; `none` where there is none and none shall be made.
    template <class Result, class Body>
    Result use(bool create, Result none, Body body) TOCD_EXCLUDES(mutex_);

    Mutex mutex_;
    AccountsFile file_ TOCD_GUARDED_BY(mutex_);
    std::unique_ptr<Impl> impl_ TOCD_GUARDED_BY(mutex_);
    int64_t read_of_ TOCD_GUARDED_BY(mutex_) = 0;  // file_.times_opened() when impl_ was made
};

}  // namespace tocd
