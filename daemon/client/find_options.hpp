// The options of `toc find` that are parameters of GET /api/v1/files, as one table: a test compares it with the API.
#pragma once

#include <array>
#include <string_view>

namespace tocd {

struct FindOption {
    std::string_view flags;      // as CLI11 reads them
    std::string_view parameter;  // of the API
    std::string_view value;      // what stands in the help
    std::string_view doc;
    bool repeatable = false;
};

inline constexpr auto kFindOptions = std::to_array<FindOption>({
    {"-e,--ext", "ext", "EXT,…", "Only these extensions, without dot; \"\" for files without one", true},
    {"-u,--under", "under", "DIR", "Only files anywhere below this directory", false},
    {"--min-size", "min_size", "SIZE", "At least this large: bytes, or 10k 10M 10G 10T (powers of 1024)", false},
    {"--max-size", "max_size", "SIZE", "At most this large", false},
    {"--modified-after", "modified_after", "TIME", "Changed then or later: 2026-11-22 (UTC), or a time ago: 30m 12h 30d 2w 1y", false},
    {"--modified-before", "modified_before", "TIME", "Changed earlier than that", false},
    {"--owner", "owner", "USER,…", "Only files of these users, by name or number", true},
    {"--share", "share", "SHARE,…", "Only files of these shares", true},
    {"--gone{yes}", "gone", "[=any]", "Only files that are gone; --gone=any: those and what is there", false},
    {"-s,--sort", "sort", "KEY", "name, size, modified, ext or id; -KEY for descending (default: id, the catalogue's order, which comes at once)", false},
    {"-n,--limit", "limit", "COUNT", "At most this many files (default: all)", false},
});

}  // namespace tocd
