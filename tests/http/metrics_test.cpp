#include "http/api_server.hpp"
#include "http/front_server.hpp"
#include "http/metric_parser.hpp"
#include "http/metric_text.hpp"
#include "http/routes.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cmath>
#include <ctime>

namespace tocd {
namespace {

ParsedMetrics metrics_of(const ApiServer& server) {
    const RawResponse response = server.ask(get("/metrics"));
    REQUIRE(response.status == 200);
    CHECK(response.header("content-type") == "text/plain; version=0.0.4; charset=utf-8");
    const ParsedMetrics parsed = parse_metrics(response.body);
    for (const std::string& fault : parsed.faults) FAIL_CHECK(fault);
    return parsed;
}

std::string series(const std::string& family, const std::string& route, const std::string& code = {}) {
    return family + "{method=\"GET\",route=\"" + route + "\"" + (code.empty() ? "" : ",code=\"" + code + "\"") + "}";
}

std::string of_share(const std::string& family, const std::string& more = {}) {
    return family + "{share=\"raw\"" + more + "}";
}

}  // namespace

TEST_CASE("metrics are what Prometheus reads and name every family of every kind") {
    ApiServer server;
    server.add_directory("a");
    server.add_file("a", "x", 1);
    server.scan();

    const ParsedMetrics parsed = metrics_of(server);
    for (const auto& [name, family] : parsed.families) {
        CAPTURE(name);
        CHECK((name.starts_with("tocd_") || name.starts_with("process_")));
        for (const char* unit : {"_ms", "_milliseconds", "_ns", "_kb", "_mb", "_kilobytes", "_percent"})
            CHECK_FALSE(name.ends_with(unit));
    }
    CHECK(parsed.value("tocd_build_info{version=\"" TOCD_VERSION "\"}") == 1);
    CHECK(parsed.value("tocd_catalogue_readable") == 1);
    CHECK(parsed.value("tocd_writer_queue_entries") == 42);
    CHECK(parsed.value(of_share("tocd_scan_state", ",state=\"running\"")) == 1);
    CHECK(parsed.value(of_share("tocd_scan_entries_total")) == 1'234'567'890'123);
    CHECK(parsed.value(of_share("tocd_scans_total", ",outcome=\"complete\"")) == 2);
    CHECK(parsed.value("process_start_time_seconds") < static_cast<double>(std::time(nullptr) + 1));
    CHECK(parsed.value("process_start_time_seconds") > static_cast<double>(std::time(nullptr) - 600));
    CHECK(parsed.value("process_resident_memory_bytes") > 1e6);
    CHECK(parsed.value("process_open_fds") > 3);
    CHECK(parsed.value("tocd_catalogue_size_bytes") + parsed.value("tocd_catalogue_wal_size_bytes") > 4096);
    CHECK(parsed.value("tocd_catalogue_disk_available_bytes") > 0);
}

TEST_CASE("shares in the metrics are what the last scan found") {
    ApiServer server;
    CHECK(metrics_of(server).value(of_share("tocd_share_last_complete_timestamp_seconds")) == 0);
    CHECK(std::isnan(metrics_of(server).value(of_share("tocd_share_last_scan_duration_seconds"))));

    server.add_directory("a");
    server.add_directory("bad", EACCES);
    server.add_file("a", "x", 100);
    server.add_file("", "y", 23);
    server.scan();
    const ParsedMetrics parsed = metrics_of(server);

    CHECK(parsed.value(of_share("tocd_share_files")) == 2);
    CHECK(parsed.value(of_share("tocd_share_size_bytes")) == 123);
    CHECK(parsed.value(of_share("tocd_share_directories")) == 3);
    CHECK(parsed.value(of_share("tocd_share_failed_directories")) == 1);
    CHECK(parsed.value(of_share("tocd_share_unreadable_directories")) == 1);
    CHECK(parsed.value(of_share("tocd_share_unlisted_directories")) == 0);
    CHECK(parsed.value(of_share("tocd_share_coverage_ratio")) == doctest::Approx(2.0 / 3));
    CHECK(parsed.value(of_share("tocd_share_listing_seconds_bucket", ",le=\"+Inf\"")) == 2);
    CHECK(parsed.value(of_share("tocd_share_largest_directory_entries")) == 3);
    CHECK(parsed.value(of_share("tocd_share_slowest_listing_seconds")) >= 0);
    CHECK(parsed.value(of_share("tocd_share_gone_files")) == 0);
    CHECK(parsed.value(of_share("tocd_share_held_files")) == 0);
    CHECK(parsed.value(of_share("tocd_share_last_scan_errors")) == 1);
    CHECK(parsed.value(of_share("tocd_share_last_scan_outcome", ",outcome=\"incomplete\"")) == 1);
    CHECK(parsed.sum("tocd_share_last_scan_outcome", "share=\"raw\"") == 1);
    CHECK(parsed.value(of_share("tocd_share_last_scan_duration_seconds")) >= 0);
    const double as_of = parsed.value(of_share("tocd_share_last_complete_timestamp_seconds"));
    CHECK(as_of < static_cast<double>(std::time(nullptr) + 1));
    CHECK(as_of > static_cast<double>(std::time(nullptr) - 600));
    CHECK(parsed.value("tocd_share_files{share=\"home\"}") == 0);
    CHECK(parsed.sum("tocd_share_last_scan_outcome", "share=\"home\"") == 0);

    server.execute("UPDATE scan SET held = 1200");
    CHECK(metrics_of(server).value(of_share("tocd_share_held_files")) == 1200);
}

TEST_CASE("requests are counted by route and class of status and their durations too") {
    ApiServer server;
    const std::string files = "/api/v1/files";
    CHECK(metrics_of(server).value(series("tocd_http_requests_total", files, "2xx")) == 0);

    for (int i = 0; i < 3; ++i) CHECK(server.ask(get(files + "?limit=1")).status == 200);
    CHECK(server.ask("HEAD /api/v1/files HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200);
    CHECK(server.ask(get(files + "?limt=1")).status == 400);
    CHECK(server.ask(get("/api/v1/files/f999")).status == 404);
    CHECK(server.ask(get("/api/v1/nothing")).status == 404);
    CHECK(server.ask("GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n").status == 421);
    CHECK(server.ask(get("/no-such-page")).status == 404);
    CHECK(server.ask("POST /api/v1/shares/raw/scans HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 202);

    const ParsedMetrics parsed = metrics_of(server);
    CHECK(parsed.value(series("tocd_http_requests_total", files, "2xx")) == 4);
    CHECK(parsed.value(series("tocd_http_requests_total", files, "4xx")) == 1);
    CHECK(parsed.value(series("tocd_http_request_duration_seconds_count", files)) == 5);
    CHECK(parsed.value(series("tocd_http_request_duration_seconds_sum", files)) > 0);
    CHECK(parsed.value(series("tocd_http_requests_total", "/api/v1/files/{id}", "4xx")) == 1);
    CHECK(parsed.value("tocd_http_requests_total{method=\"any\",route=\"none\",code=\"4xx\"}") == 3);
    CHECK(parsed.value(
              "tocd_http_requests_total{method=\"POST\",route=\"/api/v1/shares/{name}/scans\",code=\"2xx\"}") == 1);
    CHECK(parsed.value(series("tocd_http_requests_total", "/metrics", "2xx")) == 1);  // this one is not done yet
}

TEST_CASE("requests that never reach a route and connections are counted") {
    const auto hello = [](const Request&) { return text_answer("hello"); };
    FrontServer server(hello, impatient_config());

    CHECK(RawClient(server.address()).ask("GET / HTTP/9\r\n\r\n").status == 400);
    CHECK(RawClient(server.address()).ask("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n").status == 417);
    CHECK(RawClient(server.address()).ask("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n").status ==
          413);
    CHECK(RawClient(server.address()).ask("GET / HT").status == 408);
    const auto refused = [&](RefusedRequest why) {
        return server.metrics->refused_requests[static_cast<size_t>(why)].value();
    };
    CHECK(refused(RefusedRequest::malformed) == 1);
    CHECK(refused(RefusedRequest::unsupported) == 1);
    CHECK(refused(RefusedRequest::too_large) == 1);
    CHECK(refused(RefusedRequest::timeout) == 1);
    CHECK(server.metrics->accepted.value() == 4);

    HttpConfig narrow;
    narrow.max_connections_per_client = 2;
    FrontServer two(hello, narrow);
    RawClient first(two.address());
    RawClient second(two.address());
    CHECK(first.ask(get("/")).status == 200);
    CHECK(second.ask(get("/")).status == 200);
    CHECK(RawClient(two.address()).receive().status == 503);
    CHECK(two.metrics->rejected[static_cast<size_t>(RejectedConnection::per_client)].value() == 1);
    CHECK(two.metrics->rejected[static_cast<size_t>(RejectedConnection::all)].value() == 0);
    CHECK(two.metrics->sent_bytes.value() > 100);
    CHECK(two.metrics->pool.requests_waiting.value() == 0);
    CHECK(two.metrics->connections.value() >= 2);
    CHECK(two.stop(0) == 1);
    CHECK(two.metrics->connections.value() == 0);
}

TEST_CASE("a streamed answer is a stream until its last piece is taken") {
    struct Endless final : ChunkSource {
        bool next(std::string& out) override {
            out.append(1 << 16, 'x');
            return true;
        }
    };
    FrontServer server([](const Request&) {
        Answer answer = text_answer("");
        answer.source = std::make_unique<Endless>();
        return answer;
    });
    {
        RawClient client(server.address(), 4096);
        client.send(get("/"));
        CHECK(client.read_some());
        CHECK(server.metrics->streams.value() == 1);
        CHECK(server.metrics->connections.value() == 1);
    }
    CHECK(server.stop(0) == 1);
    CHECK(server.metrics->streams.value() == 0);
}

TEST_CASE("a catalogue that does not answer is a figure and the others are still there") {
    ApiServer server;
    server.damage_catalogue();
    const ParsedMetrics parsed = metrics_of(server);
    CHECK(parsed.value("tocd_catalogue_readable") == 0);
    CHECK(parsed.families.count("tocd_share_files") == 0);
    CHECK(parsed.value("tocd_http_connections") == 1);
}

TEST_CASE("figures are written exactly and labels hold any bytes") {
    MetricText out;
    out.family("a_seconds", MetricText::Type::gauge, "with a \\ and\na \"line\"");
    out.sample_seconds(1'763'842'625'123'456'789, {{"share", "q\"b\\n\nx\xFF"}});
    out.sample_seconds(-1);
    out.sample_seconds(-2'500'000'000, {{"x", "y"}});
    out.family("empty", MetricText::Type::gauge, "No sample, so it is not there");
    out.gauge("b", "Large", INT64_MAX);
    out.family("c", MetricText::Type::gauge, "Fraction");
    out.sample_number(0.1);
    CHECK(out.take() ==
          "# HELP a_seconds with a \\\\ and\\na \"line\"\n# TYPE a_seconds gauge\n"
          "a_seconds{share=\"q\\\"b\\\\n\\nx\\\\xff\"} 1763842625.123456789\n"
          "a_seconds -0.000000001\n"
          "a_seconds{x=\"y\"} -2.5\n"
          "# HELP b Large\n# TYPE b gauge\nb 9223372036854775807\n"
          "# HELP c Fraction\n# TYPE c gauge\nc 0.1\n");
}

TEST_CASE("the reader of the tests refuses what is not the format") {
    for (const std::string bad : {
             "a 1\n",
             "# HELP a h\n# TYPE a gauge\na 1\na 2\n",
             "# HELP a h\n# TYPE a gauge\na 1",
             "# HELP a h\n# TYPE a gauge\n",
             "# HELP a h\n# TYPE a counter\na 1\n",
             "# HELP a h\n# TYPE a gauge\na{b=\"\\x\"} 1\n",
             "# HELP a h\n# TYPE a gauge\na{b=\"c\",b=\"d\"} 1\n",
             "# HELP a h\n# TYPE a gauge\na{b=c} 1\n",
             "# HELP a h\n# TYPE a gauge\na one\n",
             "# HELP a h\n# TYPE a gauge\n1a 1\n",
             "# TYPE a gauge\na 1\n",
             "# HELP a h\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
             "# HELP a h\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
         }) {
        CAPTURE(bad);
        CHECK_FALSE(parse_metrics(bad).faults.empty());
    }
    CHECK(parse_metrics("# HELP a h\n# TYPE a gauge\na{b=\"c\\\"\"} 1\na 2\n").faults.empty());
}

}  // namespace tocd
