// The change feed, read: what scans found out since a clock.
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/change_rows.hpp"
#include "catalogue/directory_paths.hpp"
#include "catalogue/queries.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace tocd {
namespace {

constexpr uint32_t kMostRows = 10'000;
constexpr int64_t kRowsLookedAt = 100'000;  // by one call: a filter that matches nothing must not take for ever
constexpr std::string_view kFromStart = "start";

struct FeedClock {
    std::string_view instance;
    int64_t number = 0;
};

FeedClock parse_clock(std::string_view text) {
    const size_t dash = text.find('-');
    FeedClock clock{text.substr(0, dash), 0};
    const std::string_view number = dash == text.npos ? std::string_view() : text.substr(dash + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), clock.number);
    const bool hexadecimal = clock.instance.find_first_not_of("0123456789abcdef") == text.npos;
    if (clock.instance.empty() || !hexadecimal || error != std::errc() || end != number.data() + number.size() || clock.number < 0)
        throw Error(ErrorKind::invalid_argument, "since is the clock of an earlier answer, or " + std::string(kFromStart));
    return clock;
}

// The highest number that was ever given, also when its change is no longer kept.
int64_t newest_number(Database& database) {
    return database.read_integer("SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0)");
}

// Changes with numbers up to this one may be missing for one of the shares.
int64_t forgotten_up_to(Database& database, const std::vector<const ShareRow*>& shares) {
    Statement read(database, "SELECT floor_id FROM change_floor WHERE share_id = ?1");
    int64_t out = 0;
    for (const ShareRow* share : shares) {
        if (read.bind(1, share->id).step()) out = std::max(out, read.integer(0));
        read.reset();
    }
    return out;
}

bool is_at_or_below(std::string_view path, std::string_view directory) {
    if (!path.starts_with(directory)) return false;
    return path.size() == directory.size() || directory.ends_with('/') || path[directory.size()] == '/';
}

bool concerns(const ChangeRecord& change, std::string_view under) {
    if (is_at_or_below(change.path, under) || (!change.old_path.empty() && is_at_or_below(change.old_path, under))) return true;
    // A directory above that went takes all below it along, and nothing else tells.
    const bool takes_along = change.directory && (change.kind == ChangeKind::moved || change.kind == ChangeKind::gone);
    return takes_along && (is_at_or_below(under, change.path) || (!change.old_path.empty() && is_at_or_below(under, change.old_path)));
}

void read_page(ReadCall& call, const ChangeQuery& query, const std::vector<const ShareRow*>& shares, int64_t& number,
               ChangePage& page) {
    Statement rows(call.database(), select_changes("c.id > ?1 ORDER BY c.id"));
    rows.bind(1, number);
    // A clock, or a promise of more, that came from what somebody does not see would tell him of it.
    const bool all = call.sees_everything();
    int64_t last_seen = number;
    for (int64_t looked_at = 0; rows.step(); ++looked_at) {
        // Not before there is a row beyond: then nothing more is known.
        if (looked_at == kRowsLookedAt || (all && page.changes.size() == query.limit)) {
            page.more = true;
            if (!all && !page.changes.empty()) number = last_seen;
            return;
        }
        number = rows.integer(0);
        const auto share = std::find_if(shares.begin(), shares.end(), [&](const ShareRow* s) { return s->id == rows.integer(1); });
        if (share == shares.end()) continue;
        std::optional<ChangeRecord> change = seen_change(call, change_at(rows, **share));
        if (!change) continue;
        if (page.changes.size() == query.limit) {
            page.more = true;
            break;
        }
        last_seen = number;
        if (!query.under || concerns(*change, *query.under)) page.changes.push_back(*std::move(change));
    }
    if (!all) number = last_seen;
}

// The number of the newest change that the viewer sees, or one that it comes after.
int64_t newest_seen(ReadCall& call, const std::vector<const ShareRow*>& shares, int64_t newest) {
    if (call.sees_everything()) return newest;
    Statement rows(call.database(), select_changes("c.id <= ?1 ORDER BY c.id DESC"));
    rows.bind(1, newest);
    int64_t number = newest;
    for (int64_t looked_at = 0; looked_at < kRowsLookedAt; ++looked_at) {
        if (!rows.step()) return forgotten_up_to(call.database(), shares);
        number = rows.integer(0);
        const auto share = std::find_if(shares.begin(), shares.end(), [&](const ShareRow* s) { return s->id == rows.integer(1); });
        if (share != shares.end() && seen_change(call, change_at(rows, **share))) break;
    }
    return number;
}

// Whether somebody who does not see everything may have been given this clock; any other is answered as one that is still to come, or he
// could find out by trying when something changes that he does not see. `number` is at most the newest.
bool is_clock_for(ReadCall& call, int64_t number, const ChangePage& page) {
    if (!page.changes.empty() || page.more) return true;  // there is something of his behind it
    const std::vector<const ShareRow*> all = call.named({});
    if (number <= forgotten_up_to(call.database(), all)) return true;
    const int64_t seen = newest_seen(call, all, number);
    return seen == number || number - seen >= kRowsLookedAt - 1;  // where read_page() gave up looking
}

std::vector<const ShareRow*> shares_of(const ReadCall& call, const ChangeQuery& query) {
    std::vector<const ShareRow*> shares = call.named(query.share ? std::vector<std::string>{*query.share} : std::vector<std::string>());
    if (!query.under) return shares;
    std::erase_if(shares, [&](const ShareRow* share) {
        return !is_at_or_below(*query.under, share->path) && !is_at_or_below(share->path, *query.under);
    });
    if (shares.empty()) throw NotFound(Named::directory, "no share holds " + display_text(*query.under));
    return shares;
}

}  // namespace

ChangePage get_changes(ReadCall& call, const ChangeQuery& query) {
    if (query.limit == 0 || query.limit > kMostRows)
        throw Error(ErrorKind::invalid_argument, "limit must be between 1 and " + std::to_string(kMostRows));
    const std::vector<const ShareRow*> shares = shares_of(call, query);
    ChangePage page;
    page.as_of_ns = call.as_of_ns(shares);
    page.clock_prefix = clock_prefix(call.database());
    const int64_t newest = newest_number(call.database());
    int64_t number = 0;
    if (query.since == kFromStart) {
        page.fresh_instance = true;  // what came before the first change was never told
        read_page(call, query, shares, number, page);
    } else if (!query.since.empty()) {
        const FeedClock since = parse_clock(query.since);
        bool known = page.clock_prefix == std::string(since.instance) + "-" && since.number <= newest &&
                     since.number >= forgotten_up_to(call.database(), shares);
        number = since.number;
        if (known) read_page(call, query, shares, number, page);
        if (known && !call.sees_everything()) known = is_clock_for(call, since.number, page);
        page.fresh_instance = !known;
        if (!known) number = newest_seen(call, shares, newest);
    } else {
        page.fresh_instance = true;
        number = newest_seen(call, shares, newest);
    }
    if (!call.sees_everything()) number = std::max(number, forgotten_up_to(call.database(), shares));
    else if (!page.more) number = std::max(number, newest);
    page.clock = page.clock_prefix + std::to_string(number);
    return page;
}

ChangeClocks get_change_clocks(ReadCall& call, std::optional<int64_t> after) {
    ChangeClocks out;
    out.clock_prefix = clock_prefix(call.database());
    out.newest = newest_number(call.database());
    if (!after) return out;
    Statement rows(call.database(), "SELECT share_id, max(id) FROM change WHERE id > ?1 GROUP BY share_id");
    rows.bind(1, *after);
    while (rows.step())
        if (const ShareRow* share = call.share(rows.integer(0))) out.moved.push_back({share->name, rows.integer(1)});
    return out;
}

}  // namespace tocd
