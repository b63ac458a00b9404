// The words and options of `toc find`. Those that are parameters of GET /api/v1/files stand in one table, which a test
// compares with the API.
#pragma once

#include "client/commands.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace tocd {

struct FindOption {
    std::string_view flags;      // as CLI11 reads them
    std::string_view parameter;  // of the API
    std::string_view value;      // what stands in the help
    std::string_view doc;
    bool repeatable = false;
};

inline constexpr auto kFindOptions = std::to_array<FindOption>({
    {"--query", "q", "QUERY", "The same in one word, blanks and all: 'weld ext:h5 size:>1G modified:2017'", false},
    {"-e,--ext", "ext", "EXT,…", "Only these extensions, without dot; \"\" for files without one", true},
    {"-u,--under", "under", "DIR", "Only files anywhere below this directory", false},
    {"--min-size", "min_size", "SIZE", "At least this large: bytes, or 10k 10M 10G 10T (powers of 1024)", false},
    {"--max-size", "max_size", "SIZE", "At most this large", false},
    {"--modified-after", "modified_after", "TIME",
     "Changed then or later: 2026-11-22 (UTC), or a time ago: 30m 12h 30d 2w 1y", false},
    {"--modified-before", "modified_before", "TIME", "Changed earlier than that", false},
    {"--owner", "owner", "USER,…", "Only files of these users, by name or number", true},
    {"--project", "project", "PROJECT,…", "Only files of these projects; \"\" for files of none", true},
    {"--share", "share", "SHARE,…", "Only files of these shares", true},
    {"--gone{yes}", "gone", "[=any]", "Only files that are gone; --gone=any: those and what is there", false},
    {"-s,--sort", "sort", "KEY",
     "relevance, name, path, share, project, ext, size, modified, changed, accessed, seen, first, owner, group, links or id, and, of at most "
     "100000 files, allocated, born or inode; -KEY for descending (default: relevance when words are looked for, else id, the catalogue's "
     "order, which comes at once)",
     false},
    {"-n,--limit", "limit", "COUNT", "At most this many files (default: all)", false},
});

// What was written; `values` go with kFindOptions.
struct FindWords {
    std::vector<std::string> words;
    std::array<std::vector<std::string>, kFindOptions.size()> values;
    bool long_listing = false, count = false;
};

// Has `app` fill `find`, which must outlive its parse: words and filters; the second also order, limit and what is shown.
void add_filter_options(CLI::App& app, FindWords& find);
void add_find_options(CLI::App& app, FindWords& find);
// Throws Error(invalid_argument) for what cannot be meant.
[[nodiscard]] FindRequest request_of(const FindWords& find);

// The option's long name for a parameter of the API: "min_size" → "min-size".
[[nodiscard]] std::string option_name(const std::string& parameter);

}  // namespace tocd
