// What the files of a query are, in groups: questions and answers.
#pragma once

#include "base/time.hpp"
#include "model/query.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

enum class FacetKey : uint8_t { ext, owner, group, share, project, size, age, year, directory };

struct FacetQuery {
    std::vector<FacetKey> by;
    uint32_t limit = 20;
    UnixNs now_ns = 0;
    bool by_size = false;  // those with most bytes first, instead of most files
};

struct FacetValue {
    std::string value;  // as it is shown: "h5", "1M..16M", "2017", a path
    std::string query;  // what the query language says of it; added to the query by AND it finds these files
    Totals totals;
    int64_t directory_id = 0;           // of a directory
    std::optional<std::string> exact{};  // bytes of its path, where `value` is not exact
};

struct Facet {
    FacetKey by = FacetKey::ext;
    std::vector<FacetValue> values;  // size, age and year in their order; else those with most files, or bytes, first
    int64_t distinct = 0;            // values that there are
    Totals others;                   // of values that the limit cut
};

struct FacetPage {
    Totals total;
    std::vector<Facet> facets;
    bool complete = true;  // false: the deadline cut it
    UnixNs as_of_ns = 0;
};

struct HistogramQuery {
    FacetKey of = FacetKey::size;  // size, age or year
    std::optional<FacetKey> by;
    uint32_t limit = 20;
    UnixNs now_ns = 0;
};

// The files of a query by classes of one property; with `by` also those of each of its values.
struct HistogramRow {
    FacetValue value;
    std::vector<Totals> classes;  // as HistogramPage::classes
};
struct HistogramPage {
    Totals total;
    std::vector<FacetValue> classes;  // in their order
    std::vector<HistogramRow> rows;   // those with most files first, or in the order of `by`
    int64_t distinct = 0;             // rows that there are
    HistogramRow others;              // of those that the limit cut
    size_t first_class = 0;           // number of the first of `classes`
    bool complete = true;
    UnixNs as_of_ns = 0;
};

// relevance: first those whose own names words of the query stand in, the better the earlier; equal ones, and all others, by
// most files. What is equal otherwise goes by id.
enum class DatasetSort : uint8_t { relevance, files, size, newest, oldest, name, path };

struct DatasetQuery {
    DatasetSort sort = DatasetSort::relevance;
    bool descending = false;
    bool by_name = true;  // also directories that are called what is looked for and hold no file of the query
    uint32_t limit = 20;
    uint32_t offset = 0;  // so many are left out before the first
    std::string after;    // opaque cursor of the page before; empty: from the start
};

// A directory by the files of a query that lie directly in it.
struct DatasetType {
    std::string extension;  // "": none
    int64_t files = 0;
};
struct DatasetPeriod {
    int year = 0;   // of mtime, UTC
    int month = 0;  // 1 to 12; 0: the whole year
    int64_t files = 0;
};
struct Dataset {
    int64_t directory_id = 0;
    std::string path;   // absolute, exact bytes
    std::string share;
    std::string project;  // empty: none
    bool called = false;  // a word of the query stands in its own name, and the query does not rule the directory out
    Totals totals;      // no files: it is found by its name
    UnixNs oldest_ns = 0, newest_ns = 0;  // mtime; of files
    std::vector<DatasetType> types;       // the most frequent first
    int64_t more_types = 0;               // that are left out
    std::vector<std::string> owners;      // the most frequent first
    int64_t more_owners = 0;
    std::vector<DatasetPeriod> periods;  // those with files, the earliest first: months where all lie within two years, else years
};

struct DatasetPage {
    int64_t directories = 0;  // in all
    int64_t called = 0;       // of these by their names
    Totals total;             // of the files
    std::vector<Dataset> datasets;
    std::string next;         // cursor of the next page; empty: this was the last
    bool complete = true;
    UnixNs as_of_ns = 0;
};

}  // namespace tocd
