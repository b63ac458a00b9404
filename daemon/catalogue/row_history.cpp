// What became of one file or directory, as far as the history of changes reaches back.
#include "base/error.hpp"
#include "catalogue/change_rows.hpp"
#include "catalogue/directory_records.hpp"
#include "catalogue/queries.hpp"
#include "model/file_id.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tocd {
namespace {

constexpr size_t kMostMoves = 1000;  // of one file from directory to directory

// The ids that a file had in the directories it came from, and its own, newest first.
std::vector<int64_t> ids_of_file(Database& database, int64_t id) {
    std::vector<int64_t> ids;
    std::set<int64_t> seen;
    Statement before(database, "SELECT old_id FROM file_move WHERE new_id = ?1 ORDER BY moved_ns DESC, old_id DESC LIMIT 1");
    for (bool more = true; more && ids.size() < kMostMoves && seen.insert(id).second; before.reset()) {
        ids.push_back(id);
        more = before.bind(1, id).step();
        if (more) id = before.integer(0);
    }
    return ids;
}

class HistoryOf {
public:
    HistoryOf(ReadCall& call, const ShareRow& share) : call_(call), share_(share) {}

    void add(std::string_view condition, const std::vector<int64_t>& ids) {
        Statement rows(call_.database(), select_changes(condition));
        for (const int64_t id : ids) {
            rows.bind(1, id);
            while (rows.step())
                if (numbers_.insert(rows.integer(0)).second)
                    if (auto change = seen_change(call_, change_at(rows, share_))) out_.changes.push_back(*std::move(change));
            rows.reset();
        }
    }

    // A file that moved is found in its new directory as an added one, before the end of the scan shows that it moved.
    void leave_out_arrivals() {
        std::vector<ChangeRecord>& changes = out_.changes;
        std::sort(changes.begin(), changes.end(), [](const ChangeRecord& a, const ChangeRecord& b) { return a.number < b.number; });
        std::map<int64_t, int64_t> arrivals;  // id of the file → number of the change
        std::set<int64_t> left_out;
        for (const ChangeRecord& change : changes) {
            const auto arrival = arrivals.find(change.id);
            if (change.kind == ChangeKind::moved && arrival != arrivals.end()) left_out.insert(arrival->second);
            if (change.kind == ChangeKind::added) arrivals[change.id] = change.number;
            else arrivals.erase(change.id);
        }
        std::erase_if(changes, [&](const ChangeRecord& change) { return left_out.contains(change.number); });
    }

    // What happened to directories above concerns what was in them then.
    void add_above(const std::vector<int64_t>& ids, UnixNs first_seen_ns) {
        const size_t own = out_.changes.size();
        add("c.row_id = ?1 AND c.is_directory = 1 AND c.kind IN (3, 4)", ids);
        out_.changes.erase(std::remove_if(out_.changes.begin() + static_cast<std::ptrdiff_t>(own), out_.changes.end(),
                                          [&](const ChangeRecord& change) { return change.at_ns < first_seen_ns; }),
                           out_.changes.end());
    }

    RowHistory newest(uint32_t limit) {
        std::sort(out_.changes.begin(), out_.changes.end(),
                  [](const ChangeRecord& a, const ChangeRecord& b) { return a.number > b.number; });
        out_.more = out_.changes.size() > limit;
        if (out_.more) out_.changes.erase(out_.changes.begin() + limit, out_.changes.end());
        Statement reach(call_.database(),
                        "SELECT min(s.finished_ns) FROM change_floor c JOIN scan s ON s.share_id = c.share_id "
                        "AND s.last_change_id >= c.floor_id WHERE c.share_id = ?1");
        if (reach.bind(1, share_.id).step()) out_.kept_since_ns = reach.integer(0);
        out_.share = share_.name;
        out_.clock_prefix = clock_prefix(call_.database());
        return std::move(out_);
    }

private:
    ReadCall& call_;
    const ShareRow& share_;
    std::set<int64_t> numbers_;
    RowHistory out_;
};

}  // namespace

RowHistory get_file_history(ReadCall& call, int64_t id, uint32_t limit) {
    const FileRecord file = get_file(call, id);
    HistoryOf history(call, *call.named({file.share}).front());
    const std::vector<int64_t> ids = ids_of_file(call.database(), file.id);
    history.add("c.row_id = ?1 AND c.is_directory = 0", ids);
    history.add("c.old_row_id = ?1", ids);
    history.leave_out_arrivals();
    history.add_above(chain_of(call.database(), directory_of_file(file.id)), file.first_seen_ns);
    return history.newest(limit);
}

RowHistory get_directory_history(ReadCall& call, int64_t id, uint32_t limit) {
    const DirectoryPage page = get_directory_by_id(call, id);
    HistoryOf history(call, *call.named({page.directory.share}).front());
    history.add("c.row_id = ?1 AND c.is_directory = 1", {id});
    std::vector<int64_t> above = chain_of(call.database(), id);
    above.erase(above.begin());
    history.add_above(above, page.directory.first_seen_ns);
    return history.newest(limit);
}

}  // namespace tocd
