// An answer that finds no memory is refused in words, and the daemon goes on.
#include "http/front_server.hpp"
#include "http/raw_client.hpp"

#include <doctest/doctest.h>

#include <new>

namespace tocd {
namespace {

// Its pieces take more than there is, from the second one on.
class Hungry final : public ChunkSource {
public:
    bool next(std::string& out) override {
        if (++pieces_ > 1) throw std::bad_alloc();
        out = "one piece\n";
        return true;
    }

private:
    int pieces_ = 0;
};

}  // namespace

TEST_CASE("an answer that finds no memory is refused with the reason and the next request on the connection is answered") {
    FrontServer server([](const Request& request) {
        if (request.path == "/large") throw std::bad_alloc();
        return text_answer(std::string(3000, 'x'));
    });
    RawClient client(server.address());

    const RawResponse refused = client.ask(get("/large"));
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "5");
    CHECK_MESSAGE(refused.body.find("not enough memory") != std::string::npos, refused.body);
    CHECK(refused.body.find(R"("kind":"unavailable")") != std::string::npos);

    CHECK(client.ask(get("/small", "Accept-Encoding: gzip\r\n")).status == 200);
}

TEST_CASE("a stream that finds no memory any more is cut so that nobody takes it for whole") {
    FrontServer server([](const Request&) {
        Answer answer;
        answer.content_type = "text/plain";
        answer.source = std::make_unique<Hungry>();
        return answer;
    });
    RawClient client(server.address());

    const RawResponse cut = client.ask(get("/stream"));
    CHECK(cut.status == 200);
    CHECK_FALSE(cut.complete);
    RawClient other(server.address());
    CHECK(other.ask(get("/stream")).status == 200);
}

}  // namespace tocd
