// One call of a Reader: its deadline, its read transaction, and what the viewer may see.
// Thread: that of its Database.
#pragma once

#include "base/project_rules.hpp"
#include "catalogue/database.hpp"
#include "model/query.hpp"
#include "model/sight.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// Interrupts what runs on a connection once the deadline has passed or `given_up` is set; statements then throw
// Error(limit).
class DeadlineGuard {
public:
    DeadlineGuard(Database& database, Deadline deadline, const std::atomic<bool>& given_up);
    ~DeadlineGuard();
    DeadlineGuard(const DeadlineGuard&) = delete;
    DeadlineGuard& operator=(const DeadlineGuard&) = delete;

private:
    static int is_over(void* guard) noexcept;
    Database& database_;
    const Deadline deadline_;
    const std::atomic<bool>& given_up_;
};

// Start of the last scan of a share that ended (complete or incomplete); 0: none.
[[nodiscard]] UnixNs last_complete_ns(Database& database, int64_t share_id);

struct ShareRow {
    int64_t id = 0;
    std::string name;
    std::string path;  // absolute, exact bytes
    bool configured = true;
    int64_t files = 0;
    int64_t size_bytes = 0;
    int64_t gone_files = 0;
    bool keeps_stamps = true;
    std::optional<bool> stable_inodes;  // none: not known yet
    Sight::State sight = Sight::kWhole;  // of its root
    [[nodiscard]] bool is_whole() const noexcept { return sight == Sight::kWhole; }  // nothing of it is hidden from the viewer
};

class ReadCall {
public:
    // `projects`: by which directories belong to projects; null: none do.
    ReadCall(Database& database, const Viewer& viewer, Deadline deadline, const std::atomic<bool>& given_up,
             std::shared_ptr<const ProjectRules> projects = nullptr);

    [[nodiscard]] Database& database() noexcept { return database_; }
    [[nodiscard]] const Viewer& viewer() const noexcept { return viewer_; }
    [[nodiscard]] const Sight& sight() const noexcept { return sight_; }
    // By name. Only these exist as far as this call goes.
    [[nodiscard]] const std::vector<ShareRow>& shares() const noexcept { return shares_; }
    [[nodiscard]] bool sees_all_shares() const noexcept { return sees_all_shares_; }
    // Of some share that the viewer sees something is hidden from him.
    [[nodiscard]] bool has_hidden_paths() const noexcept;
    [[nodiscard]] bool sees_everything() const noexcept { return sees_all_shares_ && !has_hidden_paths(); }
    [[nodiscard]] const ShareRow* share(int64_t id) const noexcept;  // nullptr: not there, or not for him

    // Of the directory with this path, exact bytes. Empty: none.
    [[nodiscard]] std::string project_of(std::string_view path) const;

    // The shares of these names; all when there is no name. Throws Error(not_found) naming the first unknown one.
    [[nodiscard]] std::vector<const ShareRow*> named(const std::vector<std::string>& names) const;

    [[nodiscard]] UnixNs last_complete_ns(const ShareRow& share) { return tocd::last_complete_ns(database_, share.id); }
    // The oldest of these; 0 when one was never scanned (and still can be: it is configured).
    [[nodiscard]] UnixNs as_of_ns(const std::vector<const ShareRow*>& shares);

private:
    Database& database_;
    const Viewer& viewer_;
    const Sight sight_;
    DeadlineGuard deadline_;
    Transaction transaction_;
    const std::shared_ptr<const ProjectRules> projects_;
    std::vector<ShareRow> shares_;
    bool sees_all_shares_ = true;
};

}  // namespace tocd
