#include "http/api_server.hpp"
#include "http/front_server.hpp"
#include "http/raw_client.hpp"

#include <doctest/doctest.h>
#include <atomic>

namespace tocd {
namespace {

using std::chrono::milliseconds;

template <class Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
}

// Works until nobody waits for the answer.
struct Patient {
    std::atomic<int> working{0}, given_up{0};
    Answer operator()(const Request& request) {
        if (request.path != "/long") return text_answer("short");
        ++working;
        const Deadline deadline{0, request.gone};
        while (!deadline.is_over()) std::this_thread::sleep_for(milliseconds(5));
        ++given_up;
        return text_answer("nobody reads this");
    }
};

// A piece of an export that is made until nobody waits for it.
class LongPiece final : public ChunkSource {
public:
    LongPiece(const Request& request, std::atomic<int>& making) : deadline_{0, request.gone}, making_(making) {}
    bool next(std::string&) override {
        ++making_;
        while (!deadline_.is_over()) std::this_thread::sleep_for(milliseconds(5));
        return false;
    }

private:
    const Deadline deadline_;
    std::atomic<int>& making_;
};

// A server whose one thread answers a request that takes long.
struct Busy {
    explicit Busy(milliseconds queue_timeout) : server(std::ref(patient), one_thread(queue_timeout)), first(std::make_unique<RawClient>(server.address())) {
        first->send(get("/long"));
        REQUIRE(comes_true([&] { return patient.working == 1; }));
    }
    // Another request, which waits for the thread.
    [[nodiscard]] std::unique_ptr<RawClient> second() {
        auto client = std::make_unique<RawClient>(server.address());
        client->send(get("/long"));
        REQUIRE(comes_true([&] { return server.metrics->pool.requests_waiting.value() == 1; }));
        return client;
    }
    static HttpConfig one_thread(milliseconds queue_timeout) {
        HttpConfig config;
        config.threads = 1;
        config.queue_timeout = queue_timeout;
        return config;
    }
    Patient patient;
    FrontServer server;
    std::unique_ptr<RawClient> first;
};

}  // namespace

TEST_CASE("work for a client that hung up is given up and its thread answers others") {
    Patient patient;
    HttpConfig config;
    config.threads = 1;
    config.queue_timeout = std::chrono::hours(1);
    FrontServer server(std::ref(patient), config);
    {
        RawClient impatient(server.address());
        // What it sent ahead must not hide that it went.
        impatient.send(get("/long") + get("/never") + std::string(3000, 'x'));
        REQUIRE(comes_true([&] { return patient.working == 1; }));
        CHECK(patient.given_up == 0);
    }
    CHECK(RawClient(server.address()).ask(get("/short")).body == "short");
    CHECK(patient.given_up == 1);
    CHECK(comes_true([&] { return server.metrics->abandoned.value() == 1; }));
}

TEST_CASE("one client leaves a thread to others however much it asks") {
    Patient patient;
    HttpConfig config;
    config.threads = 3;
    config.queue_timeout = std::chrono::hours(1);
    FrontServer server(std::ref(patient), config);
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < 5; ++i) {
        crowd.push_back(std::make_unique<RawClient>(server.address()));
        crowd.back()->send(get("/long"));
    }
    REQUIRE(comes_true([&] { return patient.working == 2 && server.metrics->pool.requests_waiting.value() == 3; }));
    CHECK(RawClient(server.address(), 0, "127.0.0.2").ask(get("/short")).body == "short");
    CHECK(patient.working == 2);

    crowd[0].reset();
    crowd[1].reset();
    CHECK(comes_true([&] { return patient.working == 4; }));
    crowd.clear();
    CHECK(comes_true([&] { return server.metrics->abandoned.value() == 5; }));  // else the server waits for them at its end
}

TEST_CASE("one client leaves a thread to others with exports and searches together") {
    Patient patient;
    std::atomic<int> making{0};
    HttpConfig config;
    config.threads = 6;
    config.queue_timeout = std::chrono::hours(1);
    config.write_timeout = milliseconds(400);  // a quarter of it: how often the client of an export is looked at
    FrontServer server(
        [&](const Request& request) {
            if (request.path != "/export") return patient(request);
            Answer answer = text_answer("");
            answer.source = std::make_unique<LongPiece>(request, making);
            return answer;
        },
        config);
    std::vector<std::unique_ptr<RawClient>> crowd;
    const auto send = [&](const char* path) {
        crowd.push_back(std::make_unique<RawClient>(server.address()));
        crowd.back()->send(get(path));
    };
    for (int i = 0; i < 6; ++i) send("/export");
    REQUIRE(comes_true([&] { return making == 3 && server.metrics->pool.pieces_waiting.value() == 3; }));
    for (int i = 0; i < 6; ++i) send("/long");
    REQUIRE(comes_true([&] { return patient.working + server.metrics->pool.requests_waiting.value() == 6 && patient.working >= 1; }));
    CHECK(RawClient(server.address(), 0, "127.0.0.2").ask(get("/short")).body == "short");
    CHECK(patient.working <= 2);

    crowd.clear();
    CHECK(comes_true([&] { return patient.given_up == patient.working && server.metrics->pool.threads_busy.value() == 0; }));
}

TEST_CASE("a query of the catalogue ends when its client hangs up") {
    HttpConfig config;
    config.query_timeout = std::chrono::hours(1);
    ApiServer server(config);
    server.make_totals_endless();
    {
        RawClient impatient(server.address());
        impatient.send(get("/api/v1/shares"));
        REQUIRE(comes_true([&] { return server.readers_lent() == 1; }));
    }
    CHECK(comes_true([&] { return server.readers_lent() == 0; }));
}

TEST_CASE("an export beyond those that may be under way is told to come again") {
    HttpConfig config;
    config.max_exports = 1;
    ApiServer server(config);
    server.add_directory("a");
    for (int i = 0; i < 5000; ++i) server.add_file("a", "a file with a long name, so that there is much to send, number " + std::to_string(i), 1);
    server.scan();
    auto slow = std::make_unique<RawClient>(server.address(), 4096);
    slow->send(get("/api/v1/files.ndjson"));
    REQUIRE(slow->read_some(100));

    const RawResponse refused = server.ask(get("/api/v1/files.csv"));
    CHECK(refused.status == 503);
    CHECK(refused.headers.contains("retry-after"));
    CHECK(refused.body.find("http.max_exports") != std::string::npos);
    CHECK(server.ask(get("/api/v1/files")).status == 200);

    slow.reset();
    CHECK(comes_true([&] { return server.ask(get("/api/v1/files.csv")).status == 200; }));
}

TEST_CASE("a request that waits for a thread is never begun when its client hangs up") {
    Busy busy(std::chrono::hours(1));
    FrontServer& server = busy.server;
    static_cast<void>(busy.second());
    REQUIRE(comes_true([&] { return server.metrics->abandoned.value() == 1; }));
    busy.first.reset();
    REQUIRE(comes_true([&] { return server.metrics->pool.requests_waiting.value() == 0; }));
    CHECK(RawClient(server.address()).ask(get("/short")).body == "short");
    CHECK(busy.patient.working == 1);
}

TEST_CASE("a request that no thread came to in time is told to come again and never begun") {
    Busy busy(milliseconds(50));
    auto& [patient, server, first] = busy;
    const std::unique_ptr<RawClient> second = busy.second();
    std::this_thread::sleep_for(milliseconds(100));
    first.reset();

    const RawResponse late = second->receive();
    CHECK(late.status == 503);
    CHECK(late.header("retry-after") == "1");
    CHECK(patient.working == 1);
    CHECK(second->ask(get("/short")).status == 200);
}

TEST_CASE("bodies that never end take no more memory than is allowed and leave others alone") {
    HttpConfig config;
    config.max_buffered_bytes = 2 << 20;
    FrontServer server([](const Request& request) { return text_answer(std::to_string(request.body.size())); }, config);
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < 20; ++i) {
        crowd.push_back(std::make_unique<RawClient>(server.address()));
        crowd.back()->send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" + std::string(900'000, 'x'));
    }
    CHECK(comes_true([&] { return server.metrics->evicted.value() >= 17; }));
    CHECK(server.metrics->held_bytes.value() <= 2 << 20);
    RawClient other(server.address());
    CHECK(other.ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello").body == "5");
    crowd.clear();
    CHECK(comes_true([&] { return server.metrics->held_bytes.value() == 0; }));
}

TEST_CASE("answers that nobody reads take no more memory than is allowed") {
    HttpConfig config;
    config.max_buffered_bytes = 4 << 20;
    FrontServer server([](const Request& request) { return text_answer(std::string(request.path == "/big" ? 2'000'000 : 10, 'x')); }, config);
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < 20; ++i) {
        crowd.push_back(std::make_unique<RawClient>(server.address(), 4096));
        crowd.back()->send(get("/big"));
    }
    CHECK(comes_true([&] { return server.metrics->evicted.value() >= 15; }));
    CHECK(server.metrics->held_bytes.value() <= 4 << 20);
    CHECK(RawClient(server.address()).ask(get("/small")).body.size() == 10);
}

TEST_CASE("a client that asks too often is told so and when to come again") {
    HttpConfig config;
    config.max_requests_per_second_per_client = 5;
    FrontServer server([](const Request&) { return text_answer("x"); }, config);
    RawClient client(server.address());
    int refused = 0;
    for (int i = 0; i < 30; ++i) {
        const RawResponse response = client.ask(get("/"));
        if (response.status == 200) continue;
        ++refused;
        CHECK(response.status == 429);
        CHECK(response.header("retry-after") == "1");
        CHECK(response.body.find("max_requests_per_second_per_client") != std::string::npos);
    }
    CHECK(refused > 0);
    CHECK(server.metrics->refused_requests[static_cast<size_t>(RefusedRequest::rate)].value() == static_cast<uint64_t>(refused));
}

TEST_CASE("a full house of half requests has room for one that asks") {
    HttpConfig config;
    config.max_connections = 10;
    FrontServer server([](const Request&) { return text_answer("x"); }, config);
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < 10; ++i) {
        crowd.push_back(std::make_unique<RawClient>(server.address()));
        crowd.back()->send("GET / HTTP/1.1\r\nHost: loc");
    }
    CHECK(comes_true([&] { return server.metrics->connections.value() == 10; }));

    CHECK(RawClient(server.address()).ask(get("/")).status == 200);

    CHECK(crowd[0]->closed_by_server());
    crowd[1]->send("alhost\r\n\r\n");
    CHECK(crowd[1]->receive().status == 200);
}

}  // namespace tocd
