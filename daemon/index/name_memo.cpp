#include "index/name_memo.hpp"

#include <algorithm>
#include <list>
#include <string>
#include <utility>

namespace tocd {

uint64_t memo_number(std::string_view question) {
    constexpr size_t kMostQuestions = 64;
    struct Questions {
        Mutex mutex;
        std::list<std::pair<std::string, uint64_t>> latest_first TOCD_GUARDED_BY(mutex);
        uint64_t last TOCD_GUARDED_BY(mutex) = 0;
    };
    static Questions questions;
    Lock lock(questions.mutex);
    auto& list = questions.latest_first;
    const auto at = std::find_if(list.begin(), list.end(), [&](const auto& asked) { return asked.first == question; });
    if (at != list.end()) {
        list.splice(list.begin(), list, at);
    } else {
        if (list.size() == kMostQuestions) list.pop_back();
        list.emplace_front(question, ++questions.last);
    }
    return list.front().second;
}

bool NameMemo::recall(uint64_t number, Found& found) const {
    Lock lock(mutex_);
    for (const auto& kept : kept_)
        if (kept && kept->number == number) {
            found = kept->found;
            return true;
        }
    return false;
}

void NameMemo::keep(uint64_t number, const Found& found) {
    Lock lock(mutex_);
    for (const auto& kept : kept_)
        if (kept && kept->number == number) return;  // somebody else was quicker
    auto& oldest = kept_.at(std::exchange(next_, (next_ + 1) % kMost));
    if (!oldest) oldest = std::make_unique<Kept>();
    *oldest = {number, found};
}

}  // namespace tocd
