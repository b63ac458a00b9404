#include "config/load.hpp"

#include "refusal.hpp"
#include "support/temp_dir.hpp"

#include <sys/stat.h>
#include <filesystem>
#include <fstream>

using namespace tocd;

TEST_CASE("nothing said is the defaults") {
    CHECK(parse_config("", "c.yaml") == Config{});
    CHECK(parse_config("{}", "c.json") == Config{});
    CHECK(parse_config("shares:\nhttp:\n  # all of it a comment\nlog:\n", "c.yaml") == Config{});
    const Config config = parse_config("shares:\n  - path: /srv/Raw Data\n", "c.yaml");
    REQUIRE(config.shares.size() == 1);
    ShareConfig expected;
    expected.path = "/srv/Raw Data";
    expected.name = "raw-data";
    CHECK(config.shares[0] == expected);
}

TEST_CASE("every type of value is read") {
    const Config config = parse_config(R"(
shares:
  - path: /srv/a
    name: first
    scan_every: 1h30m
    scan_at_start: false
    exclude: ["*.tmp", '/x/']
    threads: 4
    kind: network
    one_file_system: false
    atime_resolution: off
  - path: /srv/b
    scan_every: 0
catalogue: {path: /var/lib/x/c.db, commit_every: 0.25}
http:
  listen:
    - 0.0.0.0:80
    - "[::1]:8080"
    - unix:/run/tocd.sock
  anonymous: read
  max_header_bytes: 32k
  max_body_bytes: 2000000
  query_timeout: 500ms
  idle_timeout: 90
scan: {max_scans: 3, scanner: /opt/tocd-scan}
log: {level: debug}
)",
                                       "c.yaml");
    REQUIRE(config.shares.size() == 2);
    const ShareConfig& share = config.shares[0];
    CHECK(share.name == "first");
    CHECK(share.scan_every == std::chrono::minutes(90));
    CHECK_FALSE(share.scan_at_start);
    CHECK(share.exclude == std::vector<std::string>{"*.tmp", "/x/"});
    CHECK(share.threads == 4);
    CHECK(share.kind == ShareKind::network);
    CHECK_FALSE(share.one_file_system);
    CHECK(share.atime_resolution == AtimeResolution::off);
    CHECK(config.shares[1].name == "b");
    CHECK(config.shares[1].scan_every == std::chrono::seconds(0));
    CHECK(config.catalogue.path == "/var/lib/x/c.db");
    CHECK(config.catalogue.commit_every == std::chrono::milliseconds(250));
    CHECK(config.http.listen == std::vector<std::string>{"0.0.0.0:80", "[::1]:8080", "unix:/run/tocd.sock"});
    CHECK(config.http.max_header_bytes == 32768);
    CHECK(config.http.max_body_bytes == 2'000'000);
    CHECK(config.http.query_timeout == std::chrono::milliseconds(500));
    CHECK(config.http.idle_timeout == std::chrono::seconds(90));
    CHECK(config.scan.max_scans == 3);
    CHECK(config.scan.scanner == "/opt/tocd-scan");
    CHECK(config.log.level == "debug");
}

TEST_CASE("the same content in JSON loads identically") {
    const Config yaml = parse_config(
        "shares:\n  - path: /srv/größe\n    exclude: ['*.tmp', \"a\\\\ b\"]\n    scan_every: 12h\nhttp:\n  threads: "
        "3\n  query_timeout: 2\n",
        "c.yaml");
    const Config json = parse_config(
        "{\n\t\"shares\": [{\"path\": \"\\/srv\\/gr\\u00f6\\u00dfe\", \"exclude\": [\"*.tmp\", \"a\\\\ b\"], "
        "\"scan_every\": \"12h\"}],\n"
        "\t\"http\": {\"threads\": 3,\n\t\t\"query_timeout\": 2}\n}\n",
        "c.json");
    CHECK(yaml == json);
    CHECK(json.shares.at(0).path == "/srv/größe");
}

TEST_CASE("an unknown key is refused with the nearest known one") {
    CHECK(refusal("shares:\n  - path: /a\n    exlude: []\n") ==
          "c.yaml:3:5: shares[0].exlude: unknown key; did you mean exclude?");
    CHECK(refusal("share: []\n") == "c.yaml:1:1: share: unknown key; did you mean shares?");
    CHECK(refusal("log:\n  colour: red\n") == "c.yaml:2:3: log.colour: unknown key; known are level");
    CHECK(refusal("\"\\n\": 1\n") == "c.yaml:1:1: ?: unknown key; known are shares, projects, catalogue, http, access, scan, publish, log");
    CHECK(contains(refusal("http: {<<: 1}\n"), "c.yaml:1:8: http.<<: unknown key"));
}

TEST_CASE("a key given twice is refused with both lines") {
    CHECK(refusal("http:\n  threads: 1\n  listen: []\n  threads: 2\n") ==
          "c.yaml:4:3: http.threads: given twice, first in line 2");
    CHECK(refusal("log:\nscan:\nlog:\n") == "c.yaml:3:1: log: given twice, first in line 1");
    CHECK(refusal("{\"log\": {\"level\": \"info\", \"level\": \"debug\"}}") ==
          "c.yaml:1:27: log.level: given twice, first in line 1");
}

TEST_CASE("a wrong type is refused and the right one named") {
    CHECK(refusal("http:\n  threads: \"8\"\n") ==
          "c.yaml:2:12: http.threads: expected a whole number, got the text \"8\"");
    CHECK(refusal("http:\n  threads: 1.5\n") == "c.yaml:2:12: http.threads: expected a whole number, got 1.5");
    CHECK(refusal("http:\n  threads: 0x10\n") == "c.yaml:2:12: http.threads: expected a whole number, got 0x10");
    CHECK(refusal("http:\n  threads:\n  listen: []\n") ==
          "c.yaml:2:3: http.threads: expected a whole number, got no value");
    CHECK(refusal("http:\n  max_body_bytes: 1 MB\n") ==
          "c.yaml:2:19: http.max_body_bytes: expected a number of bytes, or text such as 16k or 1M, got the text \"1 "
          "MB\"");
    CHECK(refusal("http: {listen: 127.0.0.1:80}\n") ==
          "c.yaml:1:16: http.listen: expected a list, such as [\"127.0.0.1:80\"], got the text \"127.0.0.1:80\"");
    CHECK(refusal("http: {listen: [[a]]}\n") == "c.yaml:1:17: http.listen: expected text, got a list");
    CHECK(refusal("shares:\n- path: 12\n") == "c.yaml:2:9: shares[0].path: expected text (put it in quotes), got 12");
    CHECK(refusal("shares:\n- {path: /a, name: true}\n") ==
          "c.yaml:2:20: shares[0].name: expected text (put it in quotes), got true");
    CHECK(refusal("shares:\n- {path: /a, one_file_system: yes}\n") ==
          "c.yaml:2:31: shares[0].one_file_system: expected true or false, got the text \"yes\"");
    CHECK(refusal("shares:\n- {path: /a, one_file_system: \"true\"}\n") ==
          "c.yaml:2:31: shares[0].one_file_system: expected true or false, got the text \"true\"");
    CHECK(refusal("shares: {path: /a}\n") ==
          "c.yaml:1:9: shares: expected a list of shares, each starting with \"- path: /srv/…\"");
    CHECK(refusal("shares:\n- /a\n") ==
          "c.yaml:2:3: shares[0]: expected the keys of a share, such as \"path: /srv/data\"");
    CHECK(refusal("shares:\n- name: a\n") == "c.yaml:2:3: shares[0].path: is missing");
    CHECK(refusal("http: 8080\n") == "c.yaml:1:7: http: expected keys below it, one a line");
    CHECK(refusal("hello\n") == "c.yaml:1:1: expected keys such as \"shares:\" and \"http:\"");
    CHECK(refusal("- path: /a\n") == "c.yaml:1:1: expected keys such as \"shares:\" and \"http:\"");
}

TEST_CASE("durations and sizes and numbers out of range are refused with the border") {
    CHECK(refusal("http: {threads: 0}\n") == "c.yaml:1:17: http.threads: must be at least 1, got 0");
    CHECK(refusal("http: {threads: -3}\n") == "c.yaml:1:17: http.threads: must be at least 1, got -3");
    CHECK(refusal("http: {threads: 257}\n") == "c.yaml:1:17: http.threads: must be at most 256, got 257");
    CHECK(contains(refusal("http: {threads: 99999999999999999999}\n"), "http.threads: expected a whole number"));
    CHECK(refusal("http: {max_body_bytes: 2G}\n") == "c.yaml:1:24: http.max_body_bytes: must be at most 1G, got 2G");
    CHECK(refusal("http: {max_body_bytes: -1}\n") == "c.yaml:1:24: http.max_body_bytes: must be at least 1k, got -1");
    CHECK(refusal("http: {query_timeout: 5h}\n") == "c.yaml:1:23: http.query_timeout: must be at most 1h, got 5h");
    CHECK(refusal("http: {query_timeout: 1ms}\n") == "c.yaml:1:23: http.query_timeout: must be at least 10ms, got 1ms");
    CHECK(refusal("shares: [{path: /a, scan_every: 1500ms}]\n") ==
          "c.yaml:1:33: shares[0].scan_every: expected whole seconds, got the text \"1500ms\"");
    for (const char* bad : {"soon", "\"90\"", "-5", "1e3", "1.5h", "5 m", "[]", "true"}) {
        CAPTURE(bad);
        CHECK(contains(refusal("shares: [{path: /a, scan_every: " + std::string(bad) + "}]\n"),
                       "c.yaml:1:33: shares[0].scan_every: expected a duration such as 24h"));
    }
}

TEST_CASE("lists and their entries have limits") {
    CHECK(refusal("shares: [{path: /a, exclude: [x, \"\"]}]\n") ==
          "c.yaml:1:34: shares[0].exclude: an entry must not be empty");
    CHECK(refusal("shares: [{path: /a, exclude: [" + std::string(4096, 'x') + "]}]\n") ==
          "c.yaml:1:31: shares[0].exclude: an entry must be at most 4095 bytes long");
    std::string many = "shares: [{path: /a, exclude: [x";
    for (int i = 0; i < 1000; ++i) many += ",x";
    CHECK(refusal(many + "]}]\n") == "c.yaml:1:30: shares[0].exclude: must have at most 1000 entries");
    std::string shares = "shares:\n";
    for (int i = 0; i < 1001; ++i) shares += "- path: /s" + std::to_string(i) + "\n";
    CHECK(refusal(shares) == "c.yaml:2:1: shares: must have at most 1000 entries");
}

TEST_CASE("a word outside a choice is refused with the choice") {
    CHECK(refusal("log: {level: warn}\n") ==
          "c.yaml:1:14: log.level: expected error, warning, info or debug, got the text \"warn\"");
    CHECK(refusal("log: {level: warnin}\n") ==
          "c.yaml:1:14: log.level: expected error, warning, info or debug (did you mean warning?), got the text "
          "\"warnin\"");
    CHECK(refusal("shares: [{path: /a, kind: nfs}]\n") ==
          "c.yaml:1:27: shares[0].kind: expected automatic, local or network, got the text \"nfs\"");
    CHECK(refusal("shares: [{path: /a, atime_resolution: false}]\n") ==
          "c.yaml:1:39: shares[0].atime_resolution: expected off, day or exact, got false");
}

TEST_CASE("bytes that are no UTF-8 are taken in paths and patterns and nowhere else") {
    const Config config =
        parse_config("shares:\n  - path: /srv/\xE4\n    name: a\n    exclude: [\"x\xFF\", \"new\\nline\"]\n", "c.yaml");
    CHECK(config.shares.at(0).path == "/srv/\xE4");
    CHECK(config.shares.at(0).exclude == std::vector<std::string>{"x\xFF", "new\nline"});
    CHECK(refusal("http: {listen: [\"\xFF:1\"]}\n") == "c.yaml:1:17: http.listen: \"\\xff:1\" is not UTF-8");
    CHECK(refusal("http: {listen: [\"a\\n:1\"]}\n") == "c.yaml:1:17: http.listen: \"a?:1\" holds a control byte");
    CHECK(refusal("shares: [{path: \"/a\\0b\"}]\n") == "c.yaml:1:17: shares[0].path: holds a NUL byte");
    CHECK(contains(refusal("log: {\xFF: 1}\n"), "c.yaml:1:7: log.\\xff: unknown key"));
}

TEST_CASE("all problems are told at once in the order of the file") {
    CHECK(refusal("http:\n  threads: 0\n  lisen: []\nlog: {level: x}\nscan: []\n") ==
          "c.yaml:2:12: http.threads: must be at least 1, got 0\n"
          "c.yaml:3:3: http.lisen: unknown key; did you mean listen?\n"
          "c.yaml:4:14: log.level: expected error, warning, info or debug, got the text \"x\"\n"
          "c.yaml:5:7: scan: expected keys below it, one a line");
    std::string many = "http:\n";
    for (int i = 0; i < 25; ++i) many += "  unknown" + std::to_string(i) + ": 1\n";
    CHECK(contains(refusal(many), "\n5 more problems"));
}

TEST_CASE("a file is loaded and its name stands in the messages") {
    const TempDir dir;
    std::ofstream(dir / "tocd.yaml") << "log: {level: error}\n";
    CHECK(load_config(dir / "tocd.yaml").log.level == "error");

    std::ofstream(dir / "bad.yaml") << "log: {level: no}\n";
    CHECK_THROWS_WITH_AS(
        load_config(dir / "bad.yaml"),
        (dir / "bad.yaml:1:14: log.level: expected error, warning, info or debug, got the text \"no\"").c_str(), Error);
}

TEST_CASE("files that cannot be a configuration are refused by kind") {
    const TempDir dir;
    const auto kind_of = [](const std::string& path) {
        try {
            static_cast<void>(load_config(path));
        } catch (const Error& error) {
            return std::string(kind_name(error.kind()));
        }
        return std::string("loaded");
    };
    CHECK(kind_of(dir / "missing.yaml") == "not_found");
    CHECK(kind_of(dir.path()) == "invalid_argument");
    REQUIRE(mkfifo((dir / "pipe").c_str(), 0600) == 0);
    CHECK(kind_of(dir / "pipe") == "invalid_argument");
    CHECK(kind_of(dir / "pipe/below") == "unavailable");

    std::ofstream(dir / "open.yaml").flush();
    std::filesystem::permissions(dir / "open.yaml", std::filesystem::perms(0666));
    CHECK(kind_of(dir / "open.yaml") == "invalid_argument");
    std::filesystem::permissions(dir / "open.yaml", std::filesystem::perms(0664));
    CHECK(kind_of(dir / "open.yaml") == "loaded");

    std::ofstream(dir / "large.yaml") << "#" << std::string(1 << 20, 'x');
    CHECK(kind_of(dir / "large.yaml") == "invalid_argument");
}
