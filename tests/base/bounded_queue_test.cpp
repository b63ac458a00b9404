#include "base/bounded_queue.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <thread>
#include <vector>

using tocd::BoundedQueue;

TEST_CASE("a queue gives items back in order and nothing when it is empty") {
    BoundedQueue<int> queue(3);
    CHECK_FALSE(queue.try_pop().has_value());
    CHECK(queue.push(1));
    CHECK(queue.push(2));
    CHECK(queue.size() == 2);
    CHECK(queue.pop() == 1);
    CHECK(queue.try_pop() == 2);
    CHECK_FALSE(queue.try_pop().has_value());
}

TEST_CASE("a full queue refuses instead of growing") {
    BoundedQueue<std::unique_ptr<int>> queue(2);
    CHECK(queue.try_push(std::make_unique<int>(1)));
    CHECK(queue.try_push(std::make_unique<int>(2)));
    CHECK_FALSE(queue.try_push(std::make_unique<int>(3)));
    CHECK(*queue.pop().value() == 1);
    CHECK(queue.try_push(std::make_unique<int>(4)));
}

TEST_CASE("a closed queue still gives what it holds and then ends") {
    BoundedQueue<int> queue(2);
    CHECK(queue.push(1));
    queue.close();
    CHECK_FALSE(queue.push(2));
    CHECK_FALSE(queue.try_push(2));
    CHECK(queue.pop() == 1);
    CHECK_FALSE(queue.pop().has_value());
}

TEST_CASE("closing wakes those who wait for an item and those who wait for room") {
    BoundedQueue<int> empty(1);
    BoundedQueue<int> full(1);
    CHECK(full.push(1));
    bool popped = true;
    bool pushed = true;
    std::thread consumer([&] { popped = empty.pop().has_value(); });
    std::thread producer([&] { pushed = full.push(2); });

    empty.close();
    full.close();
    consumer.join();
    producer.join();

    CHECK_FALSE(popped);
    CHECK_FALSE(pushed);
    CHECK(full.size() == 1);
}

TEST_CASE("many producers and consumers pass every item on exactly once") {
    constexpr int kThreads = 4;
    constexpr int kItems = 3000;
    BoundedQueue<int> queue(5);
    std::vector<std::vector<int>> received(kThreads);
    std::vector<std::thread> consumers;
    std::vector<std::thread> producers;
    for (int t = 0; t < kThreads; ++t) {
        consumers.emplace_back([&queue, &mine = received[static_cast<size_t>(t)]] {
            while (const auto item = queue.pop()) mine.push_back(*item);
        });
        producers.emplace_back([&queue, t] {
            for (int i = 0; i < kItems; ++i) queue.push(t * kItems + i);
        });
    }
    for (std::thread& thread : producers) thread.join();
    queue.close();
    for (std::thread& thread : consumers) thread.join();

    std::vector<int> count(kThreads * kItems, 0);
    for (const auto& list : received)
        for (const int item : list) ++count[static_cast<size_t>(item)];
    for (const int n : count) CHECK(n == 1);
}
