#include "index/index_search.hpp"

#include "base/mutex.hpp"
#include "index/index_pass.hpp"
#include "index/kept_sums.hpp"
#include "index/rows_by_id.hpp"
#include "index/top_rows.hpp"

#include <map>
#include <thread>

namespace tocd {
namespace {

// One TopRows for each thread, whatever parts of a pass it goes through: what it has found tells it of the next part what it need not
// look at.
class TopsOfThreads {
public:
    TopsOfThreads(TopRows empty, size_t parts) : empty_(std::move(empty)), of_parts_(parts) {}
    [[nodiscard]] TopRows& of(size_t part) {
        TopRows*& top = of_parts_[part];  // one thread goes through it
        if (top == nullptr) top = &of_this_thread();
        return *top;
    }
    template <class Visit>
    void for_each(Visit&& visit) {
        Lock lock(mutex_);
        for (auto& [thread, top] : tops_) visit(top);
    }

private:
    [[nodiscard]] TopRows& of_this_thread() {
        Lock lock(mutex_);
        return tops_.try_emplace(std::this_thread::get_id(), empty_).first->second;
    }
    const TopRows empty_;
    std::vector<TopRows*> of_parts_;
    Mutex mutex_;
    std::map<std::thread::id, TopRows> tops_ TOCD_GUARDED_BY(mutex_);
};

}  // namespace

IndexAnswer search_index(const IndexEpoch& epoch, const IndexQuestion& question, IndexWorkers& workers,
                         const std::function<bool()>& is_over) {
    const ChunkFilter filter(epoch, question.tree, question.scope, workers);
    if (question.sort == FileSort::id && !question.totals) return rows_by_id(epoch, question, filter, is_over);
    std::optional<FileMatch> match;
    std::optional<FitOfNames> fit;
    const std::optional<uint32_t> equal = equal_relevance(question.tree);
    if (question.sort == FileSort::relevance && !equal && question.tree != QueryTree()) {
        fit.emplace(question.tree);
        if (fit->tells()) match.emplace(question.tree);
        else fit.reset();
    }
    const RowOrder order(epoch, question.sort, match ? &*match : nullptr, fit ? &*fit : nullptr, equal.value_or(0));
    const size_t limit = question.limit + 1;  // one more tells that there are more

    // Ids ascend with the time of the first listing: so the first ones in order come early.
    const IndexPass pass(epoch, workers, question.descending);
    std::vector<IndexSum> sums(pass.parts());
    TopsOfThreads tops(TopRows(order, limit, question.descending, question.after), pass.parts());
    IndexAnswer answer;
    const bool kept = epoch.sums && asks_for_all(question.tree, question.scope);  // then chunks without first rows need no look
    answer.complete = pass.run(
        filter, is_over, [&](size_t part, const FileChunk& chunk) { return !kept || tops.of(part).may_take(chunk); },
        [&](size_t part, const FileChunk& chunk, const RowBits& rows) {
            if (!kept) sums[part].add(chunk, rows);
            tops.of(part).add(chunk, rows);
        });
    IndexSum sum;
    for (const IndexSum& part : sums) sum.add(part);
    if (kept)
        for (const auto& [share, of_share] : epoch.sums->shares())
            if (question.scope.holds_share(share)) sum.add(of_share->total);
    TopRows top(order, limit, question.descending, question.after);
    tops.for_each([&](TopRows& of_thread) { top.add(std::move(of_thread)); });
    answer.rows = top.take();
    answer.more = answer.rows.size() == limit;
    if (answer.more) answer.rows.pop_back();
    answer.totals = sum.totals();
    return answer;
}

}  // namespace tocd
