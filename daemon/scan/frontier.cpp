#include "scan/frontier.hpp"

#include <iterator>
#include <utility>

namespace tocd {

ListingStore::Next Frontier::expect_answer(std::function<void(size_t)> on_arrival) {
    {
        Lock lock(mutex_);
        ++unanswered_;
    }
    return [self = shared_from_this(), on_arrival = std::move(on_arrival)](std::vector<DirectoryToList> directories) {
        self->arrive({std::move(directories), on_arrival});
    };
}

void Frontier::arrive(Answer answer) {
    Lock lock(mutex_);
    --unanswered_;
    const bool worth_waking = !answer.directories.empty() || unanswered_ == 0;
    answers_.push_back(std::move(answer));
    if (worth_waking && engine_ != nullptr && !std::exchange(woken_, true)) engine_->wake();
}

bool Frontier::absorb() {
    std::vector<Answer> answers;
    bool all = false;
    {
        Lock lock(mutex_);
        answers = std::exchange(answers_, {});
        all = unanswered_ == 0;
        woken_ = false;
    }
    for (Answer& answer : answers) {
        if (answer.on_arrival) answer.on_arrival(answer.directories.size());
        waiting_.insert(waiting_.end(), std::make_move_iterator(answer.directories.begin()),
                        std::make_move_iterator(answer.directories.end()));
    }
    return all;
}

void Frontier::close() {
    Lock lock(mutex_);
    engine_ = nullptr;
}

}  // namespace tocd
