// The first so many in an order, of values that come in any.
// Thread: one at a time per object.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace tocd {

// Before(a, b): a comes first. A strict order without equals, or it is left open which of the equals are kept.
template <class T, class Before>
class FirstFew {
public:
    FirstFew(size_t count, Before before) : count_(count), before_(std::move(before)) {}

    void add(const T& value) {
        if (kept_.size() < count_) {
            kept_.push_back(value);
            std::push_heap(kept_.begin(), kept_.end(), before_);
        } else if (count_ > 0 && before_(value, kept_.front())) {
            std::pop_heap(kept_.begin(), kept_.end(), before_);
            kept_.back() = value;
            std::push_heap(kept_.begin(), kept_.end(), before_);
        }
    }
    // Whether add() would leave this one out. None is left out before there are so many.
    [[nodiscard]] bool leaves_out(const T& value) const { return kept_.size() == count_ && (count_ == 0 || !before_(value, kept_.front())); }
    [[nodiscard]] std::vector<T> take() {  // in order
        std::sort_heap(kept_.begin(), kept_.end(), before_);
        return std::exchange(kept_, {});
    }

private:
    const size_t count_;
    const Before before_;
    std::vector<T> kept_;  // a heap, the last one in order at its front
};

}  // namespace tocd
