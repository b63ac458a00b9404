#include "catalogue/find_in_index.hpp"

#include "base/time.hpp"
#include "catalogue/cursor.hpp"

namespace tocd {

IndexAnswer find_in_index(const PinnedIndex& index, const FileQuery& query, const FileScope& scope) {
    IndexQuestion question;
    question.tree = scope.tree;
    question.scope.every_share = scope.every_share;
    for (const ShareRow* share : scope.shares) question.scope.share_ids.push_back(share->id);
    question.scope.below = scope.below;
    question.scope.gone = query.gone;
    question.sort = query.sort;
    question.descending = query.descending;
    question.limit = query.limit;
    if (!query.after.empty()) question.after = decode_cursor(query);
    return search_index(*index.epoch, question, index.workers, [&index] {
        return index.given_up || (index.deadline.monotonic_ns != 0 && system_clock().monotonic_ns() >= index.deadline.monotonic_ns);
    });
}

}  // namespace tocd
