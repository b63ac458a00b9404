#include "http/api_server.hpp"
#include "http/openapi.hpp"
#include "http/routes.hpp"
#include "http/schema_check.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

struct Event {
    std::string name;
    nlohmann::json data;
};

// Reads a stream of events as the standard says: lines of field and value, a blank line at the end of each event.
class EventReader {
public:
    explicit EventReader(const std::string& address, const std::string& more = {}) : client_(address) {
        client_.send(get("/api/v1/events", more));
        while (client_.buffered().find("\r\n\r\n") == std::string::npos)
            if (!client_.read_some()) return;
        head = client_.buffered().substr(0, client_.buffered().find("\r\n\r\n"));
    }

    // The next event; its name is empty when the stream ended, or was silent for 20 s.
    Event next() {
        for (;;) {
            const std::string text = body();
            const size_t end = text.find("\n\n", at_);
            if (end == std::string::npos) {
                if (!client_.read_some()) return {};
                continue;
            }
            const std::string block = text.substr(at_, end - at_);
            at_ = end + 2;
            if (!block.starts_with("event: ")) continue;
            const size_t line = block.find("\ndata: ");
            REQUIRE(line != std::string::npos);
            REQUIRE(block.find('\n', line + 1) == std::string::npos);
            return {block.substr(7, line - 7), nlohmann::json::parse(block.substr(line + 7))};
        }
    }
    // The next event with this name.
    Event next(const std::string& name) {
        for (;;) {
            Event event = next();
            if (event.name == name || event.name.empty()) return event;
        }
    }
    [[nodiscard]] bool ended_cleanly() {
        while (client_.read_some()) {
        }
        return client_.buffered().ends_with("\r\n0\r\n\r\n");
    }
    std::string head;

private:
    // All whole chunks so far, joined.
    [[nodiscard]] std::string body() const {
        const std::string& all = client_.buffered();
        std::string out;
        size_t at = all.find("\r\n\r\n") + 4;
        for (;;) {
            const size_t line = all.find("\r\n", at);
            if (line == std::string::npos) return out;
            const size_t size = std::stoul(all.substr(at, line - at), nullptr, 16);
            if (all.size() < line + 2 + size + 2 || size == 0) return out;
            out += all.substr(line + 2, size);
            at = line + 2 + size + 2;
        }
    }
    RawClient client_;
    size_t at_ = 0;
};

ScanRecord ended_scan(int64_t id, ScanOutcome outcome) {
    ScanRecord scan;
    scan.id = id;
    scan.share = "raw";
    scan.outcome = outcome;
    scan.started_ns = 1'700'000'000 * kNsPerSecond;
    scan.finished_ns = scan.started_ns + kNsPerSecond;
    return scan;
}

}  // namespace

TEST_CASE("events begin with every share and follow its scan") {
    ApiServer server;
    EventReader reader(server.address());
    CHECK(reader.head.find("Content-Type: text/event-stream") != std::string::npos);
    const Event first = reader.next();
    CHECK(first.name == "scan");
    CHECK(first.data["share"] == "raw");
    CHECK(first.data["state"] == "running");
    CHECK(first.data["current"] == "a/\\xff");
    CHECK(first.data["levels"][1]["files"] == 40);
    CHECK(first.data["levels"][1]["waiting"] == 5);
    CHECK(first.data["directories_known"] == 100);
    CHECK(first.data["ends"] == "2023-11-14T22:18:20Z");
    const nlohmann::json document = nlohmann::json::parse(openapi_document(all_routes()).dump());
    CHECK(schema_fault(document, {{"$ref", "#/components/schemas/ScanEvent"}}, first.data) == "");

    server.scans.set([](ScanProgress& progress) { progress.directories_done = 77; });
    CHECK(reader.next().data["directories_done"] == 77);
}

TEST_CASE("an idle share says nothing until the bell rings") {
    ApiServer server;
    server.scans.set([](ScanProgress& progress) { progress.state = ScanProgress::State::idle; });
    EventReader reader(server.address());
    CHECK(reader.next().data["state"] == "idle");
    server.scans.set([](ScanProgress& progress) { progress.state = ScanProgress::State::waiting; });
    server.scans.news.ring();
    CHECK(reader.next().data["state"] == "waiting");
}

TEST_CASE("every scan that ends is told once to everybody who listens") {
    ApiServer server;
    server.scans.end(ended_scan(1, ScanOutcome::complete));  // before anybody listens
    EventReader a(server.address());
    EventReader b(server.address());
    CHECK(a.next().name == "scan");
    CHECK(b.next().name == "scan");
    server.scans.end(ended_scan(2, ScanOutcome::complete));
    server.scans.end(ended_scan(3, ScanOutcome::incomplete));
    const nlohmann::json document = nlohmann::json::parse(openapi_document(all_routes()).dump());
    for (EventReader* reader : {&a, &b}) {
        const Event two = reader->next("scan_ended");
        CHECK(two.data["id"] == "s2");
        CHECK(schema_fault(document, {{"$ref", "#/components/schemas/Scan"}}, two.data) == "");
        const Event three = reader->next("scan_ended");
        CHECK(three.data["id"] == "s3");
        CHECK(three.data["outcome"] == "incomplete");
    }
}

TEST_CASE("what changed in a share is told once with the clock of it") {
    ApiServer server;
    server.add_directory("a");
    server.add_file("a", "old", 1);
    server.scan();  // a first scan finds everything, and so no change
    SUBCASE("while a scan runs") {}
    SUBCASE("when the bell rings") {
        server.scans.set([](ScanProgress& progress) { progress.state = ScanProgress::State::idle; });
    }
    EventReader early(server.address());
    CHECK(early.next().name == "scan");
    server.add_file("a", "new", 1);
    server.scan();
    server.scans.news.ring();
    const Event change = early.next("change");
    const nlohmann::json page = server.get_json("/api/v1/changes?since=start");
    CHECK(change.data == nlohmann::json{{"share", "raw"}, {"clock", page["clock"]}});
    CHECK(page["changes"].back()["path"] == "/srv/raw/a/new");
    const nlohmann::json document = nlohmann::json::parse(openapi_document(all_routes()).dump());
    CHECK(schema_fault(document, {{"$ref", "#/components/schemas/ChangeEvent"}}, change.data) == "");

    // A look is as old as a second: whoever comes now is told of nothing that was before, or of that one again.
    EventReader late(server.address());
    CHECK(late.next().name == "scan");
    server.scan();  // finds nothing new, and so tells nothing
    server.add_file("a", "newer", 1);
    server.scan();
    server.scans.news.ring();
    const nlohmann::json newest = server.get_json("/api/v1/changes")["clock"];
    CHECK(newest != change.data["clock"]);
    CHECK(early.next("change").data["clock"] == newest);
    Event told = late.next("change");
    if (told.data["clock"] != newest) told = late.next("change");
    CHECK(told.data["clock"] == newest);
}

TEST_CASE("too many listeners are told when to come back and a place that is left is taken again") {
    HttpConfig config;
    config.max_event_streams_per_client = 2;
    ApiServer server(config);
    auto first = std::make_unique<EventReader>(server.address());
    const EventReader second(server.address());
    const RawResponse refused = server.ask(get("/api/v1/events"));
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "5");
    CHECK(nlohmann::json::parse(refused.body)["error"]["kind"] == "unavailable");
    first.reset();
    bool taken = false;
    for (int i = 0; i < 1000 && !taken; ++i) {
        EventReader third(server.address());
        taken = third.head.starts_with("HTTP/1.1 200");
    }
    CHECK(taken);
}

TEST_CASE("HEAD of events takes no place") {
    HttpConfig config;
    config.max_event_streams_per_client = 1;
    ApiServer server(config);
    for (int i = 0; i < 3; ++i)
        CHECK(server.ask("HEAD /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
}

TEST_CASE("events end cleanly when the server stops") {
    ApiServer server;
    EventReader reader(server.address());
    CHECK(reader.next().name == "scan");
    server.stop();
    CHECK(reader.ended_cleanly());
}

}  // namespace tocd
