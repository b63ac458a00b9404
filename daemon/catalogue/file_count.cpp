#include "catalogue/file_count.hpp"

#include "catalogue/totals.hpp"

namespace tocd {
namespace {

// Nothing is asked but where: the writer keeps sums per share.
bool sums_hold_it(const FileQuery& query, const FileScope& scope) {
    return scope.search == nullptr && scope.sights == nullptr && scope.below == 0 && query.gone == GoneFilter::present;
}

Sum from_sums(ReadCall& call, const FileScope& scope) {
    std::vector<int64_t> shares;
    for (const ShareRow* share : scope.shares) shares.push_back(share->id);
    SqlText sql;
    sql.add("SELECT files, size_low, size_carry FROM extension_sum WHERE share_id IN ").values(shares);
    Statement rows(call.database(), sql.text(), Statement::Use::once);
    sql.bind_to(rows);
    Sum sum;
    while (rows.step()) sum.add(rows.integer(0), wide(rows.integer(1), rows.integer(2)));
    return sum;
}

Sum from_rows(ReadCall& call, const FileQuery& query, const FileScope& scope) {
    // sum() fails past 2^63, and sparse files get there; of halves it cannot.
    const SqlText sql = select_files(query, scope, "count(*), sum(f.size_bytes >> 32), sum(f.size_bytes & 4294967295)");
    Statement row(call.database(), sql.text(), Statement::Use::once);
    sql.bind_to(row);
    if (!row.step()) return {};
    return {row.integer(0), (WideBytes{row.integer(1)} << 32) + row.integer(2)};
}

}  // namespace

Totals count_files(ReadCall& call, const FileQuery& query, const FileScope& scope) {
    if (scope.nothing) return {};
    const Sum sum = sums_hold_it(query, scope) ? from_sums(call, scope) : from_rows(call, query, scope);
    return {sum.files, saturated(sum.size_bytes)};
}

}  // namespace tocd
