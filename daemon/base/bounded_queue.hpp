// A queue with a fixed capacity between threads: producers wait while it is full (back-pressure).
// Thread: any number of producers and consumers.
#pragma once

#include "base/mutex.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

namespace tocd {

template <class Item>
class BoundedQueue {
public:
    explicit BoundedQueue(size_t capacity) : capacity_(capacity) {}

    // Waits for room. False when the queue was closed; the item is dropped then.
    bool push(Item item) TOCD_EXCLUDES(mutex_) {
        Lock lock(mutex_);
        while (items_.size() >= capacity_ && !closed_) room_.wait(mutex_);
        if (closed_) return false;
        items_.push_back(std::move(item));
        filled_.notify_one();
        return true;
    }

    // False instead of waiting when the queue is full or closed.
    bool try_push(Item item) TOCD_EXCLUDES(mutex_) {
        Lock lock(mutex_);
        if (closed_ || items_.size() >= capacity_) return false;
        items_.push_back(std::move(item));
        filled_.notify_one();
        return true;
    }

    // Waits for an item. Nothing once the queue is closed and empty.
    std::optional<Item> pop() TOCD_EXCLUDES(mutex_) {
        Lock lock(mutex_);
        while (items_.empty() && !closed_) filled_.wait(mutex_);
        return take();
    }

    // An item that is there now, or nothing.
    std::optional<Item> try_pop() TOCD_EXCLUDES(mutex_) {
        Lock lock(mutex_);
        return take();
    }

    // Producers fail from now on; consumers still get what is queued.
    void close() TOCD_EXCLUDES(mutex_) {
        Lock lock(mutex_);
        closed_ = true;
        room_.notify_all();
        filled_.notify_all();
    }

    [[nodiscard]] size_t size() TOCD_EXCLUDES(mutex_) {
        Lock lock(mutex_);
        return items_.size();
    }

private:
    std::optional<Item> take() TOCD_REQUIRES(mutex_) {
        if (items_.empty()) return std::nullopt;
        std::optional<Item> item(std::move(items_.front()));
        items_.pop_front();
        room_.notify_one();
        return item;
    }

    const size_t capacity_;
    Mutex mutex_;
    Condition room_;
    Condition filled_;
    std::deque<Item> items_ TOCD_GUARDED_BY(mutex_);
    bool closed_ TOCD_GUARDED_BY(mutex_) = false;
};

}  // namespace tocd
