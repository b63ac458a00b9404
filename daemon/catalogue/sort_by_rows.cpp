#include "catalogue/sort_by_rows.hpp"

#include "base/error.hpp"
#include "base/first_few.hpp"
#include "catalogue/cursor.hpp"
#include "catalogue/sort_keys.hpp"
#include "catalogue/statement.hpp"

#include <functional>

namespace tocd {
namespace {

// By SQLite's deadline alone a row takes too little to be noticed.
constexpr size_t kRowsPerLook = 256;

}  // namespace

IndexAnswer sort_by_rows(ReadCall& call, const PinnedIndex& index, const FileQuery& query, const FileScope& scope) {
    FileQuery all = query;
    all.sort = FileSort::id;
    all.descending = false;
    all.limit = kMostSortedByRows;
    all.after.clear();
    all.count = true;  // then all threads look
    IndexAnswer answer = find_in_index(call, index, all, scope);
    if (answer.more)
        throw Error(ErrorKind::invalid_argument, "this order is for at most " + std::to_string(kMostSortedByRows) + " files, and " +
                                                     std::to_string(answer.totals.files) + " match: narrow the search, or sort it otherwise");
    std::optional<SortPosition> after;
    if (!query.after.empty()) after = decode_cursor(query);
    const auto before = [&](const SortPosition& a, const SortPosition& b) { return query.descending ? b < a : a < b; };
    FirstFew<SortPosition, decltype(before)> first(query.limit + 1, before);  // one more tells that there are more
    Statement row(call.database(), "SELECT " + std::string(row_sort_key(query.sort)) + " FROM file f WHERE f.id = ?1");
    for (size_t i = 0; i < answer.rows.size(); ++i) {
        if (i % kRowsPerLook == 0 && index.is_over()) throw Error(ErrorKind::limit, "the rows that tell this order could not be read in time");
        const int64_t id = answer.rows[i].id;
        row.reset();
        if (!row.bind(1, id).step()) continue;  // forgotten since the index saw it
        const SortPosition position{row.integer(0), {}, id};
        if (!after || before(*after, position)) first.add(position);
    }
    answer.rows = first.take();
    answer.more = answer.rows.size() > query.limit;
    if (answer.more) answer.rows.pop_back();
    return answer;
}

}  // namespace tocd
