// A FileQuery as SQL over the table `file` (alias f): conditions whose values are all bound parameters.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/directory_paths.hpp"
#include "catalogue/directory_sights.hpp"
#include "catalogue/read_call.hpp"
#include "catalogue/search_terms.hpp"
#include "catalogue/sql_text.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// Where the files of a query are, after its names of shares, owners, extensions and directories were looked up.
struct FileScope {
    std::vector<const ShareRow*> shares;  // what as_of speaks of
    bool every_share = true;              // no condition on shares is needed
    int64_t below = 0;                    // directory id of `under`; 0: everywhere in these shares
    bool nothing = false;                 // no file can match
    std::shared_ptr<DirectorySights> sights;  // null: the viewer sees all files there; statements refer to it
    QueryTree tree;                       // what else the query asks: its search and all its filters
    std::shared_ptr<SearchTerms> search;  // of a tree that asks something; statements refer to it
};

// The filters of a query (names, extensions, owners, sizes, times) and its search, as one tree.
[[nodiscard]] QueryTree whole_tree(const FileQuery& query);

// Throws Error(not_found) for an unknown share or `under`, Error(invalid_argument) for too many or too long values.
[[nodiscard]] FileScope find_scope(ReadCall& call, DirectoryPaths& paths, const FileQuery& query);

// "SELECT <columns> FROM … WHERE …" over file f and directory d, ready for more conditions that start with " AND ".
// The rows come in the quickest order.
[[nodiscard]] SqlText select_files(const FileQuery& query, const FileScope& scope, std::string_view columns);
// The same with columns that have parameters.
using AddColumns = std::function<void(SqlText&)>;
[[nodiscard]] SqlText select_files(const FileQuery& query, const FileScope& scope, const AddColumns& add_columns);

// The same with ORDER BY the file's id, from `bound` on (0: from the start), up or down. Nothing is sorted: the rows
// come as they are stored, so that all pages of an export together cost one pass.
[[nodiscard]] SqlText select_files_by_id(const FileQuery& query, const FileScope& scope, std::string_view columns,
                                         bool descending, int64_t bound);

// The conditions of a GoneFilter on file f and its directory d, starting with " AND "; as the view `files` has it.
[[nodiscard]] std::string_view gone_condition(GoneFilter gone) noexcept;

}  // namespace tocd
