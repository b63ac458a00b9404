// What the tests of the query language share.
#pragma once

#include "base/time.hpp"
#include "model/file_facts.hpp"
#include "search/file_match.hpp"
#include "search/query_syntax.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace tocd {

inline const UnixNs kNow = parse_iso("2026-11-24T12:00:00Z").value();

inline Query parsed(std::string_view text) {
    auto query = parse_query(text, kNow);
    if (const auto* problem = std::get_if<QueryProblem>(&query)) FAIL(std::string(text) << "\n" << problem->text());
    return std::get<Query>(std::move(query));
}

inline std::string normal(std::string_view text) { return parsed(text).text; }

inline QueryProblem problem_of(std::string_view text) {
    auto query = parse_query(text, kNow);
    if (const auto* read = std::get_if<Query>(&query)) FAIL("was read as " << read->text);
    return std::get<QueryProblem>(std::move(query));
}

inline bool finds(std::string_view query, const FileFacts& file) { return FileMatch(parsed(query).tree).matches(file); }

inline FileFacts sample_file() {
    FileFacts file;
    file.path = "/srv/Projects/Weld 7/raw/Run_0231.Srh5";
    file.extension = "srh5";
    file.share = "lab";
    file.project = "weld";
    file.owner = "bob";
    file.group = "Imaging";
    file.uid = 1000;
    file.gid = 200;
    file.size_bytes = 5 << 20;
    file.mtime_ns = parse_iso("2017-05-03T10:30:15.5Z").value();
    file.ctime_ns = parse_iso("2018-01-01T00:00:00Z").value();
    file.atime_ns = parse_iso("2026-11-20T00:00:00Z").value();
    file.first_seen_ns = parse_iso("2024-02-29T03:00:00Z").value();
    file.last_seen_ns = parse_iso("2026-11-24T03:00:00Z").value();
    file.depth = 3;
    return file;
}

}  // namespace tocd
