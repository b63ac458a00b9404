// How an entry becomes a row of `file` and `file_detail`: the encoding of schema/0001, in one place.
// Thread: any (pure).
#pragma once

#include "model/entry.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocd {

// The columns of a file row that a listing decides. Two listings of an unchanged file give equal columns.
struct FileColumns {
    std::string_view name;  // exact bytes
    int64_t extension_id = 0;
    int64_t size_bytes = 0;
    std::optional<int64_t> allocated_bytes;  // nothing: the size rounded up to 4096
    int64_t owner_id = 0;
    int64_t mtime_ns = 0;
    int64_t ctime_offset_ns = 0;
    std::optional<int64_t> btime_offset_ns;
    std::optional<int64_t> atime_day;
    int64_t inode = 0;               // bit pattern
    int64_t link_count = 1;          // file_detail, when not 1
    std::optional<int64_t> atime_ns;  // file_detail, when not a whole day

    friend bool operator==(const FileColumns&, const FileColumns&) = default;
    [[nodiscard]] bool needs_detail(bool name_is_utf8) const noexcept {
        return !name_is_utf8 || link_count != 1 || atime_ns.has_value();
    }
};

// Times whose differences do not fit 64 bits are clamped (a ctime 290 years from the mtime is a broken clock).
[[nodiscard]] FileColumns encode_file(const Entry& entry, int64_t extension_id, int64_t owner_id) noexcept;

// What the `files` view computes for allocated_bytes.
[[nodiscard]] int64_t allocated_of(const FileColumns& columns) noexcept;

}  // namespace tocd
