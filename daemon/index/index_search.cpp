#include "index/index_search.hpp"

#include "index/index_pass.hpp"
#include "index/kept_sums.hpp"
#include "index/rows_by_id.hpp"
#include "index/top_rows.hpp"

namespace tocd {

IndexAnswer search_index(const IndexEpoch& epoch, const IndexQuestion& question, IndexWorkers& workers,
                         const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope);
    if (question.sort == FileSort::id && !question.totals) return rows_by_id(epoch, question, filter, is_over);
    std::optional<FileMatch> match;
    std::optional<FitOfNames> fit;
    if (question.sort == FileSort::relevance && question.tree != QueryTree()) {
        fit.emplace(question.tree);
        if (fit->tells()) match.emplace(question.tree);
        else fit.reset();
    }
    const RowOrder order(epoch, question.sort, match ? &*match : nullptr, fit ? &*fit : nullptr);
    const size_t limit = question.limit + 1;  // one more tells that there are more

    const IndexPass pass(epoch, workers);
    std::vector<IndexSum> sums(pass.parts());
    std::vector<TopRows> tops(pass.parts(), TopRows(order, limit, question.descending, question.after));
    IndexAnswer answer;
    const bool kept = epoch.sums && asks_for_all(question.tree, question.scope);  // then chunks without first rows need no look
    answer.complete = pass.run(
        filter, is_over, [&](size_t part, const FileChunk& chunk) { return !kept || tops[part].may_take(chunk); },
        [&](size_t part, const FileChunk& chunk, const RowBits& rows) {
            if (!kept) sums[part].add(chunk, rows);
            tops[part].add(chunk, rows);
        });
    IndexSum sum;
    for (const IndexSum& part : sums) sum.add(part);
    if (kept)
        for (const auto& [share, of_share] : epoch.sums->shares())
            if (question.scope.holds_share(share)) sum.add(of_share->total);
    TopRows top(order, limit, question.descending, question.after);
    for (TopRows& part : tops) top.add(std::move(part));
    answer.rows = top.take();
    answer.more = answer.rows.size() == limit;
    if (answer.more) answer.rows.pop_back();
    answer.totals = sum.totals();
    return answer;
}

}  // namespace tocd
