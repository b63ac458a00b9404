#include "config/check.hpp"

#include "config/check_http.hpp"
#include "config/share_name.hpp"
#include "base/ignore_patterns.hpp"
#include "refusal.hpp"

using namespace tocd;

TEST_CASE("names come from the last part of the path") {
    CHECK(share_name_of("/srv/data") == "data");
    CHECK(share_name_of("/srv/Raw Data (2019)") == "raw-data-2019");
    CHECK(share_name_of("/srv/.hidden_x.y") == "hidden_x.y");
    CHECK(share_name_of("/srv/größe") == "gr-e");
    CHECK(share_name_of("/srv/\xFF\xFE") == "share");
    CHECK(share_name_of("/") == "root");
    CHECK(share_name_of("") == "share");
    CHECK(share_name_of("/srv/" + std::string(200, 'a')) == std::string(64, 'a'));
    for (const char* path : {"/srv/a-", "/-", "/x/--y--", "/a/\n", "/Ä.b"}) CHECK(is_share_name(share_name_of(path)));
}

TEST_CASE("share names are short and plain") {
    for (const char* good : {"a", "0", "raw.2019_v-1"}) CHECK(is_share_name(good));
    for (const std::string bad : {"", "-a", ".a", "A", "a b", "a/b", "ä", "a\n"}) CHECK_FALSE(is_share_name(bad));
    CHECK_FALSE(is_share_name(std::string(65, 'a')));
    CHECK(refusal("shares:\n- path: /a\n  name: My Share\n") ==
          "c.yaml:3:9: shares[0].name: \"My Share\" is no name: at most 64 of a-z 0-9 . _ - beginning with a letter or "
          "digit");
}

TEST_CASE("two shares of one name are refused with both lines") {
    CHECK(refusal("shares:\n- path: /a/data\n- path: /b/data\n") ==
          "c.yaml:3:9: shares[1].name: the name \"data\" is taken by the share \"data\" (line 2); give one of them "
          "another \"name:\"");
    CHECK(refusal("shares:\n- path: /a/data\n- path: /b/data\n  name: other\n") == "accepted");
}

TEST_CASE("rules of projects are refused with line and remedy") {
    CHECK(refusal("projects:\n  - ^/data/projects/(?P<project>[^/]+)/\n  - /(?P<project>P-\\d+) [^/]*/\n") == "accepted");
    CHECK(refusal("projects:\n") == "accepted");
    CHECK(refusal("projects:\n  - ^/a/(?P<project>[^/]+)/\n  - ^/data/([^/]+)/\n") ==
          "c.yaml:3:5: projects[1]: \"^/data/([^/]+)/\" has no group (?P<project>…): put one around the part of the path that names the "
          "project, such as \"^/srv/projects/(?P<project>[^/]+)/\"");
    CHECK(contains(refusal("projects: [\"(?P<project>a\"]\n"), "c.yaml:1:12: projects[0]: \"(?P<project>a\" is no regular expression of RE2: missing )"));
    CHECK(contains(refusal("projects: ^/data/\n"), "c.yaml:1:11: projects: expected a list, such as [\"^/data/\"]"));
    CHECK(contains(refusal("projects: [7]\n"), "projects: expected text"));
    CHECK(contains(refusal("project: []\n"), "did you mean projects?"));
    CHECK(parse_config("projects: [\"(?P<project>b)\", \"(?P<project>a)\"]\n", "c.yaml").projects == std::vector<std::string>{"(?P<project>b)", "(?P<project>a)"});
}

TEST_CASE("paths are absolute and in their one normal form") {
    CHECK(refusal("shares: [{path: srv}]\n") == "c.yaml:1:17: shares[0].path: must be an absolute path, got \"srv\"");
    CHECK(refusal("shares: [{path: /srv/}]\n") ==
          "c.yaml:1:17: shares[0].path: must be written as \"/srv\", got \"/srv/\"");
    CHECK(refusal("shares: [{path: //srv//a}]\n") ==
          "c.yaml:1:17: shares[0].path: must be written as \"/srv/a\", got \"//srv//a\"");
    CHECK(refusal("shares: [{path: /srv/./a/.}]\n") ==
          "c.yaml:1:17: shares[0].path: must be written as \"/srv/a\", got \"/srv/./a/.\"");
    CHECK(refusal("shares: [{path: /srv/../a}]\n") ==
          "c.yaml:1:17: shares[0].path: must not hold \"..\", got \"/srv/../a\"");
    CHECK(refusal("shares: [{path: \"\"}]\n") == "c.yaml:1:17: shares[0].path: must not be empty");
    CHECK(refusal("shares: [{path: /srv/..a}]\n") == "accepted");
    CHECK(refusal("shares: [{path: /" + std::string(5000, 'a') + "}]\n") ==
          "c.yaml:1:17: shares[0].path: must be at most 4095 bytes long");
}

TEST_CASE("shares that overlap are refused with both lines") {
    CHECK(refusal("shares:\n- path: /srv/a/b\n- path: /srv/a\n") ==
          "c.yaml:2:9: shares[0].path: \"/srv/a/b\" lies inside the share \"a\" (line 3), \"/srv/a\", which would "
          "list it too; leave it out there with exclude: [\"/b/\"], or drop one of them");
    CHECK(refusal("shares:\n- path: /srv/a\n- path: /srv/a\n  name: again\n") ==
          "c.yaml:3:9: shares[1].path: \"/srv/a\" is the path of the share \"a\" (line 2) too");
    CHECK(contains(refusal("shares: [{path: /x}, {path: /, exclude: [/var/]}]\n"),
                   "\"/x\" lies inside the share \"root\" (line 1), \"/\""));
    CHECK(refusal("shares: [{path: /srv/a}, {path: /srv/ab}, {path: /srv/a-b}]\n") == "accepted");
}

TEST_CASE("a share may lie inside another one that leaves it out") {
    for (const char* pattern : {"/b/c/", "/b/", "c", "/b/*", "**/c/", "/b"}) {
        CAPTURE(pattern);
        CHECK(refusal("shares: [{path: /srv/a, exclude: ['" + std::string(pattern) + "']}, {path: /srv/a/b/c}]\n") == "accepted");
    }
    CHECK(refusal("shares: [{path: /, exclude: [/var/, /srv/]}, {path: /srv}]\n") == "accepted");
    for (const char* pattern : {"/c/", "*.tmp", "/b/c/d/", "c', '!c"}) {
        CAPTURE(pattern);
        CHECK(contains(refusal("shares: [{path: /srv/a, exclude: ['" + std::string(pattern) + "']}, {path: /srv/a/b/c}]\n"),
                       "leave it out there with exclude: [\"/b/c/\"]"));
    }
    // Each of those around it must: what the nearest lists is listed.
    CHECK(contains(refusal("shares: [{path: /a}, {path: /a/b, exclude: [/c/]}, {path: /a/b/c}]\n"),
                   "shares[2].path: \"/a/b/c\" lies inside the share \"a\""));
    CHECK(refusal("shares: [{path: /a, exclude: [/b/]}, {path: /a/b, exclude: [/c/]}, {path: /a/b/c}]\n") == "accepted");
    // The advice can be followed whatever the name is.
    CHECK(contains(refusal("shares: [{path: /a}, {path: '/a/[x] *'}]\n"), "exclude: [\"/\\[x\\] \\*/\"]"));
    CHECK(refusal("shares: [{path: /a, exclude: ['/\\[x\\] \\*/']}, {path: '/a/[x] *'}]\n") == "accepted");
}

TEST_CASE("the views of the kernel are no shares") {
    for (const char* path : {"/proc", "/proc/1/fd", "/sys", "/dev", "/dev/pts"}) {
        CAPTURE(path);
        CHECK(contains(refusal("shares: [{path: " + std::string(path) + "}]\n"),
                       "c.yaml:1:17: shares[0].path: \"" + std::string(path) + "\" shows the kernel's state"));
    }
    CHECK(refusal("shares: [{path: /process}, {path: /dev/shm/x}]\n") == "accepted");
    CHECK(contains(refusal("shares:\n- path: /\n  one_file_system: false\n  exclude: [/var/]\n"),
                   "c.yaml:3:20: shares[0].one_file_system: false would lead"));
}

TEST_CASE("exclude patterns that match nothing by mistake are refused") {
    CHECK(refusal("shares:\n- path: /a\n  exclude:\n  - '*.tmp'\n  - '[a-'\n") ==
          "c.yaml:5:5: shares[0].exclude[1]: pattern \"[a-\": '[' starts a set that is not well-formed; write '\\[' "
          "for a bracket");
    CHECK(contains(refusal("shares: [{path: /a, exclude: ['a\\']}]\n"), "it ends in '\\'"));
}

TEST_CASE("the catalogue lies outside the shares or is excluded") {
    CHECK(refusal("shares:\n- path: /var\n") ==
          "c.yaml: catalogue.path: \"/var/lib/tocd/catalogue.db\" lies inside the share \"var\" (line 2), so that "
          "every scan would find it changed; "
          "move it, or exclude its directory there");
    CHECK(contains(refusal("shares: [{path: /var}]\ncatalogue:\n  path: /var/c.db\n"), "c.yaml:3:9: catalogue.path: "));
    CHECK(contains(refusal("shares: [{path: /var/c.db}]\ncatalogue: {path: /var/c.db}\n"), "lies inside the share"));
    CHECK(refusal("shares: [{path: /var, exclude: [/lib/tocd/]}]\n") == "accepted");
    CHECK(refusal("shares: [{path: /, exclude: [lib]}]\n") == "accepted");
    CHECK(contains(refusal("shares: [{path: /var, exclude: [\"*.db\"]}]\n"), "catalogue.path"));
    CHECK(refusal("shares: [{path: /var/lib/tocd2}]\n") == "accepted");
    CHECK(refusal("catalogue: {path: c.db}\n") ==
          "c.yaml:1:19: catalogue.path: must be an absolute path, got \"c.db\"");
    CHECK(refusal("catalogue: {path: /}\n") == "c.yaml:1:19: catalogue.path: must name a file, got a directory");
    CHECK(refusal("scan: {scanner: tocd-scan}\n") ==
          "c.yaml:1:17: scan.scanner: must be an absolute path, \"unix:/path\" or empty, got \"tocd-scan\"");
    CHECK(refusal("scan: {scanner: \"unix:/run/tocd/scan.sock\"}\n") == "accepted");
    CHECK(contains(refusal("scan: {scanner: \"unix:scan.sock\"}\n"), "1:17: scan.scanner: the path of a unix socket must be absolute"));
}

TEST_CASE("listen addresses are checked without resolving them") {
    for (const char* good : {"127.0.0.1:8080", "localhost:0", "toc.example.org:80", "[::]:65535", "[fe80::1%eth0]:80",
                             "unix:/run/tocd.sock", "0.0.0.0:80"}) {
        CAPTURE(good);
        CHECK(listen_problem(good).empty());
    }
    for (const std::string bad :
         {"",       ":80",    "8080",  "127.0.0.1", "127.0.0.1:", "a:65536",      "a:-1",        "a:+1",
          "a:http", "::1:80", "[::1]", "[::1",      "[x]:80",     "[1.2.3.4]:80", "1.2.3:80",    "256.1.1.1:80",
          "*:80",   "a b:80", "-a:80", "a..b:80",   "unix:",      "unix:rel",     "http://a:80", "[::1]x:80"}) {
        CAPTURE(bad);
        CHECK_FALSE(listen_problem(bad).empty());
    }
    CHECK_FALSE(listen_problem("unix:/" + std::string(107, 'a')).empty());
    CHECK(listen_problem("unix:/" + std::string(106, 'a')).empty());
    CHECK(refusal("http:\n  listen:\n    - 127.0.0.1:80\n    - x\n") ==
          "c.yaml:4:7: http.listen[1]: \"x\": expected \"host:port\", \"[v6]:port\" or \"unix:/path\"; the port is "
          "missing");
    CHECK(refusal("http: {listen: [\"a:80\", \"A:80\"], anonymous: none}\n") == "c.yaml:1:25: http.listen[1]: \"A:80\": given twice");
    CHECK(refusal("http: {listen: [\"a:0\", \"a:0\"], anonymous: none}\n") == "accepted");
}

TEST_CASE("an address that others reach needs a word on who may ask there") {
    for (const char* outside : {"0.0.0.0:80", "[::]:80", "10.1.2.3:80", "toc.example.org:80", "[fe80::1%eth0]:80", "127.example.org:80"}) {
        CAPTURE(outside);
        const std::string listen = std::string("http:\n  listen: [\"") + outside + "\"]\n";
        CHECK(contains(refusal(listen), "c.yaml:2:12: http.listen[0]: "));
        CHECK(contains(refusal(listen), "others reach this address: say who may ask there, with \"anonymous: read\""));
        for (const char* word : {"  anonymous: read\n", "  anonymous: none\n", "  trusted_proxies: [10.0.0.1]\n"}) CHECK(refusal(listen + word) == "accepted");
    }
    for (const char* own : {"127.0.0.1:80", "127.1.2.3:80", "[::1]:80", "localhost:80", "unix:/run/x.sock"})
        CHECK(refusal(std::string("http: {listen: [\"") + own + "\"]}\n") == "accepted");
    CHECK(contains(refusal("http: {anonymous: write}\n"), "http.anonymous: "));
}

TEST_CASE("access rules name paths of shares and those who see them") {
    const std::string share = "shares: [{path: /srv/raw}]\n";
    CHECK(refusal(share + "access:\n- {path: /srv/raw, to: [\"group:lab\", \"user:ann\", \"token:ci\"]}\n- {path: /srv/raw/a}\n- {path: /srv}\n") == "accepted");
    CHECK(contains(refusal(share + "access:\n- {path: /srv/rawer}\n"), "c.yaml:3:10: access[0].path: \"/srv/rawer\" lies in no share and holds none: nothing would be hidden"));
    CHECK(contains(refusal(share + "access:\n- {path: raw}\n"), "access[0].path: must be an absolute path"));
    CHECK(contains(refusal(share + "access:\n- {path: /srv/raw/../x}\n"), "access[0].path: must not hold"));
    CHECK(contains(refusal(share + "access:\n- {path: /srv/raw, to: [lab]}\n"), "c.yaml:3:25: access[0].to[0]: must be \"user:NAME\", \"group:NAME\" or \"token:NAME\", got \"lab\""));
    CHECK(contains(refusal("http: {editors: [\"token:ci\"]}\n"), "http.editors[0]: must be \"user:NAME\" or \"group:NAME\", got \"token:ci\""));
    CHECK(contains(refusal("http: {admins: [\"user:\"]}\n"), "http.admins[0]: "));
    CHECK(contains(refusal("http: {trusted_proxies: [proxy.example.org]}\n"), "http.trusted_proxies[0]: \"proxy.example.org\": not an IP address"));
    CHECK(refusal("http: {trusted_proxies: [127.0.0.1, \"::1\", \"unix:www-data\"]}\n") == "accepted");
    CHECK(contains(refusal("http: {trusted_proxies: [unix]}\n"), "not an IP address, nor \"unix:ACCOUNT\""));
    CHECK(contains(refusal("http: {identity_header: \"X User\"}\n"), "http.identity_header: "));
}

TEST_CASE("allowed hosts are names without anything around them") {
    CHECK(refusal("http: {allowed_hosts: [toc.example.org, 10.1.2.3, x.]}\n") == "accepted");
    CHECK(refusal("http: {allowed_hosts: [\"http://toc\"]}\n") ==
          "c.yaml:1:24: http.allowed_hosts[0]: \"http://toc\": not a host name; write it without scheme, port and "
          "path, as toc.example.org");
    CHECK_FALSE(is_host_name(std::string(64, 'a')));
    CHECK(is_host_name(std::string(63, 'a') + ".b"));
    CHECK_FALSE(is_host_name(std::string(254, 'a')));
}

TEST_CASE("several mistakes in shares are all told") {
    const std::string told = refusal("shares:\n- path: rel\n  name: A\n- path: /proc\n- path: /b\n  exclude: ['[']\n");
    for (const char* part : {"c.yaml:2:9: shares[0].path", "c.yaml:3:9: shares[0].name", "c.yaml:4:9: shares[1].path",
                             "c.yaml:6:13: shares[2].exclude[0]"}) {
        CAPTURE(part);
        CHECK(contains(told, part));
    }
}

TEST_CASE("a config made in code is checked without any line") {
    Config config;
    config.shares.push_back({});
    config.shares[0].path = "/a";
    config.shares[0].name = "Bad";
    CHECK_THROWS_WITH_AS(
        check_config(config),
        "shares[0].name: \"Bad\" is no name: at most 64 of a-z 0-9 . _ - beginning with a letter or digit", Error);
    config.shares[0].name = "good";
    CHECK_NOTHROW(check_config(config));
}

TEST_CASE("where people find a share is a directory of one of four kinds") {
    for (const char* good : {"/mnt/data", "/", "X:", "x:\\", "X:\\data\\raw", "\\\\server\\data", "\\\\server\\data$\\a b", "smb://server/data", "smb://server/data/raw"})
        CHECK_MESSAGE(refusal("shares: [{path: /a, client_paths: ['" + std::string(good) + "']}]\n") == "accepted", good);
    for (const char* bad : {"mnt/data", "/mnt/data/", "/mnt//data", "/mnt/../data", "X", "XY:", "X:data", "X:/data", "X:\\data\\", "\\server\\data",
                            "\\\\server", "\\\\server\\", "\\\\server\\data\\", "//server/data", "smb://server", "smb://server/data/", "http://server/data"})
        CHECK_MESSAGE(contains(refusal("shares: [{path: /a, client_paths: ['" + std::string(bad) + "']}]\n"), "shares[0].client_paths[0]"), bad);
    CHECK(refusal("shares:\n- path: /a\n  client_paths: ['X:', 'data']\n") ==
          "c.yaml:3:24: shares[0].client_paths[1]: must be a directory on another machine, such as '/mnt/data', "
          "'\\\\server\\data', 'X:' or 'smb://server/data', without a separator at its end, got \"data\"");
}

TEST_CASE("quiet hours and a marker and snapshot folders are checked with their place") {
    CHECK(refusal("shares:\n- path: /a\n  quiet_hours: [\"08:00-18:00\", \"8-18\"]\n") ==
          "c.yaml:3:32: shares[0].quiet_hours[1]: must be local times such as \"08:00-18:00\" or \"mon-fri 08:00-18:00\", "
          "got \"8-18\"");
    for (const char* marker : {"/etc", "../x", "a//b", "a/", "."})
        CHECK_MESSAGE(contains(refusal("shares: [{path: /a, marker: \"" + std::string(marker) + "\"}]\n"),
                               "shares[0].marker: must be a path relative to the share"),
                      marker);
    CHECK(refusal("shares: [{path: /a, marker: a/.b}]\n") == "accepted");
    CHECK(contains(refusal("shares: [{path: /a, exclude_snapshots: [\"[\"]}]\n"), "shares[0].exclude_snapshots[0]: pattern"));
    CHECK(refusal("shares: [{path: /a, exclude_snapshots: []}]\n") == "accepted");
}

TEST_CASE("snapshot folders are excluded until somebody says otherwise") {
    const auto ignores = [](const ShareConfig& share, const char* path) { return IgnorePatterns(exclude_patterns(share)).ignores(path, true); };
    ShareConfig share;
    for (const char* path : {".snapshot", "a/b/.snapshot", ".zfs", "home/~snapshot", "$RECYCLE.BIN", "System Volume Information", "#snapshot"})
        CHECK_MESSAGE(ignores(share, path), path);
    CHECK_FALSE(ignores(share, "snapshot"));
    CHECK_FALSE(IgnorePatterns(exclude_patterns(share)).ignores(".zfs", false));  // a file
    share.exclude = {"!/.zfs/"};
    CHECK_FALSE(ignores(share, ".zfs"));
    CHECK(ignores(share, "a/.zfs"));
    share.exclude_snapshots.clear();
    CHECK_FALSE(ignores(share, ".snapshot"));
}

TEST_CASE("what is published has a name of its own and a directory and a form that fits") {
    CHECK(refusal("publish:\n- {name: all, to: /srv/t}\n- {name: raw, to: /srv/t, format: ndjson, query: \"ext:raw\", compress: zstd, every: 1w}\n") ==
          "accepted");
    CHECK(refusal("publish:\n") == "accepted");
    CHECK(refusal("publish: {name: all}\n") == "c.yaml:1:10: publish: expected a list, each entry starting with \"- name: …\"");
    CHECK(refusal("publish: [all]\n") == "c.yaml:1:11: publish[0]: expected keys, such as \"name: contents\"");
    CHECK(contains(refusal("publish:\n- {name: all}\n"), "c.yaml:2:3: publish[0].to: is missing"));
    CHECK(refusal("publish:\n- {name: all, to: /a}\n- {name: all, to: /b}\n") ==
          "c.yaml:3:10: publish[1].name: the name \"all\" is given twice");
    CHECK(contains(refusal("publish:\n- {name: a/b, to: /a}\n"), "publish[0].name: \"a/b\" is no name"));
    CHECK(refusal("publish:\n- {name: all, to: srv}\n") == "c.yaml:2:19: publish[0].to: must be an absolute path, got \"srv\"");
    CHECK(contains(refusal("publish:\n- {name: all, to: /a, format: sqlite, query: x}\n"), "publish[0].query: sqlite is the whole catalogue"));
    const std::string secret = "shares:\n- path: /srv\naccess:\n- {path: /srv/secret, to: []}\n";
    CHECK(contains(refusal(secret + "publish:\n- {name: all, to: /a, format: sqlite}\n"), "say \"seen_by: [admins]\", or take another format"));
    CHECK(contains(refusal(secret + "publish:\n- {name: all, to: /a, format: sqlite, seen_by: [\"user:ann\"]}\n"), "publish[0].format: "));
    CHECK(refusal(secret + "publish:\n- {name: all, to: /a, format: sqlite, seen_by: [admins]}\n") == "accepted");
    CHECK(refusal(secret + "publish:\n- {name: all, to: /a, seen_by: [\"user:ann\", \"group:staff\"]}\n") == "accepted");
    CHECK(contains(refusal("publish:\n- {name: all, to: /a, seen_by: [ann]}\n"), "publish[0].seen_by[0]: must be \"user:NAME\""));
    CHECK(contains(refusal("publish:\n- {name: all, to: /a, format: xml}\n"), "publish[0].format: "));
    CHECK(contains(refusal("publish:\n- {name: all, to: /a, compress: zip}\n"), "publish[0].compress: "));
    CHECK(contains(refusal("publish:\n- {name: all, to: /a, every: 0}\n"), "publish[0].every: "));
}
