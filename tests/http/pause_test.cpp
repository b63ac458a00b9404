#include "http/front_server.hpp"
#include "http/raw_client.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <atomic>
#include <deque>

namespace tocd {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// What a test says, a streamed answer sends on: shared between the test and the sources on the server.
struct Talk {
    void say(const std::string& text) {
        const std::lock_guard lock(mutex);
        said.push_back(text);
        for (const auto& wake : wakes) wake();
    }
    void end() {
        const std::lock_guard lock(mutex);
        ended = true;
        for (const auto& wake : wakes) wake();
    }
    std::mutex mutex;
    std::deque<std::string> said;
    std::vector<std::function<void()>> wakes;
    bool ended = false;
    std::atomic<int> asked{0};
    std::atomic<int> closed{0};
    std::atomic<int> alive{0};
    milliseconds pause = hours(1);
};

class Listener final : public ChunkSource {
public:
    explicit Listener(Talk& talk) : talk_(talk) { ++talk_.alive; }
    ~Listener() override { --talk_.alive; }
    bool next(std::string& out) override {
        ++talk_.asked;
        const std::lock_guard lock(talk_.mutex);
        for (const std::string& text : talk_.said) out += text;
        talk_.said.clear();
        if (closed_) out += "bye";
        return !talk_.ended && !closed_;
    }
    milliseconds pause() const override { return talk_.pause; }
    void set_wake(std::function<void()> wake) override {
        const std::lock_guard lock(talk_.mutex);
        talk_.wakes.push_back(std::move(wake));
    }
    void close() override {
        closed_ = true;
        ++talk_.closed;
    }

private:
    Talk& talk_;
    std::atomic<bool> closed_{false};
};

Answer listening(Talk& talk) {
    Answer answer = text_answer("hello");
    answer.source = std::make_unique<Listener>(talk);
    return answer;
}

template <class Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
}

// Reads until `text` came; what came before it is in the client's buffer.
bool hears(RawClient& client, const std::string& text) {
    while (client.buffered().find(text) == std::string::npos)
        if (!client.read_some()) return false;
    return true;
}

}  // namespace

TEST_CASE("a source with nothing to say is asked again when it is woken and not before") {
    Talk talk;
    FrontServer server([&](const Request&) { return listening(talk); });
    RawClient client(server.address());
    client.send(get("/"));
    REQUIRE(hears(client, "hello"));
    CHECK(talk.asked.load() == 0);

    talk.say("first");
    REQUIRE(hears(client, "first"));
    talk.say("second");
    REQUIRE(hears(client, "second"));
    talk.end();
    REQUIRE(hears(client, "\r\n0\r\n\r\n"));

    CHECK(talk.asked.load() == 3);
}

TEST_CASE("a source is asked again when its pause is over") {
    Talk talk;
    talk.pause = milliseconds(1);
    FrontServer server([&](const Request&) { return listening(talk); });
    RawClient client(server.address());
    client.send(get("/"));
    CHECK(comes_true([&] { return talk.asked.load() >= 20; }));
    talk.end();
    CHECK(client.receive().complete);
}

TEST_CASE("a call that comes while a piece is made is not lost") {
    // next() finds nothing, then the test speaks before the piece is back on the loop.
    class Late final : public ChunkSource {
    public:
        explicit Late(Talk& talk) : talk_(talk) {}
        bool next(std::string& out) override {
            if (++calls_ == 1) {
                const std::lock_guard lock(talk_.mutex);
                talk_.wakes.at(0)();
                return true;
            }
            out = "late";
            return false;
        }
        milliseconds pause() const override { return calls_ == 0 ? milliseconds(1) : hours(1); }
        void set_wake(std::function<void()> wake) override {
            wake();  // before the answer is on the loop
            const std::lock_guard lock(talk_.mutex);
            talk_.wakes.push_back(std::move(wake));
        }

    private:
        Talk& talk_;
        int calls_ = 0;
    };
    Talk talk;
    FrontServer server([&](const Request&) {
        Answer answer = text_answer("");
        answer.source = std::make_unique<Late>(talk);
        return answer;
    });
    CHECK(RawClient(server.address()).ask(get("/")).body == "late");
}

TEST_CASE("hundreds of silent streams hold no thread") {
    Talk talk;
    HttpConfig config;
    config.threads = 1;
    config.max_connections_per_client = 1000;
    FrontServer server(
        [&](const Request& request) { return request.path == "/quick" ? text_answer("quick") : listening(talk); },
        config);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 300; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.address()));
        clients.back()->send(get("/"));
        REQUIRE(hears(*clients.back(), "hello"));
    }
    CHECK(talk.alive.load() == 300);

    CHECK(RawClient(server.address()).ask(get("/quick")).body == "quick");
    talk.end();

    for (const auto& client : clients) CHECK(hears(*client, "\r\n0\r\n\r\n"));
    CHECK(comes_true([&] { return talk.alive.load() == 0; }));
}

TEST_CASE("a client that vanishes during a pause is noticed") {
    Talk talk;
    const TempDir folder;
    for (const std::string& address : {std::string("127.0.0.1:0"), "unix:" + folder.path() + "/socket"}) {
        FrontServer server([&](const Request&) { return listening(talk); }, {}, address);
        auto client = std::make_unique<RawClient>(server.address());
        client->send(get("/"));
        REQUIRE(hears(*client, "hello"));
        CHECK(talk.alive.load() == 1);
        client.reset();
        CHECK(comes_true([&] { return talk.alive.load() == 0; }));
        talk.say("to nobody");
    }
    CHECK(talk.asked.load() == 0);
}

TEST_CASE("a silent stream outlives the write timeout") {
    Talk talk;
    FrontServer server([&](const Request&) { return listening(talk); }, impatient_config());
    RawClient client(server.address());
    client.send(get("/"));
    REQUIRE(hears(client, "hello"));
    std::this_thread::sleep_for(4 * impatient_config().write_timeout);
    talk.say("still here");
    CHECK(hears(client, "still here"));
}

TEST_CASE("a client that takes nothing of its stream is cut after the write timeout") {
    Talk talk;
    talk.pause = milliseconds(1);
    FrontServer server([&](const Request&) { return listening(talk); }, impatient_config());
    RawClient client(server.address(), 4096);
    client.send(get("/"));
    REQUIRE(hears(client, "hello"));
    CHECK(comes_true([&] {
        talk.say(std::string(100'000, 'x'));
        return talk.alive.load() == 0;
    }));
}

TEST_CASE("a request that is sent ahead during a pause is answered behind the stream") {
    Talk talk;
    FrontServer server(
        [&](const Request& request) { return request.path == "/quick" ? text_answer("quick") : listening(talk); });
    RawClient client(server.address());
    client.send(get("/"));
    REQUIRE(hears(client, "hello"));
    // More than one reader's worth: what is not needed yet stays in the client's socket.
    std::string more;
    for (int i = 0; i < 50; ++i) more += get("/quick");
    client.send(more);
    talk.say("there");
    REQUIRE(hears(client, "there"));
    CHECK(client.buffered().find("quick") == std::string::npos);
    talk.end();

    CHECK(client.receive().body == "hellothere");
    for (int i = 0; i < 50; ++i) CHECK(client.receive().body == "quick");
}

TEST_CASE("a paused stream ends cleanly when the server stops") {
    Talk talk;
    FrontServer server([&](const Request&) { return listening(talk); });
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.address()));
        clients.back()->send(get("/"));
        REQUIRE(hears(*clients.back(), "hello"));
    }

    CHECK(server.stop(60'000) == 1);

    for (const auto& client : clients) {
        const RawResponse response = client->receive();
        CHECK(response.complete);
        CHECK(response.body == "hellobye");
    }
    CHECK(talk.closed.load() == 5);
    talk.say("nobody is there, and nothing breaks");
}

TEST_CASE("a server that goes away in the middle of pauses ends") {
    Talk talk;
    for (int i = 0; i < 20; ++i) {
        std::vector<std::unique_ptr<RawClient>> clients;
        FrontServer server([&](const Request&) { return listening(talk); });
        for (int k = 0; k < 5; ++k) {
            clients.push_back(std::make_unique<RawClient>(server.address()));
            clients.back()->send(get("/"));
            REQUIRE(hears(*clients.back(), "hello"));
        }
    }
    CHECK(talk.alive.load() == 0);
}

TEST_CASE("a source that pauses without end does not hold up the stop") {
    class Deaf final : public ChunkSource {
        bool next(std::string&) override { return true; }
        milliseconds pause() const override { return hours(1); }
    };
    FrontServer server([](const Request&) {
        Answer answer = text_answer("hello");
        answer.source = std::make_unique<Deaf>();
        return answer;
    });
    RawClient client(server.address());
    client.send(get("/"));
    REQUIRE(hears(client, "hello"));
    CHECK(server.stop(100) == 1);
}

}  // namespace tocd
