// Directories that a query finds, as the answers of /datasets, /directories?q= and /stats/top-dirs. Thread: any.
#pragma once

#include "http/routes.hpp"
#include "model/facets.hpp"

#include <string_view>

namespace tocd {

// The choices of sort=.
inline constexpr std::string_view kDatasetSorts = "relevance,files,size,newest,oldest,name,path";
[[nodiscard]] DatasetSort dataset_sort(std::string_view key);

// What one page is asked for by the parameters after, limit (`preset` when it is not given) and offset.
[[nodiscard]] DatasetQuery read_dataset_page(const Call& call, uint32_t preset);

// One page. Throws BadParameter where the cursor is not of this query.
[[nodiscard]] DatasetPage read_datasets(Reader& reader, const Viewer& viewer, const FileQuery& query, const DatasetQuery& datasets, const Deadline& deadline);

// The directories of the files that the call's filters ask for. Its table has fields= of Dataset.
[[nodiscard]] Answer dataset_answer(const Call& call, const DatasetQuery& datasets);
[[nodiscard]] Json datasets_schema();

}  // namespace tocd
