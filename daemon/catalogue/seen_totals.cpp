#include "catalogue/seen_totals.hpp"

#include "catalogue/directory_rows.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>

namespace tocd {
namespace {

void add_newest(SeenTotals& to, std::optional<UnixNs> time_ns) {
    if (time_ns) to.newest_mtime_ns = std::max(to.newest_mtime_ns.value_or(kNoTime), *time_ns);
}

}  // namespace

const SeenTotals& SeenTotalsOf::of(int64_t directory_id, Sight::State state) {
    if (const auto known = known_.find(directory_id); known != known_.end()) return known->second;
    SeenTotals totals;
    {
        Statement row(call_.database(),
                      "SELECT d.state, d.error_errno, n.files, n.size_bytes, n.allocated_bytes, n.newest_mtime_ns FROM directory d "
                      "LEFT JOIN directory_total n ON n.directory_id = d.id WHERE d.id = ?1");
        if (row.bind(1, directory_id).step()) {
            totals.failed = is_unlisted(static_cast<DirectoryState>(row.integer(0)), row.integer(1)) ? 1 : 0;
            if (call_.sight().seen(state) == Sight::Seen::all) {
                totals.own_files = totals.files = row.integer(2);
                totals.size_bytes = totals.own_size_bytes = row.integer(3);
                totals.allocated_bytes = row.integer(4);
                add_newest(totals, row.optional_integer(5));
            }
        }
    }
    add_children(totals, directory_id, state);
    return known_.emplace(directory_id, totals).first->second;
}

void SeenTotalsOf::add_children(SeenTotals& to, int64_t directory_id, Sight::State state) {
    std::vector<std::pair<int64_t, Sight::State>> undecided;
    {
        Statement rows(call_.database(),
                       "SELECT c.id, ifnull(c.name_raw, c.name), c.state, n.total_files, n.total_directories, n.total_size_bytes, "
                       "n.total_allocated_bytes, n.total_newest_mtime_ns, n.total_failed, n.directory_id FROM directory c "
                       "LEFT JOIN directory_total n ON n.directory_id = c.id WHERE c.parent_id = ?1 AND c.state <> 4");
        rows.bind(1, directory_id);
        while (rows.step()) {
            const Sight::State child = call_.sight().below(state, rows.bytes(1));
            const bool in_listing = rows.integer(2) < static_cast<int>(DirectoryState::staged_gone);
            if (child == Sight::kHidden) to.hidden_entries += in_listing ? 1 : 0;
            else if (!Sight::is_decided(child)) undecided.emplace_back(rows.integer(0), child);
            if (child != Sight::kWhole || rows.is_null(9)) continue;
            to.files += rows.integer(3);
            to.directories += rows.integer(4) + 1;
            to.size_bytes += rows.integer(5);
            to.allocated_bytes += rows.integer(6);
            add_newest(to, rows.optional_integer(7));
            to.failed += rows.integer(8);
        }
        Statement pending(call_.database(), "SELECT ifnull(name_raw, name) FROM pending_directory WHERE parent_id = ?1");
        pending.bind(1, directory_id);
        while (pending.step())
            if (call_.sight().below(state, pending.bytes(0)) == Sight::kHidden) ++to.hidden_entries;
    }
    for (const auto& [id, child_state] : undecided) {
        const SeenTotals& child = of(id, child_state);
        to.files += child.files;
        to.directories += child.directories + 1;
        to.size_bytes += child.size_bytes;
        to.allocated_bytes += child.allocated_bytes;
        add_newest(to, child.newest_mtime_ns);
        to.failed += child.failed;
    }
}

void SeenTotalsOf::put(DirectoryRecord& record, Sight::State state) {
    const SeenTotals& totals = of(record.id, state);
    record.files = totals.own_files;
    record.size_bytes = totals.own_size_bytes;
    record.total_files = totals.files;
    record.total_directories = totals.directories;
    record.total_size_bytes = saturated(totals.size_bytes);
    record.total_allocated_bytes = saturated(totals.allocated_bytes);
    record.newest_mtime_ns = totals.newest_mtime_ns.value_or(kNoTime);
    record.failed_directories = totals.failed;
    const auto hidden = static_cast<uint64_t>(totals.hidden_entries);
    record.entry_count -= std::min(hidden, record.entry_count);
    // What else is in a passage, files and links too, is not his to count.
    if (call_.sight().seen(state) == Sight::Seen::passage) record.entry_count = special_children(call_, record.id, state).shown.size();
}

SpecialChildren special_children(ReadCall& call, int64_t directory_id, Sight::State state) {
    SpecialChildren out;
    Statement rows(call.database(),
                   "SELECT id FROM directory WHERE parent_id = ?1 AND ifnull(name_raw, name) = ?2 UNION ALL "
                   "SELECT -id FROM pending_directory WHERE parent_id = ?1 AND ifnull(name_raw, name) = ?2");
    for (const std::string& name : call.sight().special_names(state)) {
        const Sight::State child = call.sight().below(state, name);
        rows.bind(1, directory_id).bind_name(2, name);
        while (rows.step()) {
            const int64_t id = rows.integer(0);
            if (child == Sight::kHidden) out.hidden.push_back(id);
            else out.shown.push_back(id);
            if (!Sight::is_decided(child) && id > 0) out.undecided.emplace_back(id, child);
        }
        rows.reset();
    }
    return out;
}

}  // namespace tocd
