// What an admin may say: plain structs whose initialisers are the defaults.
// fields.hpp names every member for loading, printing, the example file and the JSON Schema.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

enum class ShareKind : uint8_t { automatic, local, network };  // automatic: by the file system's type
enum class AtimeResolution : uint8_t { off, day, exact };

struct ShareConfig {
    std::string name;                 // [a-z0-9][a-z0-9._-]*; the last part of the path when not given
    std::string path;                 // absolute, bytes
    std::chrono::seconds scan_every{std::chrono::hours(1)};  // 0: only on demand
    std::chrono::seconds full_every{std::chrono::hours(24)};  // at the latest each file is looked at again; 0: by every scan
    std::chrono::milliseconds stamp_margin{0};  // see fields.cpp; 0: by kind
    uint32_t hold_files = 1000;       // more removals at once, and more than hold_percent of the share, are held
    uint32_t hold_percent = 10;
    std::chrono::seconds keep_gone{std::chrono::hours(24 * 365)};  // what is gone is forgotten after that; 0: never
    uint32_t keep_gone_scans = 10;    // and so many scans
    bool scan_at_start = true;        // scan when the daemon starts and the last scan is older than scan_every
    std::vector<std::string> exclude; // gitignore syntax, relative to path
    std::vector<std::string> exclude_snapshots = {  // the same, tried before `exclude`; [] leaves nothing out
        ".snapshot/", ".snapshots/", ".zfs/", "~snapshot/", "\\#snapshot/", "$RECYCLE.BIN/", "System Volume Information/"};
    std::string marker;               // must exist below path, or nothing is concluded; empty: none
    uint32_t threads = 0;             // worker threads of this share's scanner; 0: automatic (kind and cores)
    uint32_t max_entries_per_second = 0;    // 0: as many as come
    bool back_off = true;             // fewer threads while the share answers slower than it usually does
    std::vector<std::string> quiet_hours;   // config/quiet_hours.hpp
    ShareKind kind = ShareKind::automatic;
    bool one_file_system = true;      // do not go into other mounts below path
    AtimeResolution atime_resolution = AtimeResolution::day;
    std::vector<std::string> client_paths;  // config/client_path.hpp

    bool operator==(const ShareConfig&) const = default;
};

// Both lists, in the order in which they are tried: the last pattern that matches decides.
[[nodiscard]] inline std::vector<std::string> exclude_patterns(const ShareConfig& share) {
    std::vector<std::string> all = share.exclude_snapshots;
    all.insert(all.end(), share.exclude.begin(), share.exclude.end());
    return all;
}

struct CatalogueConfig {
    std::string path = "/var/lib/tocd/catalogue.db";
    std::chrono::milliseconds commit_every{1000};
    bool index = true;

    bool operator==(const CatalogueConfig&) const = default;
};

struct HttpConfig {
    std::vector<std::string> listen = {"127.0.0.1:8080"};  // "host:port", "[v6]:port", "unix:/path"
    uint32_t threads = 8;                // queries that run at once
    uint32_t max_connections = 2048;
    uint32_t max_connections_per_client = 64;   // by remote address; unix sockets are exempt
    uint32_t max_event_streams = 256;           // open answers that wait for news
    uint32_t max_event_streams_per_client = 16;
    uint32_t max_requests_per_second_per_client = 200;  // 0: no limit
    uint32_t max_exports = 8;                   // files.csv and the like that are under way
    uint32_t max_exports_per_client = 4;
    uint32_t max_buffered_bytes = 16 << 20;     // of requests that arrive and answers that wait for their clients
    uint32_t max_header_bytes = 16384;
    uint32_t max_body_bytes = 1048576;
    std::chrono::milliseconds header_timeout{10000};   // first byte to end of headers
    std::chrono::milliseconds body_timeout{30000};
    std::chrono::milliseconds idle_timeout{60000};     // between requests
    std::chrono::milliseconds write_timeout{30000};    // without a byte taken by the client
    std::chrono::milliseconds queue_timeout{2000};     // until a query begins
    std::chrono::milliseconds query_timeout{5000};     // one query
    std::string admin_group = "tocd";  // its members may ask for what cannot be undone; empty: none
    std::vector<std::string> allowed_hosts;  // besides localhost, loopback and listen addresses: names in Host
    std::string anonymous = "local";     // who may ask without saying who he is: local, read, none
    std::vector<std::string> editors;    // as AccessConfig::to
    std::vector<std::string> admins;
    std::vector<std::string> trusted_proxies;  // addresses, or "unix:ACCOUNT"; they say who asks
    std::string identity_header = "X-Remote-User";
    std::string groups_header = "X-Remote-Groups";

    bool operator==(const HttpConfig&) const = default;
};

struct AccessConfig {
    std::string path;                    // absolute, bytes: in a share, its root or above
    std::vector<std::string> to;         // "user:NAME", "group:NAME", "token:NAME"

    bool operator==(const AccessConfig&) const = default;
};

struct ScanConfig {
    uint32_t max_scans = 2;              // shares that are scanned at once
    std::chrono::milliseconds stuck_after{300'000};  // a share that answers nothing for so long is given up
    std::string scanner;                 // path of tocd-scan, or "unix:/path" of its socket; empty: see fields.cpp

    bool operator==(const ScanConfig&) const = default;
};

inline constexpr const char* kAdmins = "admins";

struct PublishConfig {
    std::string name;                    // as a share's; the file is NAME-latest.FORMAT
    std::string to;                      // absolute path of a directory, bytes
    std::chrono::seconds every{std::chrono::hours(24)};
    std::string format = "csv";          // csv, ndjson, sqlite
    std::string query;                   // in the query language; empty: all files that are there
    std::string compress = "none";       // none, gzip, zstd
    std::vector<std::string> seen_by;    // as AccessConfig::to: what these see; or "admins": all; empty: what everybody sees

    bool operator==(const PublishConfig&) const = default;
};

struct LogConfig {
    std::string level = "info";          // error, warning, info, debug

    bool operator==(const LogConfig&) const = default;
};

struct Config {
    std::vector<ShareConfig> shares;
    std::vector<std::string> projects;   // base/project_rules.hpp, in the order in which they are tried
    CatalogueConfig catalogue;
    HttpConfig http;
    std::vector<AccessConfig> access;
    ScanConfig scan;
    std::vector<PublishConfig> publish;
    LogConfig log;

    bool operator==(const Config&) const = default;
};

}  // namespace tocd
