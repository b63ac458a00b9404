// A client that ends its sending with its request still wants the answer: `printf … | nc -N`.
#include "http/front_server.hpp"
#include "http/other_end.hpp"
#include "http/raw_client.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>
#include <atomic>
#include <thread>

namespace tocd {
namespace {

using std::chrono::milliseconds;

// "/later" takes a few looks at the client, "/endless" until nobody waits.
struct Slow {
    std::atomic<int> working{0}, given_up{0};
    Answer operator()(const Request& request) {
        ++working;
        if (request.path == "/later") std::this_thread::sleep_for(milliseconds(250));
        while (request.path == "/endless" && !request.gone->load()) std::this_thread::sleep_for(milliseconds(5));
        given_up += request.path == "/endless";
        return text_answer("late");
    }
    [[nodiscard]] bool gives_up() const {
        for (int i = 0; i < 2000 && given_up == 0; ++i) std::this_thread::sleep_for(milliseconds(10));
        return given_up > 0;
    }
};

// Eight pieces, which take longer together than until the client is looked at.
class SlowPieces final : public ChunkSource {
public:
    bool next(std::string& out) override {
        std::this_thread::sleep_for(milliseconds(200));
        out += "piece\n";
        return ++made_ < 8;
    }

private:
    int made_ = 0;
};

}  // namespace

TEST_CASE("a client that ends its sending with its request gets its answer") {
    const TempDir folder;
    for (const std::string& listen : {std::string("127.0.0.1:0"), "unix:" + folder.path() + "/socket"}) {
        CAPTURE(listen);
        Slow slow;
        FrontServer server(std::ref(slow), {}, listen);
        RawClient client(server.address());
        client.send(get("/later") + get("/at-once"));
        client.end_sending();
        CHECK(client.receive().body == "late");
        CHECK(client.receive().body == "late");
        CHECK(client.closed_by_server());
        CHECK(server.metrics->abandoned.value() == 0);
    }
}

TEST_CASE("over a unix socket half a close is not taken for a whole one") {
    const TempDir folder;
    Slow slow;
    FrontServer server(std::ref(slow), {}, "unix:" + folder.path() + "/socket");
    {
        RawClient client(server.address());
        client.send(get("/endless"));
        client.end_sending();
        std::this_thread::sleep_for(milliseconds(1500));  // longer than a TCP client is given
        CHECK(slow.given_up == 0);
    }
    CHECK(slow.gives_up());
}

TEST_CASE("work for a client that ended its sending is given up after a while where it may have gone") {
    Slow slow;
    FrontServer server(std::ref(slow));
    RawClient client(server.address());
    client.send(get("/endless"));
    client.end_sending();
    CHECK(slow.gives_up());
    CHECK(client.closed_by_server());
}

TEST_CASE("an export goes on to its end for a client that ended its sending") {
    HttpConfig config;
    config.write_timeout = milliseconds(4000);  // it is looked at four times in this
    FrontServer server(
        [](const Request&) {
            Answer answer = text_answer("");
            answer.source = std::make_unique<SlowPieces>();
            return answer;
        },
        config);
    RawClient client(server.address());
    client.send(get("/"));
    client.end_sending();
    const RawResponse response = client.receive();
    CHECK(response.complete);
    CHECK(response.body.size() == 8 * 6);
}

TEST_CASE("who ends his sending with the request is waited for and who does it later hung up") {
    HangUpWatch at_once;
    for (int i = 0; i < HangUpWatch::kLooks; ++i) CHECK_FALSE(at_once.is_over(OtherEnd::half_closed));
    CHECK(at_once.is_over(OtherEnd::half_closed));

    HangUpWatch later;
    CHECK_FALSE(later.is_over(OtherEnd::open));
    CHECK(later.is_over(OtherEnd::half_closed));

    HangUpWatch reset;
    CHECK(reset.is_over(OtherEnd::closed));

    HangUpWatch told_apart(true);
    for (int i = 0; i < 3 * HangUpWatch::kLooks; ++i) CHECK_FALSE(told_apart.is_over(OtherEnd::half_closed));
    CHECK(told_apart.is_over(OtherEnd::closed));
}

}  // namespace tocd
