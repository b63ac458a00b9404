// The commands of toc. Each writes its answer to standard output and gives the exit code; all throw what
// Session::get() throws. Thread: one.
#pragma once

#include "client/session.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tocd {

enum ExitCode : int {
    kFound = 0,
    kNothing = 1,     // no match; scan: a scan was refused, or there was nothing to stop or to confirm
    kTrouble = 2,     // a wrong command line, a path or share that is not known, no daemon, an answer that broke off
    kIncomplete = 3,  // scan --wait: something could not be read, or the scan was stopped
};

struct FindRequest {
    std::vector<std::pair<std::string, std::string>> filters;  // parameters of GET /api/v1/files
    std::string query;     // the filter q, as it was put together
    std::string one_text;  // the first word that was quoted for its blank; empty: none was
    bool long_listing = false;
    bool count = false;
};
// All files that match, in the catalogue's order unless the filters have a sort; streamed in bounded memory. Throws
// QueryError too.
[[nodiscard]] int run_find(const Session& session, const FindRequest& request);

struct FacetsRequest {
    FindRequest files;            // of these
    std::vector<std::string> by;  // as of GET /api/v1/facets; none: ext, owner, share, size and age
    std::string sort = "files";   // or size
    int limit = 10;               // values of each
};
// What the files are: how many, and how many bytes, by extension, owner, …. Throws as run_find().
[[nodiscard]] int run_facets(const Session& session, const FacetsRequest& request);

struct DatasetsRequest {
    FindRequest files;  // of these
    std::string sort = "relevance";
    int limit = 20;
    bool long_listing = false;
};
// The directories that hold the files, or are called what is looked for. Throws as run_find().
[[nodiscard]] int run_datasets(const Session& session, const DatasetsRequest& request);

struct ExportRequest {
    std::string format = "csv";  // csv, ndjson, paths0, sqlite
    std::string query;           // in the query language; empty: all files
    std::string sort;            // as of GET /api/v1/files.csv; empty: the catalogue's order, the fastest
    std::string file;            // empty or "-": standard output
};
// The daemon's own export, byte by byte as it gives it. A file is there whole, or an older one stays. kNothing: no file matches.
[[nodiscard]] int run_export(const Session& session, const ExportRequest& request);

struct ListRequest {
    std::vector<std::string> paths;  // absolute; none: the roots of all shares
    std::string sort = "name";       // name, size, files, modified; '-' before it: descending
    std::string gone = "no";         // no, yes, any
    bool long_listing = false;
};
// What is directly inside each directory; a path that is a file's shows that file.
[[nodiscard]] int run_list(const Session& session, const ListRequest& request);

struct UsageRequest {
    std::vector<std::string> paths;  // absolute; none: the roots of all shares
    std::string sort = "-size";
    int depth = 1;
    bool allocated = false;  // bytes on disk instead of lengths
};
// What lies below each directory and, so many levels deep, below those in it; as du(1), children first.
[[nodiscard]] int run_usage(const Session& session, const UsageRequest& request);

struct StatsRequest {
    std::string share;
    std::string by;    // "", ext, owner, directory; slow, large, unreadable, coverage: see run_insight
    std::string sort;  // size, files
    int top = 5;
};
[[nodiscard]] int run_stats(const Session& session, const StatsRequest& request);
// Directories that stand out, and how far each share is covered: the other half of run_stats.
[[nodiscard]] int run_insight(const Session& session, const StatsRequest& request);

// The shares of these names, or all.
[[nodiscard]] int run_shares(const Session& session, const std::vector<std::string>& names);

struct ChangesRequest {
    std::string since;  // a clock; empty: all that is kept, or with `follow` from now on
    std::string share;
    std::string path;  // absolute; empty: everywhere
    bool follow = false;
};
// What scans found added, changed, moved and gone. kIncomplete: the history does not reach back so far.
[[nodiscard]] int run_changes(const Session& session, const ChangesRequest& request);

struct ScanRequest {
    std::vector<std::string> words;  // names of shares, or paths in them; none: all configured shares
    bool full = false;               // every directory, not only those whose times have changed
    bool wait = false;
    bool stop = false;
    bool accept_root = false;
    bool pause = false;
    bool resume = false;
    bool confirm = false;  // no scan: what is held of these shares is gone
};
// Starts scans, or stops them, or confirms what they held; waits for their end when asked to. Without waiting the code is kFound once they are
// under way.
[[nodiscard]] int run_scan(const Session& session, const ScanRequest& request);

struct ChangedRequest {
    std::string share;
    std::vector<std::string> paths;  // absolute; none: those of standard input, absolute or relative to the share
};
// Has the directories that hold these paths scanned. kNothing when there was no path, kTrouble when one is not in the share:
// that one is skipped and said.
[[nodiscard]] int run_changed(const Session& session, const ChangedRequest& request);

struct ExplainRequest {
    std::vector<std::string> paths;  // absolute; a slash at the end says that it is a directory
};
// Why each path is in its share or left out: a line each. kNothing when one is left out, kTrouble when one is below no share.
[[nodiscard]] int run_explain(const Session& session, const ExplainRequest& request);

}  // namespace tocd
