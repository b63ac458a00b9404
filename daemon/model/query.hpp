// Questions to the catalogue, as plain structs. HTTP fills them, the catalogue answers them.
#pragma once

#include "base/time.hpp"
#include "model/query_tree.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

// What the one who asks may see. What he may not is not there for him: it is in no row, count, sum or event, and whoever
// names it is told that there is no such thing. See model/sight.hpp for what follows from paths.
struct Viewer {
    bool sees_all = true;             // every share
    std::vector<std::string> shares;  // when not sees_all: names of the shares he may see
    std::vector<std::string> hidden_shares;  // names of shares that he does not see in any case
    std::vector<std::string> hidden;  // absolute paths, bytes: what is there, and all below it, is not for him
    std::vector<std::string> only;    // where there are any: nothing but these and what is below them, and the way to them
    friend bool operator==(const Viewer&, const Viewer&) = default;
};

enum class GoneFilter : uint8_t { present, gone, any };

// relevance: how well the file's name fits the search, best first; equal ones, and all without a search, by name.
// What is equal otherwise goes by id. accessed, born: files whose times are not known come before all others.
// Cursors hold these numbers: a new one goes to the end.
enum class FileSort : uint8_t {
    id, name, size, modified, extension, relevance, path, accessed, changed, seen, first, owner,
    group, links, share, project, inode, born, allocated
};
inline constexpr size_t kFileSorts = static_cast<size_t>(FileSort::allocated) + 1;

// Where a file stands in a sort order: number first, then text (as it is shown), then id. `text` for name, extension,
// path, owner, group, share, project; `number` for sizes, times, links and id, and inode (signed, in the order of the
// unsigned ones); both for relevance, where it is 0 less how well the name fits.
struct SortPosition {
    int64_t number = 0;
    std::string text;
    int64_t id = 0;
    friend auto operator<=>(const SortPosition&, const SortPosition&) = default;
};

struct FileQuery {
    std::vector<std::string> names;  // each must match: a substring without case (ASCII); with * or ? a glob of the whole name
    std::vector<std::string> extensions;  // any of; lowercase, without dot; "" = files without one
    std::optional<std::string> under;     // absolute path bytes of a directory: files anywhere below it
    std::optional<int64_t> min_size_bytes, max_size_bytes;        // inclusive
    std::optional<UnixNs> modified_after_ns, modified_before_ns;  // after inclusive, before exclusive
    std::vector<std::string> owners;  // any of; user names or numeric uids
    std::vector<std::string> projects;  // any of, whole; "" = files of none
    std::vector<std::string> shares;  // any of; none: all
    GoneFilter gone = GoneFilter::present;
    std::optional<Query> search;  // of the query language; what it says of `gone` comes on top of the filter

    FileSort sort = FileSort::name;
    bool descending = false;
    uint32_t limit = 100;     // rows of one page
    std::string after;        // opaque cursor of the page before; empty: from the start
    bool count = false;       // also the exact number and bytes of all matches
};

struct DirectoryQuery {
    std::string path;         // absolute path bytes
    enum class Sort : uint8_t { name, size, files, modified } sort = Sort::name;
    bool descending = false;
    uint32_t limit = 1000;    // child directories, and files, each
    uint32_t offset = 0;      // so many of each are left out before the first
    GoneFilter gone = GoneFilter::present;
};

struct ChangeQuery {
    std::string since;                 // clock of an earlier answer; "": from now on; "start": all that is kept
    std::optional<std::string> share;  // name
    std::optional<std::string> under;  // absolute path bytes: what is or was there, below it, or took it along
    uint32_t limit = 1000;
};

// How long a query may run: the steady-clock moment at which it is interrupted with Error(limit), or earlier, when
// nobody waits for its answer any more.
struct Deadline {
    int64_t monotonic_ns = 0;  // Clock::monotonic_ns(); 0: none
    std::shared_ptr<const std::atomic<bool>> unwanted{};
    [[nodiscard]] bool is_over() const {
        if (unwanted && unwanted->load(std::memory_order_relaxed)) return true;
        return monotonic_ns != 0 && system_clock().monotonic_ns() >= monotonic_ns;
    }
};

}  // namespace tocd
