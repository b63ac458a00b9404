// What the files of a query are, in groups.
#pragma once

#include "base/time.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

enum class FacetKey : uint8_t { ext, owner, group, share, project, size, age, year, directory };

struct FacetValue {
    std::string value;  // as it is shown: "h5", "1M..16M", "2017", a path
    std::string query;  // what the query language says of it; added to the query by AND it finds these files
    Totals totals;
};

struct Facet {
    FacetKey by = FacetKey::ext;
    std::vector<FacetValue> values;  // size, age and year in their order; else those with most files first
    int64_t distinct = 0;            // values that there are
    Totals others;                   // of values that the limit cut
};

struct FacetPage {
    Totals total;
    std::vector<Facet> facets;
    bool complete = true;  // false: the deadline cut it
    UnixNs as_of_ns = 0;
};

// A directory by the files of a query that lie directly in it.
struct DatasetType {
    std::string extension;  // "": none
    int64_t files = 0;
};
struct Dataset {
    int64_t directory_id = 0;
    std::string path;  // absolute, as it is shown
    std::string share;
    std::string project;  // empty: none
    Totals totals;
    UnixNs oldest_ns = 0, newest_ns = 0;  // mtime
    std::vector<DatasetType> types;       // the most frequent first
    int64_t more_types = 0;               // that are left out
    std::vector<std::string> owners;      // the most frequent first
    int64_t more_owners = 0;
};

enum class DatasetSort : uint8_t { files, size, newest, oldest, path };

struct DatasetPage {
    int64_t directories = 0;  // in all
    Totals total;
    std::vector<Dataset> datasets;
    bool complete = true;
    UnixNs as_of_ns = 0;
};

}  // namespace tocd
