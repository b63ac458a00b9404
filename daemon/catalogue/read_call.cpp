#include "catalogue/read_call.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/statement.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace tocd {
namespace {

// About 10 us of work between two looks at the clock.
constexpr int kOperationsBetweenChecks = 1000;

}  // namespace

DeadlineGuard::DeadlineGuard(Database& database, Deadline deadline, const std::atomic<bool>& given_up)
    : database_(database), deadline_(deadline), given_up_(given_up) {
    sqlite3_progress_handler(database.handle(), kOperationsBetweenChecks, is_over, this);
}

int DeadlineGuard::is_over(void* guard) noexcept {
    const auto* self = static_cast<const DeadlineGuard*>(guard);
    if (self->given_up_.load(std::memory_order_relaxed)) return 1;
    return self->deadline_.is_over() ? 1 : 0;
}

DeadlineGuard::~DeadlineGuard() { sqlite3_progress_handler(database_.handle(), 0, nullptr, nullptr); }

ReadCall::ReadCall(Database& database, const Viewer& viewer, Deadline deadline, const std::atomic<bool>& given_up,
                   std::shared_ptr<const ProjectRules> projects)
    : database_(database),
      viewer_(viewer),
      sight_(viewer),
      deadline_(database, deadline, given_up),
      transaction_(database, Transaction::Kind::read),
      projects_(std::move(projects)) {
    Statement rows(database,
                   "SELECT id, name, ifnull(path_raw, path), configured, files, size_bytes, gone_files, keeps_stamps, stable_inodes FROM share "
                   "ORDER BY name");
    while (rows.step()) {
        ShareRow row{rows.integer(0), rows.text(1),    rows.text(2),   rows.integer(3) != 0,
                     rows.integer(4), rows.integer(5), rows.integer(6),     rows.integer(7) != 0, std::nullopt,
                     sight_.at(rows.bytes(2))};
        if (!rows.is_null(8)) row.stable_inodes = rows.integer(8) != 0;
        if (is_for(viewer, row.name) && row.sight != Sight::kHidden)
            shares_.push_back(std::move(row));
        else
            sees_all_shares_ = false;
    }
}

bool ReadCall::has_hidden_paths() const noexcept {
    return !std::all_of(shares_.begin(), shares_.end(), [](const ShareRow& share) { return share.is_whole(); });
}

std::string ReadCall::project_of(std::string_view path) const {
    return projects_ == nullptr || projects_->empty() ? std::string() : projects_->project_of(display_text(path));
}

const ShareRow* ReadCall::share(int64_t id) const noexcept {
    const auto found = std::find_if(shares_.begin(), shares_.end(), [&](const ShareRow& row) { return row.id == id; });
    return found == shares_.end() ? nullptr : &*found;
}

std::vector<const ShareRow*> ReadCall::named(const std::vector<std::string>& names) const {
    std::vector<const ShareRow*> found;
    if (names.empty()) {
        for (const ShareRow& row : shares_) found.push_back(&row);
        return found;
    }
    for (const std::string& name : names) {
        const auto row =
            std::find_if(shares_.begin(), shares_.end(), [&](const ShareRow& s) { return s.name == name; });
        if (row == shares_.end()) throw NotFound(Named::share, "there is no share named " + display_text(name));
        if (std::find(found.begin(), found.end(), &*row) == found.end()) found.push_back(&*row);
    }
    return found;
}

UnixNs last_complete_ns(Database& database, int64_t share_id) {
    Statement scan(database,
                   "SELECT started_ns FROM scan WHERE share_id = ?1 AND outcome IN (1, 2) AND mode <> 2 ORDER BY id DESC LIMIT 1");
    return scan.bind(1, share_id).step() ? scan.integer(0) : 0;
}

UnixNs ReadCall::as_of_ns(const std::vector<const ShareRow*>& shares) {
    UnixNs oldest = 0;
    for (const ShareRow* share : shares) {
        const UnixNs last = last_complete_ns(*share);
        if (last == 0 && !share->configured) continue;  // it has no rows, and never will
        if (last == 0) return 0;
        if (oldest == 0 || last < oldest) oldest = last;
    }
    return oldest;
}

}  // namespace tocd
