// Recursive totals of directories in which something is hidden from the viewer, as if it had never been there.
// Thread: that of its ReadCall.
#pragma once

#include "catalogue/read_call.hpp"
#include "catalogue/totals.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace tocd {

struct SeenTotals {
    int64_t own_files = 0, own_size_bytes = 0;
    int64_t files = 0, directories = 0, failed = 0;  // recursive; failed: itself included
    WideBytes size_bytes = 0, allocated_bytes = 0;
    std::optional<UnixNs> newest_mtime_ns;
    int64_t hidden_entries = 0;  // names directly inside that he does not see
};

class SeenTotalsOf {
public:
    explicit SeenTotalsOf(ReadCall& call) : call_(call) {}

    // Of a directory whose state is not decided. Adds up its children, and those of the undecided ones among them: of the others
    // the kept totals hold. As of the end of the last scan, as these are.
    [[nodiscard]] const SeenTotals& of(int64_t directory_id, Sight::State state);

    // Puts them in place of what was read for everybody.
    void put(DirectoryRecord& record, Sight::State state);

private:
    void add_children(SeenTotals& to, int64_t directory_id, Sight::State state);

    ReadCall& call_;
    std::map<int64_t, SeenTotals> known_;
};

// The children of an undecided directory that are not seen as it is.
struct SpecialChildren {
    std::vector<std::pair<int64_t, Sight::State>> undecided;
    std::vector<int64_t> hidden;  // of a passage none: it shows only
    std::vector<int64_t> shown;   // these
};
[[nodiscard]] SpecialChildren special_children(ReadCall& call, int64_t directory_id, Sight::State state);

}  // namespace tocd
