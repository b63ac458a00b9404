#include "http/front_server.hpp"
#include "http/raw_client.hpp"

#include <doctest/doctest.h>
#include <atomic>

namespace tocd {
namespace {

// `pieces` pieces of `size` bytes; throws instead of piece number `fail_at`.
class Pieces final : public ChunkSource {
public:
    Pieces(int pieces, size_t size, int fail_at = -1, std::atomic<int>* made = nullptr)
        : pieces_(pieces), size_(size), fail_at_(fail_at), made_(made) {}
    bool next(std::string& out) override {
        if (next_ == fail_at_) throw std::runtime_error("the catalogue went away");
        out.append(size_, static_cast<char>('a' + next_ % 26));
        if (made_ != nullptr) ++*made_;
        return ++next_ < pieces_;
    }

private:
    const int pieces_;
    const size_t size_;
    const int fail_at_;
    std::atomic<int>* const made_;
    int next_ = 0;
};

Answer streamed(std::unique_ptr<ChunkSource> source, std::string first = {}) {
    Answer answer = text_answer(std::move(first));
    answer.source = std::move(source);
    return answer;
}

}  // namespace

TEST_CASE("a streamed answer comes in chunks and the connection goes on") {
    FrontServer server([](const Request&) { return streamed(std::make_unique<Pieces>(20, 100000), "first"); });
    RawClient client(server.address());
    for (int i = 0; i < 2; ++i) {
        const RawResponse response = client.ask(get("/"));
        CHECK(response.header("transfer-encoding") == "chunked");
        CHECK_FALSE(response.headers.contains("content-length"));
        CHECK(response.complete);
        CHECK(response.body.size() == 5 + 20 * 100000);
        CHECK(response.body.substr(0, 6) == "firsta");
        CHECK(response.body.back() == 't');
    }
}

TEST_CASE("a streamed answer to HTTP 1.0 ends with the connection") {
    FrontServer server([](const Request&) { return streamed(std::make_unique<Pieces>(5, 1000)); });
    RawClient client(server.address());

    const RawResponse response = client.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

    CHECK_FALSE(response.headers.contains("transfer-encoding"));
    CHECK(response.header("connection") == "close");
    CHECK(response.body.size() == 5000);
    CHECK(response.complete);
}

TEST_CASE("HEAD of a streamed answer makes no piece") {
    std::atomic<int> made{0};
    FrontServer server([&](const Request&) { return streamed(std::make_unique<Pieces>(5, 1000, -1, &made)); });
    RawClient client(server.address());
    const RawResponse head = client.ask("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(head.status == 200);
    CHECK(made.load() == 0);
    CHECK(client.ask(get("/")).complete);
}

TEST_CASE("pieces that are empty do not end the answer") {
    class Sparse final : public ChunkSource {
        bool next(std::string& out) override {
            if (++calls_ % 2 == 0) out = "x";
            return calls_ < 10;
        }
        int calls_ = 0;
    };
    FrontServer server([](const Request&) { return streamed(std::make_unique<Sparse>()); });
    const RawResponse response = RawClient(server.address()).ask(get("/"));
    CHECK(response.complete);
    CHECK(response.body == "xxxxx");
}

TEST_CASE("a source that fails on the way leaves the answer visibly incomplete") {
    FrontServer server([](const Request& request) {
        return streamed(std::make_unique<Pieces>(100, 1000, request.path == "/now" ? 0 : 3), "first");
    });
    for (const char* path : {"/now", "/later"}) {
        RawClient client(server.address());
        const RawResponse response = client.ask(get(path));
        CHECK(response.status == 200);
        CHECK_FALSE(response.complete);
    }
    RawClient old(server.address());
    old.send("GET /later HTTP/1.0\r\n\r\n");
    while (old.read_some()) {
    }
    CHECK(old.was_reset());
    CHECK(RawClient(server.address()).ask(get("/now")).status == 200);
}

TEST_CASE("a client that stops reading holds no thread and is cut in the end") {
    std::atomic<int> made{0};
    HttpConfig config = impatient_config();
    FrontServer server(
        [&](const Request& request) -> Answer {
            if (request.path == "/quick") return text_answer("quick");
            return streamed(std::make_unique<Pieces>(100000, 256 << 10, -1, &made));
        },
        config);
    std::vector<std::unique_ptr<RawClient>> stuck;
    for (int i = 0; i < 8; ++i) {
        stuck.push_back(std::make_unique<RawClient>(server.address(), 4096));
        stuck.back()->send(get("/export"));
    }

    for (int i = 0; i < 20; ++i) CHECK(RawClient(server.address()).ask(get("/quick")).body == "quick");

    for (const auto& client : stuck) {
        // Waits for the cut without reading: reading would be progress.
        while (client->send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
        while (client->read_some()) {
        }
        CHECK(client->buffered().find("\r\n0\r\n\r\n") == std::string::npos);
    }
    // 25 GB were there to be had: what was made is what the sockets' buffers took.
    CHECK(made.load() < 8 * 200);
}

TEST_CASE("a client that reads slowly gets everything") {
    HttpConfig config = impatient_config();
    config.write_timeout = std::chrono::milliseconds(1500);
    FrontServer server([](const Request&) { return streamed(std::make_unique<Pieces>(30, 256 << 10)); }, config);
    RawClient client(server.address(), 65536);
    client.send(get("/"));
    // Takes a little many times within each write_timeout, for longer than one of them; the server's socket, which
    // holds megabytes by then, does not become writable meanwhile.
    for (int i = 0; i < 50; ++i) {
        REQUIRE(client.read_some(20000));
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }

    const RawResponse response = client.receive();

    CHECK(response.complete);
    CHECK(response.body.size() == size_t{30} * (256 << 10));
}

TEST_CASE("exports and queries do not starve each other") {
    HttpConfig config;
    config.threads = 1;
    FrontServer server(
        [](const Request& request) -> Answer {
            if (request.path == "/quick") return text_answer("quick");
            return streamed(std::make_unique<Pieces>(200, 100000));
        },
        config);
    std::vector<std::thread> exports;
    std::atomic<int> complete{0};
    for (int i = 0; i < 4; ++i)
        exports.emplace_back([&] {
            if (RawClient(server.address()).ask(get("/export")).complete) ++complete;
        });
    for (int i = 0; i < 50; ++i) CHECK(RawClient(server.address()).ask(get("/quick")).body == "quick");
    for (std::thread& thread : exports) thread.join();
    CHECK(complete.load() == 4);
}

TEST_CASE("stop cuts an endless export after the grace") {
    FrontServer server([](const Request&) { return streamed(std::make_unique<Pieces>(2'000'000'000, 1000)); });
    RawClient client(server.address());
    client.send(get("/"));
    REQUIRE(client.read_some());

    CHECK(server.stop(100) == 1);

    while (client.read_some()) {
    }
    CHECK(client.buffered().find("\r\n0\r\n\r\n") == std::string::npos);
}

}  // namespace tocd
