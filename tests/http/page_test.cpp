#include "http/page.hpp"

#include "base/error.hpp"
#include "http/api_server.hpp"

#include <doctest/doctest.h>

namespace tocd {
namespace {

const Embedded kFiles[] = {{"app-3F2A9C01.js", "code"}, {"icons/x.svg", "<svg/>"}, {"index.html", "<html>"}};

Request page_request(const std::string& path, const std::string& etag = {}) {
    Request request;
    request.path = path;
    if (!etag.empty()) request.headers = {{"if-none-match", etag}};
    return request;
}

}  // namespace

TEST_CASE("the page and its files are served with their types") {
    const Answer index = page_answer(kFiles, page_request("/"));
    CHECK(index.body == "<html>");
    CHECK(index.content_type == "text/html; charset=utf-8");
    CHECK(header_value(index.headers, "Cache-Control") == "no-cache");

    const Answer script = page_answer(kFiles, page_request("/app-3F2A9C01.js"));
    CHECK(script.content_type == "text/javascript; charset=utf-8");
    CHECK(header_value(script.headers, "Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(page_answer(kFiles, page_request("/icons%2Fx.svg")).body == "<svg/>");
}

TEST_CASE("a file that the client has is not sent again") {
    const Answer first = page_answer(kFiles, page_request("/"));
    const std::string etag(header_value(first.headers, "ETag"));
    const Answer second = page_answer(kFiles, page_request("/", etag));
    CHECK(second.status == 304);
    CHECK(second.body.empty());
    CHECK(page_answer(kFiles, page_request("/icons/x.svg", etag)).status == 200);
}

TEST_CASE("paths that are no file are not found") {
    for (const char* path :
         {"/nothing", "/icons", "/icons/", "/../index.html", "//index.html", "/index.html/", "/%00", "/INDEX.HTML"}) {
        CAPTURE(std::string(path));
        CHECK_THROWS_AS(static_cast<void>(page_answer(kFiles, page_request(path))), Error);
    }
}

TEST_CASE("only names with a hash may be kept for ever") {
    CHECK(name_holds_hash("app-3F2A9C01.js"));
    CHECK_FALSE(name_holds_hash("app.js"));
    CHECK_FALSE(name_holds_hash("app-3f2a9c01.js"));
    CHECK_FALSE(name_holds_hash("app-3F2A9C012.js"));
    CHECK_FALSE(name_holds_hash("web-app.html"));
}

TEST_CASE("the server has the page that the build embedded") {
    ApiServer server;
    const RawResponse response = server.ask(get("/"));
    if (embedded_web().empty()) {
        CHECK(response.status == 404);
        CHECK(response.body.find("this build has no page") != std::string::npos);
        return;
    }
    CHECK(response.status == 200);
    CHECK(response.header("content-type") == "text/html; charset=utf-8");
    CHECK(RawClient(server.address()).ask("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").header("content-length") ==
          response.header("content-length"));
    for (const Embedded& file : embedded_web()) CHECK(server.ask(get("/" + std::string(file.path))).body == file.bytes);
}

}  // namespace tocd
