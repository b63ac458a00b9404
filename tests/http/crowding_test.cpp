#include "http/client_rates.hpp"
#include "http/crowding.hpp"
#include "http/fair_queue.hpp"

#include <doctest/doctest.h>

#include <new>

namespace tocd {
namespace {

const std::string kCrowd = "192.0.2.1", kOther = "192.0.2.2";

using Worth = Held::Worth;

// Moving it may find no memory, as copying the client's name may.
struct Heavy {
    explicit Heavy(bool& fails) : fails_(fails) {}
    Heavy(Heavy&& from) : fails_(from.fails_) {
        if (fails_) throw std::bad_alloc();
    }
    bool& fails_;
};

}  // namespace

TEST_CASE("clients of a queue take turns however many requests one of them has") {
    FairQueue<int> queue(100, 100);
    for (int i = 0; i < 50; ++i) REQUIRE(queue.push(kCrowd, i));
    REQUIRE(queue.push(kOther, 1000));
    REQUIRE(queue.push(kOther, 1001));

    for (const int next : {0, 1000, 1, 1001}) CHECK(queue.pop(0).item == next);
    for (int i = 2; i < 50; ++i) CHECK(queue.pop(0).item == i);
    CHECK(queue.empty());
}

TEST_CASE("a request for which there is no memory leaves its queue as it was and the next one of the client has its turn") {
    bool fails = true;
    FairQueue<Heavy> queue(10, 10);
    for (int i = 0; i < 3; ++i) CHECK_THROWS_AS((void)queue.push(kCrowd, Heavy(fails)), std::bad_alloc);
    CHECK(!queue.has_next(0));
    fails = false;
    REQUIRE(queue.push(kCrowd, Heavy(fails)));
    REQUIRE(queue.has_next(0));
    (void)queue.pop(0);
    CHECK(queue.empty());
    CHECK(!queue.has_next(0));
}

TEST_CASE("who used least time lately comes first until it is forgotten what others used") {
    FairQueue<int> queue(100, 100);
    for (int i = 0; i < 4; ++i) REQUIRE(queue.push(kCrowd, i));
    for (int i = 0; i < 4; ++i) REQUIRE(queue.push(kOther, 1000 + i));
    queue.spent(kCrowd, 8'000'000, 0);
    queue.spent(kOther, 1'000'000, 0);

    const FairQueue<int>::Popped first = queue.pop(1);
    CHECK(first.client == kOther);
    CHECK(first.item == 1000);
    CHECK(queue.pop(1).item == 1001);
    queue.spent(kOther, 1'000'000, 4'000'000'000);  // of the crowd's half a millisecond is left by then
    CHECK(queue.pop(4'000'000'000).item == 0);
}

TEST_CASE("a queue that one client has filled takes the first of each other one up to twice as many") {
    FairQueue<int> queue(10, 10);
    for (int i = 0; i < 10; ++i) REQUIRE(queue.push(kCrowd, i));

    CHECK_FALSE(queue.push(kCrowd, 10));
    for (int i = 0; i < 10; ++i) CHECK(queue.push("192.0.2." + std::to_string(100 + i), i));
    CHECK_FALSE(queue.push("192.0.2.99", 0));
    CHECK(queue.size() == 20);
}

TEST_CASE("of one client only so many are worked on at once") {
    FairQueue<int> queue(100, 2);
    for (int i = 0; i < 4; ++i) REQUIRE(queue.push(kCrowd, i));
    CHECK(queue.pop(0).item == 0);
    CHECK(queue.pop(0).item == 1);
    CHECK_FALSE(queue.has_next(0));

    queue.spent(kOther, 9'000'000, 0);  // who used more comes all the same
    REQUIRE(queue.push(kOther, 1000));
    REQUIRE(queue.has_next(0));
    CHECK(queue.pop(0).item == 1000);
    CHECK_FALSE(queue.has_next(0));
    queue.spent(kCrowd, 1, 0);
    REQUIRE(queue.has_next(0));
    CHECK(queue.pop(0).item == 2);
    CHECK_FALSE(queue.has_next(0));
}

TEST_CASE("who used much lately or is worked on already is no light client") {
    FairQueue<int> queue(100, 100);
    queue.spent(kCrowd, 1'500'000'000, 0);
    for (int i = 0; i < 2; ++i) REQUIRE(queue.push(kCrowd, i));
    CHECK(queue.has_next(0));
    CHECK_FALSE(queue.has_next(0, Whose::light));
    CHECK(queue.has_next(1'000'000'000, Whose::light));

    for (int i = 0; i < 2; ++i) REQUIRE(queue.push(kOther, 1000 + i));
    REQUIRE(queue.has_next(0, Whose::light));
    CHECK(queue.pop(0, Whose::light).item == 1000);
    CHECK_FALSE(queue.has_next(0, Whose::light));
    queue.spent(kOther, 1, 0);
    CHECK(queue.pop(0, Whose::light).item == 1001);
    CHECK(queue.pop(0).item == 0);
}

TEST_CASE("a client may make two seconds of requests at once and then so many a second") {
    ClientRates rates(10);
    for (int i = 0; i < 20; ++i) CHECK(rates.take(kCrowd, 5000));
    CHECK_FALSE(rates.take(kCrowd, 5000));
    CHECK(rates.take(kOther, 5000));

    CHECK_FALSE(rates.take(kCrowd, 5099));
    CHECK(rates.take(kCrowd, 5100));
    CHECK_FALSE(rates.take(kCrowd, 5100));
    for (int i = 0; i < 20; ++i) CHECK(rates.take(kCrowd, 1'000'000));  // no more are saved up
    CHECK_FALSE(rates.take(kCrowd, 1'000'000));
}

TEST_CASE("clients that asked nothing for long are forgotten") {
    ClientRates rates(10);
    for (uint64_t i = 0; i < 100'000; ++i) REQUIRE(rates.take(std::to_string(i), i));
    CHECK(rates.known() < 5000);
    CHECK(ClientRates(0).take(kCrowd, 0));
}

TEST_CASE("who has most connections that ask nothing gives way") {
    std::vector<Held> all = {{1, &kOther, Worth::idle, 0}, {2, &kCrowd, Worth::unfinished, 0}, {3, &kCrowd, Worth::idle, 0},
                             {4, &kCrowd, Worth::busy, 0}, {5, &kCrowd, Worth::idle, 0}};
    CHECK(gives_way(all).value() == 3U);
    all = {{1, &kOther, Worth::idle, 0}, {2, &kCrowd, Worth::unfinished, 0}, {3, &kCrowd, Worth::unfinished, 0}};
    CHECK(gives_way(all).value() == 2U);  // whose one connection is idle may be about to ask
    all = {{1, &kOther, Worth::unfinished, 0}, {2, &kCrowd, Worth::busy, 0}, {3, &kCrowd, Worth::busy, 0}};
    CHECK(gives_way(all).value() == 1U);
    all = {{2, &kCrowd, Worth::busy, 0}};
    CHECK_FALSE(gives_way(all));
}

TEST_CASE("who takes most memory in all is cut where he takes most") {
    std::vector<Held> all = {{1, &kOther, Worth::busy, 900}, {2, &kCrowd, Worth::unfinished, 400}, {3, &kCrowd, Worth::busy, 600}};
    CHECK(takes_most(all).value() == 3U);
    all = {{1, &kOther, Worth::idle, 0}, {2, &kCrowd, Worth::idle, 0}};
    CHECK_FALSE(takes_most(all));
}

}  // namespace tocd
