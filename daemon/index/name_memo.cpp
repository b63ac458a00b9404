#include "index/name_memo.hpp"

#include <algorithm>
#include <list>
#include <string>
#include <utility>

namespace tocd {

MemoQuestion::MemoQuestion(std::string_view text) {
    constexpr size_t kMostQuestions = 64;
    struct Questions {
        Mutex mutex;
        std::list<std::pair<std::string, uint64_t>> latest_first TOCD_GUARDED_BY(mutex);
        uint64_t last TOCD_GUARDED_BY(mutex) = 0;
    };
    static Questions questions;
    Lock lock(questions.mutex);
    auto& list = questions.latest_first;
    const auto at = std::find_if(list.begin(), list.end(), [&](const auto& asked) { return asked.first == text; });
    was_asked_ = at != list.end();
    if (was_asked_) {
        list.splice(list.begin(), list, at);
    } else {
        if (list.size() == kMostQuestions) list.pop_back();
        list.emplace_front(text, ++questions.last);
    }
    number_ = list.front().second;
}

const RowBits* NameMemo::find(uint64_t number) const {
    const auto at = std::find(numbers_.begin(), numbers_.end(), number);
    return at == numbers_.end() ? nullptr : kept_[static_cast<size_t>(at - numbers_.begin())].get();
}

bool NameMemo::recall(const MemoQuestion& question, RowBits& found) const {
    if (!question.was_asked()) return false;
    Lock lock(mutex_);
    const RowBits* const kept = find(question.number());
    if (kept != nullptr) found = *kept;
    return kept != nullptr;
}

void NameMemo::keep(const MemoQuestion& question, const RowBits& found) {
    Lock lock(mutex_);
    if (find(question.number()) != nullptr) return;  // somebody else was quicker
    const size_t oldest = std::exchange(next_, (next_ + 1) % kMost);
    numbers_[oldest] = question.number();
    if (kept_[oldest]) *kept_[oldest] = found;
    else kept_[oldest] = std::make_unique<RowBits>(found);
}

}  // namespace tocd
