#include "http/front_server.hpp"
#include "http/raw_client.hpp"
#include "support/temp_dir.hpp"

#include "base/error.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <atomic>
#include <condition_variable>

namespace tocd {
namespace {

// Says the path and the body back.
Answer echo(const Request& request) { return text_answer(request.method + " " + request.path + " " + request.body); }

// Holds requests for /wait until open() was called.
class Gate {
public:
    Answer operator()(const Request& request) {
        if (request.path == "/wait") {
            std::unique_lock lock(mutex_);
            ++waiting_;
            changed_.notify_all();
            changed_.wait(lock, [&] { return open_; });
        }
        return echo(request);
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void await(int waiting) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_ >= waiting; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool open_ = false;
};

}  // namespace

TEST_CASE("an answer has what every answer has") {
    FrontServer server(echo);
    RawClient client(server.address());

    const RawResponse response = client.ask(get("/x"));

    CHECK(response.head.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(response.body == "GET /x ");
    CHECK(response.header("content-length") == "7");
    CHECK(response.header("content-type") == "text/plain");
    CHECK(response.header("date").ends_with(" GMT"));
    CHECK(response.header("content-security-policy").find("require-trusted-types-for 'script'; trusted-types 'none'") != std::string::npos);
    CHECK(response.header("x-content-type-options") == "nosniff");
    CHECK_FALSE(response.headers.contains("access-control-allow-origin"));
    CHECK_FALSE(response.headers.contains("connection"));
    CHECK_FALSE(response.headers.contains("keep-alive"));
    CHECK_FALSE(response.headers.contains("accept-ranges"));
}

TEST_CASE("a connection is kept and requests on it are answered in order") {
    FrontServer server(echo);
    RawClient client(server.address());
    std::string many;
    for (int i = 0; i < 50; ++i) many += get("/" + std::to_string(i));

    client.send(many);

    for (int i = 0; i < 50; ++i) CHECK(client.receive().body == "GET /" + std::to_string(i) + " ");
    CHECK(client.ask("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody").body == "POST /p body");
}

TEST_CASE("HEAD has the head of GET and no body") {
    FrontServer server(echo);
    RawClient client(server.address());

    const RawResponse head = client.ask("HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const RawResponse after = client.ask(get("/x"));

    CHECK(head.status == 200);
    CHECK(head.header("content-length") == "8");
    CHECK(after.body == "GET /x ");
}

TEST_CASE("connections end when the client wants it and on HTTP 1.0") {
    FrontServer server(echo);
    RawClient closing(server.address());
    const RawResponse last = closing.ask(get("/", "Connection: close\r\n"));
    CHECK(last.header("connection") == "close");
    CHECK(closing.closed_by_server());

    RawClient old(server.address());
    CHECK(old.ask("GET / HTTP/1.0\r\n\r\n").status == 200);
    CHECK(old.closed_by_server());

    RawClient old_keeping(server.address());
    for (int i = 0; i < 2; ++i)
        CHECK(old_keeping.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("connection") == "keep-alive");
}

TEST_CASE("what is refused gets a reason and the end of the connection") {
    FrontServer server(echo);
    for (const auto& refused :
         {std::pair<std::string, int>{"GET / HTTP/1.1\r\n\r\n", 400},
          {get("/", "Transfer-Encoding: chunked\r\n") + "-2\r\n", 501},
          {get("/", "Content-Length: -5\r\n"), 400},
          {get("/", "Content-Length: 99999999999\r\n") + std::string(200000, 'x'), 413},
          {get("/", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
          {get("/", "Host: evil\r\n"), 400},
          {get("/", "X: " + std::string(100000, 'a') + "\r\n"), 431},
          {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
          {get("/", "Expect: 100-continue\r\n"), 417}}) {
        const std::string& bytes = refused.first;
        CAPTURE(bytes.substr(0, 100));
        RawClient client(server.address());
        const RawResponse response = client.ask(bytes + get("/smuggled"));
        CHECK(response.status == refused.second);
        CHECK(response.header("connection") == "close");
        CHECK(response.header("x-content-type-options") == "nosniff");
        CHECK(response.body.find("\"message\"") != std::string::npos);
        CHECK(client.closed_by_server());
    }
    CHECK(RawClient(server.address()).ask(get("/")).status == 200);
}

TEST_CASE("headers of the client reach no decoder of httplib") {
    FrontServer server([](const Request& request) {
        return text_answer(std::string(header_value(request.headers, "x-test")) + std::string(200, 'x'));
    });
    RawClient client(server.address());

    const RawResponse response = client.ask(
        get("/",
            "X-Test: a%0d%0aSet-Cookie: b\r\nRange: bytes=0-0,0-0\r\nREMOTE_ADDR: 6.6.6.6\r\nAccept-Encoding: br\r\n"));

    CHECK(response.status == 200);
    CHECK(response.body.starts_with("a%0d%0aSet-Cookie: b"));
    CHECK(response.body.size() == 220);
    CHECK_FALSE(response.headers.contains("content-encoding"));
    CHECK_FALSE(response.headers.contains("set-cookie"));
}

TEST_CASE("only large answers are compressed and only with gzip") {
    FrontServer server(
        [](const Request& request) { return text_answer(std::string(request.path == "/big" ? 100000 : 100, 'x')); });
    RawClient client(server.address());

    const RawResponse big = client.ask(get("/big", "Accept-Encoding: br, gzip, deflate\r\n"));
    CHECK(big.header("content-encoding") == "gzip");
    CHECK(big.header("vary") == "Accept-Encoding");
    CHECK(big.body.size() < 1000);
    CHECK(big.body.starts_with("\x1F\x8B"));
    CHECK_FALSE(client.ask(get("/small", "Accept-Encoding: gzip\r\n")).headers.contains("content-encoding"));
    CHECK_FALSE(client.ask(get("/big", "Accept-Encoding: br\r\n")).headers.contains("content-encoding"));
    CHECK_FALSE(client.ask(get("/big", "Accept-Encoding: gzip;q=0\r\n")).headers.contains("content-encoding"));
}

TEST_CASE("an exception becomes a failure without details") {
    FrontServer server([](const Request& request) -> Answer {
        if (request.path == "/odd") throw 7;
        throw std::runtime_error("secret path /srv/x");
    });
    RawClient client(server.address());
    for (const char* path : {"/", "/odd"}) {
        const RawResponse response = client.ask(get(path));
        CHECK(response.status == 500);
        CHECK(response.head.find("secret") == std::string::npos);
        CHECK(response.body.find("secret") == std::string::npos);
        CHECK(response.body.find("\"kind\":\"internal\"") != std::string::npos);
    }
}

TEST_CASE("idle and slow clients cost no thread") {
    HttpConfig config;
    config.threads = 2;
    config.max_connections_per_client = 1000;
    FrontServer server(echo, config);
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < 300; ++i) {
        crowd.push_back(std::make_unique<RawClient>(server.address()));
        if (i % 3 == 0) crowd.back()->send("GET /slow HTTP/1.1\r\nHost: loc");
        if (i % 3 == 1) crowd.back()->send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
    }

    CHECK(RawClient(server.address()).ask(get("/prompt")).body == "GET /prompt ");

    crowd[0]->send("alhost\r\n\r\n");
    CHECK(crowd[0]->receive().body == "GET /slow ");
}

TEST_CASE("a head or body that does not come in time is refused") {
    FrontServer server(echo, impatient_config());
    RawClient head(server.address());
    RawClient body(server.address());
    RawClient silent(server.address());
    head.send("GET / HTTP/1.1\r\nX: ");
    body.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");

    // Drops that come steadily do not move the deadline.
    std::atomic<bool> over{false};
    std::thread drip([&] {
        while (!over && head.send("a")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    const RawResponse late_head = head.receive();
    over = true;
    drip.join();

    CHECK(late_head.status == 408);
    CHECK(body.receive().status == 408);
    CHECK(silent.closed_by_server());
}

TEST_CASE("a full queue is answered with try again") {
    Gate gate;
    HttpConfig config;
    config.threads = 1;
    config.queue_timeout = std::chrono::hours(1);
    config.max_connections_per_client = 1000;
    FrontServer server(std::ref(gate), config);
    std::vector<std::unique_ptr<RawClient>> crowd;
    crowd.push_back(std::make_unique<RawClient>(server.address()));
    crowd.back()->send(get("/wait"));
    gate.await(1);
    for (int i = 0; i < 64; ++i) {
        crowd.push_back(std::make_unique<RawClient>(server.address()));
        crowd.back()->send(get("/queued"));
    }

    // The queue's 64 places may still be filling up; at some time one more request finds it full.
    RawClient late(server.address());
    RawClient head(server.address());
    const RawResponse refused = late.ask(get("/late"));
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "1");
    CHECK(refused.body.find("unavailable") != std::string::npos);
    const RawResponse refused_head = head.ask("HEAD /late HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(refused_head.status == 503);
    CHECK(head.buffered().empty());

    gate.open();
    for (const auto& client : crowd) CHECK(client->receive().status == 200);
    CHECK(late.ask(get("/late")).status == 200);
}

TEST_CASE("one client cannot hold all connections") {
    HttpConfig config = impatient_config();
    config.idle_timeout = std::chrono::milliseconds(60000);
    config.max_connections_per_client = 3;
    FrontServer server(echo, config);
    std::vector<std::unique_ptr<RawClient>> mine;
    for (int i = 0; i < 3; ++i) {
        mine.push_back(std::make_unique<RawClient>(server.address()));
        CHECK(mine.back()->ask(get("/")).status == 200);
    }

    RawClient fourth(server.address());

    CHECK(fourth.receive().status == 503);
    CHECK(fourth.closed_by_server());
    CHECK(mine[0]->ask(get("/")).status == 200);
}

TEST_CASE("when all connections are taken the longest idle one gives way") {
    HttpConfig config;
    config.max_connections = 3;
    FrontServer server(echo, config);
    std::vector<std::unique_ptr<RawClient>> idle;
    for (int i = 0; i < 3; ++i) {
        idle.push_back(std::make_unique<RawClient>(server.address()));
        CHECK(idle.back()->ask(get("/")).status == 200);
    }

    RawClient next(server.address());

    CHECK(next.ask(get("/")).status == 200);
    CHECK(idle[0]->closed_by_server());
    CHECK(idle[1]->ask(get("/")).status == 200);
}

TEST_CASE("a unix socket serves and replaces one that a dead daemon left") {
    TempDir folder;
    const std::string path = folder / "s";
    ListenSocket left = open_listen_sockets("unix:" + path).at(0);
    ::close(left.fd);  // as kill -9 leaves it: the file stays

    {
        FrontServer server(
            [](const Request& request) { return text_answer(request.peer.unix_socket ? "unix" : "tcp"); }, {},
            "unix:" + path);
        CHECK(server.address() == "unix:" + path);
        CHECK(RawClient(server.address()).ask(get("/")).body == "unix");

        // A living daemon's socket is not taken away.
        CHECK_THROWS_WITH_AS(static_cast<void>(open_listen_sockets("unix:" + path)),
                             doctest::Contains("Address already in use"), Error);
        CHECK(RawClient(server.address()).ask(get("/")).body == "unix");
        CHECK(server.stop(1000) == 1);
    }
    struct stat info {};
    CHECK(::stat(path.c_str(), &info) != 0);
}

TEST_CASE("a second server on the same port is refused") {
    FrontServer server(echo);
    const std::string port = server.address().substr(server.address().rfind(':') + 1);
    CHECK_THROWS_WITH_AS(static_cast<void>(open_listen_sockets("127.0.0.1:" + port)),
                         doctest::Contains("Address already in use"), Error);
}

TEST_CASE("addresses that are none are refused with what is expected") {
    CHECK_THROWS_WITH_AS(static_cast<void>(open_listen_sockets("8080")), doctest::Contains("expected host:port"),
                         Error);
    CHECK_THROWS_AS(static_cast<void>(open_listen_sockets("127.0.0.1:http")), Error);
    CHECK_THROWS_AS(static_cast<void>(open_listen_sockets("unix:relative")), Error);
    CHECK_THROWS_AS(static_cast<void>(inherit_listen_socket(0)), Error);
}

TEST_CASE("stop lets the open request end and closes the idle connection") {
    Gate gate;
    FrontServer server(std::ref(gate), impatient_config());
    RawClient idle(server.address());
    CHECK(idle.ask(get("/")).status == 200);
    RawClient busy(server.address());
    busy.send(get("/wait"));
    gate.await(1);

    std::thread stopper([&] { CHECK(server.stop(60000) == 1); });
    CHECK(idle.closed_by_server());
    gate.open();
    const RawResponse last = busy.receive();
    stopper.join();

    CHECK(last.status == 200);
    CHECK(busy.closed_by_server());
    CHECK_THROWS(RawClient(server.address()));
}

TEST_CASE("stop lets a connection that was only just accepted have its answer") {
    FrontServer server(echo);
    RawClient fresh(server.address());
    RawClient used(server.address());
    CHECK(used.ask(get("/")).status == 200);  // accepted behind the fresh one
    std::thread stopper([&] { CHECK(server.stop(60000) == 1); });
    CHECK(used.closed_by_server());

    CHECK(fresh.ask(get("/")).status == 200);
    stopper.join();
    CHECK(fresh.closed_by_server());
}

TEST_CASE("stop cuts what does not end within the grace") {
    FrontServer server(echo);
    RawClient slow(server.address());
    slow.send("GET / HTTP/1.1\r\n");
    RawClient other(server.address());
    CHECK(other.ask(get("/")).status == 200);

    CHECK(server.stop(50) == 1);

    CHECK(slow.closed_by_server());
}

TEST_CASE("a server that was never stopped goes without a trace") {
    RawClient* client = nullptr;
    {
        FrontServer server(echo);
        client = new RawClient(server.address());
        CHECK(client->ask(get("/")).status == 200);
    }
    CHECK(client->closed_by_server());
    delete client;
}

}  // namespace tocd
