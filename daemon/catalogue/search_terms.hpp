// A query of the query language as SQL over file f and its directory d. It must agree with search/file_match for every
// file; a time that is not known is NULL, whose comparisons are neither true nor false there as here.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/directory_paths.hpp"
#include "catalogue/read_call.hpp"
#include "catalogue/sought_rows.hpp"
#include "catalogue/sql_text.hpp"
#include "model/query_tree.hpp"

#include <deque>
#include <optional>
#include <string_view>

namespace tocd {

// What a key with ranges compares, as an expression; not of owner, group and depth. Not known: NULL.
[[nodiscard]] std::string_view number_of(QueryKey key);

// What the statements of one query look for; lives until they have run.
class SearchTerms {
public:
    SearchTerms(ReadCall& call, DirectoryPaths& paths) : call_(call), paths_(paths), depths_(call, paths) {}
    SearchTerms(const SearchTerms&) = delete;
    SearchTerms& operator=(const SearchTerms&) = delete;

    // Adds " AND …" for each condition that `tree` is made of, those that cost least first.
    void add(SqlText& sql, const QueryTree& tree);

    // Adds an expression: less where f's name fits `tree` better.
    void add_misfit(SqlText& sql, const QueryTree& tree);

private:
    void add_tree(SqlText& sql, const QueryTree& tree);
    void add_value(SqlText& sql, QueryKey key, const QueryValue& value);
    void add_text(SqlText& sql, QueryKey key, const TextValue& value);
    void add_range(SqlText& sql, QueryKey key, const RangeValue& range);
    void add_flag(SqlText& sql, FileFlag flag);
    void add_sought(SqlText& sql, const TextValue& value, std::string_view of);

    ReadCall& call_;
    DirectoryPaths& paths_;
    DirectoryDepths depths_;
    std::deque<SoughtRows> sought_;
    std::deque<SoughtProjects> projects_;
    std::optional<FileMatch> match_;
};

}  // namespace tocd
