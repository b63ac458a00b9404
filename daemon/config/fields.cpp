#include "config/fields.hpp"

namespace tocd {
namespace {

constexpr int64_t kSecond = 1000;
constexpr int64_t kHour = 3600 * kSecond;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kMaxPathBytes = 4095;  // PATH_MAX with its NUL
constexpr int64_t kMaxPatterns = 1000;
constexpr int64_t kMaxProjectRules = 100;  // each is tried on each directory

Section section_of(const ShareConfig*) { return Section::shares; }
Section section_of(const Config*) { return Section::projects; }  // the one section without keys
Section section_of(const CatalogueConfig*) { return Section::catalogue; }
Section section_of(const HttpConfig*) { return Section::http; }
Section section_of(const AccessConfig*) { return Section::access; }
Section section_of(const ScanConfig*) { return Section::scan; }
Section section_of(const PublishConfig*) { return Section::publish; }
Section section_of(const LogConfig*) { return Section::log; }

ShareConfig& part(Config& config, size_t entry, const ShareConfig*) { return config.shares.at(entry); }
AccessConfig& part(Config& config, size_t entry, const AccessConfig*) { return config.access.at(entry); }
PublishConfig& part(Config& config, size_t entry, const PublishConfig*) { return config.publish.at(entry); }
Config& part(Config& config, size_t, const Config*) { return config; }
CatalogueConfig& part(Config& config, size_t, const CatalogueConfig*) { return config.catalogue; }
HttpConfig& part(Config& config, size_t, const HttpConfig*) { return config.http; }
ScanConfig& part(Config& config, size_t, const ScanConfig*) { return config.scan; }
LogConfig& part(Config& config, size_t, const LogConfig*) { return config.log; }

template <class Struct, class Value>
Field row(std::string_view key, Value Struct::*member, Limits limits, std::string_view doc) {
    constexpr const Struct* kStruct = nullptr;
    Field field{section_of(kStruct), key, {}, limits, doc, Format::plain, {}, {}, false};
    field.slot = [member](Config& config, size_t entry) -> Slot { return &(part(config, entry, kStruct).*member); };
    if constexpr (std::is_enum_v<Value>) field.choices = words_of(Value{});
    return field;
}

Field as(Format format, Field field) {
    field.format = format;
    return field;
}

Field with_choices(std::vector<std::string_view> choices, Field field) {
    field.choices = std::move(choices);
    return field;
}

Field with_example(std::string_view example, Field field) {
    field.example = example;
    return field;
}

Field required(Field field) {
    field.required = true;
    return field;
}

}  // namespace

const std::vector<SectionRow>& sections() {
    static const std::vector<SectionRow> rows = {
        {Section::shares, "shares", "The directory trees to keep in the catalogue."},
        {Section::projects, "projects", "Which directories belong to which project."},
        {Section::catalogue, "catalogue", "Where the catalogue is kept."},
        {Section::http, "http", "The API and the web page, and what one client may ask of them."},
        {Section::access, "access", "Who may see what: everybody who may read sees what no entry names."},
        {Section::scan, "scan", "What holds for the scans of all shares together."},
        {Section::publish, "publish", "Tables of contents that are written to a directory at regular times."},
        {Section::log, "log", "The log, on standard error and in the journal."},
    };
    return rows;
}

const std::vector<Field>& fields() {
    constexpr Limits kFlag{0, 1};
    constexpr Limits kWord{0, 64};
    static const std::vector<Field> rows = {
        required(with_example(
            "/srv/data",
            as(Format::bytes,
               row("path", &ShareConfig::path, {1, kMaxPathBytes},
                   "The tree's directory: an absolute path without \".\", \"..\" and a slash at the end. A share may "
                   "lie inside another one only where that one excludes it.")))),
        with_example(
            "data",
            row("name", &ShareConfig::name, {1, 64},
                "What the share is called in the API and on the page: a-z 0-9 . _ - beginning with a letter or digit. "
                "Without it the last part of the path, made to fit.")),
        row("scan_every", &ShareConfig::scan_every, {0, 366 * kDay},
            "Time from the start of one scan to the next; 0 scans only when somebody asks."),
        row("full_every", &ShareConfig::full_every, {0, 366 * kDay},
            "Scans that begin by schedule list only directories whose times have changed, which shows names that are new or "
            "gone; and each directory when its files were looked at so long ago, little by little, which shows files that "
            "changed in place. 0 lists everything every time."),
        row("stamp_margin", &ShareConfig::stamp_margin, {0, kDay},
            "The times of a directory prove nothing unless they are so much older than the moment they were read: they "
            "have a granularity, and servers clocks of their own. 0: 2 seconds, 15 minutes over a network."),
        row("hold_files", &ShareConfig::hold_files, {0, 1'000'000'000},
            "When a scan misses more files than this, and more than hold_percent of the share, they stay until a second "
            "complete scan a day later misses them too, or an admin confirms."),
        row("hold_percent", &ShareConfig::hold_percent, {0, 100}, "See hold_files."),
        row("keep_gone", &ShareConfig::keep_gone, {0, 100 * 366 * kDay},
            "What is gone is still shown, with the time it was last seen, for so long, and at least until keep_gone_scans scans "
            "of the whole share have ended since; then it is forgotten. Files whose removal is held, and what lay in a "
            "directory that cannot be listed, wait. 0 forgets nothing."),
        row("keep_gone_scans", &ShareConfig::keep_gone_scans, {0, 1'000'000}, "See keep_gone."),
        row("scan_at_start", &ShareConfig::scan_at_start, kFlag,
            "Scan when the daemon starts and the last scan is older than scan_every."),
        as(Format::bytes, row("exclude", &ShareConfig::exclude, {0, kMaxPatterns},
                              "What is left out, in the syntax of gitignore(5) relative to path, for example "
                              "[\"*.tmp\", \"/scratch/\", \"!keep.tmp\"].")),
        as(Format::bytes, row("exclude_snapshots", &ShareConfig::exclude_snapshots, {0, kMaxPatterns},
                              "Folders in which file servers show older states of what is there, and recycle bins: left out "
                              "as exclude says, which is tried after them and may take some back in (\"!.snapshot/\"). [] "
                              "leaves none out.")),
        as(Format::bytes, row("marker", &ShareConfig::marker, {0, kMaxPathBytes},
                              "A file or directory, relative to path, that shows that the right file system is mounted: it "
                              "must be there before and after a scan, or the scan concludes nothing. Empty asks for none.")),
        row("threads", &ShareConfig::threads, {0, 256},
            "Worker threads of the share's scanner; 0 takes 4 for a network share, else two per core, at most 16."),
        row("max_entries_per_second", &ShareConfig::max_entries_per_second, {0, 100'000'000},
            "Names that a scan looks at in a second, at most; 0 sets no limit."),
        row("back_off", &ShareConfig::back_off, kFlag,
            "Scan with fewer threads while the share answers several times slower than it usually does."),
        row("quiet_hours", &ShareConfig::quiet_hours, {0, 64},
            "Local times in which no scan starts by its schedule and one that runs is paused, for example [\"mon-fri "
            "08:00-18:00\", \"sat,sun 22:00-06:00\"]; the days are those of the beginning. A scan that somebody asks for "
            "runs all the same."),
        row("kind", &ShareConfig::kind, kWord,
            "Whether the files are on this machine or come over a network; automatic asks the file system."),
        row("one_file_system", &ShareConfig::one_file_system, kFlag, "Do not go into what else is mounted below path."),
        row("atime_resolution", &ShareConfig::atime_resolution, kWord,
            "How exactly the time of last access is kept; off saves rewriting rows of files that are only read."),
        row("client_paths", &ShareConfig::client_paths, {0, 16},
            "Where people find the share on their own machines, so that the page can copy paths that work there: '/mnt/data', "
            "'\\\\server\\data', 'X:' or 'smb://server/data'; in YAML in single quotes."),

        with_example(
            "^/srv/projects/(?P<project>[^/]+)/",
            row("", &Config::projects, {0, kMaxProjectRules},
                "Regular expressions of RE2 (https://github.com/google/re2/wiki/Syntax), each looked for in the absolute path of a directory "
                "as it is shown, with a slash at its end: so one that names a project's directory fits it and all below it. The first that "
                "matches decides; what its group (?P<project>...) holds is the project of the directory and of the files in it, and an empty "
                "group says that there is none. They can be asked for by project:, without a scan.")),

        as(Format::bytes,
           row("path", &CatalogueConfig::path, {1, kMaxPathBytes},
               "The SQLite file: an absolute path on a local disk, outside the shares. Other files stand beside it.")),
        row("commit_every", &CatalogueConfig::commit_every, {10, 60 * kSecond},
            "What a scan found is stored, and visible, after at most this time."),
        row("index", &CatalogueConfig::index, kFlag,
            "Keep the columns of all files in memory, some 60 bytes a file: searches take milliseconds instead of seconds. Without it "
            "there are no facets and datasets."),

        row("listen", &HttpConfig::listen, {0, 64},
            "Addresses: \"host:port\", \"[v6]:port\" or \"unix:/path\". One that other machines reach needs a word on who may ask: "
            "anonymous or trusted_proxies."),
        row("threads", &HttpConfig::threads, {1, 256}, "Queries that run at once. Of more than two, one client (address, or user whom a trusted proxy names) leaves one to others, and a quarter is for clients that used little time lately."),
        row("max_connections", &HttpConfig::max_connections, {1, 100'000}, "Connections open at once."),
        row("max_connections_per_client", &HttpConfig::max_connections_per_client, {1, 100'000},
            "The same per remote address; unix sockets are not counted."),
        row("max_event_streams", &HttpConfig::max_event_streams, {0, 100'000},
            "Answers open at once that wait for news: events, and changes asked for with wait."),
        row("max_event_streams_per_client", &HttpConfig::max_event_streams_per_client, {1, 100'000},
            "The same per remote address, or per user whom a trusted proxy names; unix sockets are not counted otherwise."),
        row("max_requests_per_second_per_client", &HttpConfig::max_requests_per_second_per_client, {0, 1'000'000},
            "More from one remote address, or of one user whom a trusted proxy names, are answered 429, after two seconds' worth at once; 0: no "
            "limit. Unix sockets are not counted otherwise. Behind a proxy at a TCP address that names nobody all clients are one: set 0 here and the "
            "limit there."),
        row("max_exports", &HttpConfig::max_exports, {1, 100'000}, "Answers files.csv, files.ndjson and files.paths0 under way at once."),
        row("max_exports_per_client", &HttpConfig::max_exports_per_client, {1, 100'000},
            "The same per remote address, or per user whom a trusted proxy names; unix sockets are not counted otherwise."),
        as(Format::size,
           row("max_buffered_bytes", &HttpConfig::max_buffered_bytes, {1 << 20, 1 << 30},
               "Memory for requests that arrive and answers that wait for their clients; when it is full, the connection of the "
               "client that holds most is cut.")),
        as(Format::size,
           row("max_header_bytes", &HttpConfig::max_header_bytes, {1024, 1 << 20}, "Request line and headers.")),
        as(Format::size, row("max_body_bytes", &HttpConfig::max_body_bytes, {1024, 1 << 30}, "Body of one request.")),
        row("header_timeout", &HttpConfig::header_timeout, {100, kHour},
            "From the first byte of a request to the end of its headers."),
        row("body_timeout", &HttpConfig::body_timeout, {100, kHour},
            "From the end of the headers to the end of the body."),
        row("idle_timeout", &HttpConfig::idle_timeout, {100, kDay}, "Between two requests on one connection."),
        row("write_timeout", &HttpConfig::write_timeout, {100, kHour},
            "Without a byte of the answer taken by the client."),
        row("queue_timeout", &HttpConfig::queue_timeout, {10, kHour},
            "A request for which no thread had time for so long is answered 503: when too much is asked, what is answered comes in time."),
        row("query_timeout", &HttpConfig::query_timeout, {10, kHour},
            "Time for one query; then the answer is an error that says so."),
        row("admin_group", &HttpConfig::admin_group, {0, 64},
            "Members of this group may ask, over a unix socket, for what cannot be undone, such as to accept an exchanged "
            "root; so may root and the account that tocd runs as, the latter over loopback too. Empty: no group. "
            "tocd.service shows tocd its own group alone: for another one give the unit PrivateUsers=no (systemctl edit tocd.service)."),
        row("allowed_hosts", &HttpConfig::allowed_hosts, {0, 64},
            "Names by which browsers may reach this server (the Host header), besides localhost, loopback and the "
            "addresses of "
            "listen, for example [\"toc.example.org\"]."),
        with_choices({"local", "read", "none"},
                     row("anonymous", &HttpConfig::anonymous, kWord,
                         "What may be asked by whoever does not say who he is. local: over loopback and unix sockets all but what is for admins, from "
                         "elsewhere nothing; read: from everywhere what changes nothing; none: nothing, from anywhere.")),
        row("editors", &HttpConfig::editors, {0, kMaxPatterns},
            "Who may start, stop and pause scans, beside admins: \"user:NAME\" and \"group:NAME\", as a trusted proxy or the unix socket tells "
            "them. Tokens have a role of their own (tocd token)."),
        row("admins", &HttpConfig::admins, {0, kMaxPatterns},
            "Who may ask for what cannot be undone as well, and sees everything; as editors, and beside those of admin_group."),
        row("trusted_proxies", &HttpConfig::trusted_proxies, {0, 64},
            "Proxies that tell who asks: addresses, such as \"10.0.0.7\", and \"unix:ACCOUNT\" for what this account sends over a unix socket. From "
            "everybody else identity_header and groups_header are refused. A loopback address trusts every account of this machine. "
            "tocd.service hides other accounts from tocd: for unix:ACCOUNT give it PrivateUsers=no (systemctl edit tocd.service)."),
        row("identity_header", &HttpConfig::identity_header, {1, 64},
            "The header in which a trusted proxy names the user. It must drop what clients send under this name."),
        row("groups_header", &HttpConfig::groups_header, {1, 64}, "The same for his groups, with commas between them."),

        required(with_example(
            "/srv/data/staff",
            as(Format::bytes, row("path", &AccessConfig::path, {1, kMaxPathBytes},
                                  "The absolute path of a share, of a directory in one, or of one above; a file cannot be hidden by itself. For everybody else it is not there, nor what is below: it is in "
                                  "no list, count, total, event or export, and shares of which something is hidden show no scans.")))),
        row("to", &AccessConfig::to, {0, kMaxPatterns},
            "Who sees it, as the other entries let him: \"user:NAME\", \"group:NAME\" or \"token:NAME\". Admins always do."),

        row("max_scans", &ScanConfig::max_scans, {1, 64}, "Shares that are scanned at once."),
        row("stuck_after", &ScanConfig::stuck_after, {100, kDay},
            "A share that answers nothing for so long is given up, shown as stuck, and tried again later; everything else "
            "goes on."),
        as(Format::bytes, row("scanner", &ScanConfig::scanner, {0, kMaxPathBytes},
                              "What lists the shares: \"unix:/path\" of a socket at which tocd-scan answers, or the path of the program "
                              "tocd-scan. Empty takes what the environment variable TOCD_SCANNER names, as tocd.service sets it, or "
                              "else the tocd-scan beside tocd.")),

        required(with_example("contents", row("name", &PublishConfig::name, {1, 64},
                                              "What the file is called: NAME-latest.csv, .ndjson or .db, with .gz or .zst behind it when "
                                              "it is compressed. a-z 0-9 . _ - as in the name of a share."))),
        required(with_example("/srv/contents", as(Format::bytes, row("to", &PublishConfig::to, {1, kMaxPathBytes},
                                                                     "The directory that the file is written to: an absolute path. tocd makes the file "
                                                                     "beside its place, as .NAME.part, and replaces the older one when all of it is "
                                                                     "on the disk. tocd.service needs ReadWritePaths= for it (systemctl edit tocd.service).")))),
        row("every", &PublishConfig::every, {kSecond, 366 * kDay}, "Time from one to the next; also after one that failed, of which the old file stays."),
        with_choices({"csv", "ndjson", "sqlite"},
                     row("format", &PublishConfig::format, kWord,
                         "csv and ndjson: the files, as GET /api/v1/files.csv and files.ndjson give them; sqlite: the whole catalogue, as snapshot.db.")),
        row("query", &PublishConfig::query, {0, 4096}, "Only files that this search in the query language finds (query.md); not with sqlite."),
        with_choices({"none", "gzip", "zstd"}, row("compress", &PublishConfig::compress, kWord, "How the file is compressed.")),
        row("seen_by", &PublishConfig::seen_by, {0, kMaxPatterns},
            "Whom it is for, as the entries of access name them; what these hide from him is left out. Empty: what everybody sees. \"admins\": all, "
            "which sqlite is in any case."),

        with_choices({"error", "warning", "info", "debug"},
                     row("level", &LogConfig::level, kWord, "The least severe lines that are logged.")),
    };
    return rows;
}

const Field* whole_section(Section section) {
    for (const Field& field : fields())
        if (field.section == section && field.key.empty()) return &field;
    return nullptr;
}

bool is_list(Section section) noexcept { return section == Section::shares || section == Section::access || section == Section::publish; }

size_t entries_of(const Config& config, Section section) {
    if (section == Section::shares) return config.shares.size();
    if (section == Section::access) return config.access.size();
    return section == Section::publish ? config.publish.size() : 1;
}

void add_entry(Config& config, Section section) {
    if (section == Section::shares) config.shares.emplace_back();
    if (section == Section::access) config.access.emplace_back();
    if (section == Section::publish) config.publish.emplace_back();
}

Config default_entries() {
    Config config;
    for (const SectionRow& row : sections()) add_entry(config, row.section);
    return config;
}

const std::vector<std::string_view>& words_of(ShareKind) {
    static const std::vector<std::string_view> words = {"automatic", "local", "network"};
    static_assert(static_cast<int>(ShareKind::network) == 2);
    return words;
}

const std::vector<std::string_view>& words_of(AtimeResolution) {
    static const std::vector<std::string_view> words = {"off", "day", "exact"};
    static_assert(static_cast<int>(AtimeResolution::exact) == 2);
    return words;
}

}  // namespace tocd
