#include "catalogue/file_columns.hpp"

#include <limits>

namespace tocd {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kBlock = 4096;

int64_t clamped_difference(int64_t a, int64_t b) noexcept {
    int64_t out = 0;
    if (!__builtin_sub_overflow(a, b, &out)) return out;
    return a > b ? kMax : -kMax;
}

// The size rounded up to whole blocks; nothing where SQL's (size + 4095) would leave 64 bits.
std::optional<int64_t> rounded_up(int64_t size_bytes) noexcept {
    if (size_bytes > kMax - kBlock) return std::nullopt;
    return (size_bytes + kBlock - 1) & ~(kBlock - 1);
}

}  // namespace

FileColumns encode_file(const Entry& entry, int64_t extension_id, int64_t owner_id) noexcept {
    FileColumns out;
    out.name = entry.name;
    out.extension_id = extension_id;
    out.size_bytes = static_cast<int64_t>(entry.size_bytes);
    if (rounded_up(out.size_bytes) != static_cast<int64_t>(entry.allocated_bytes))
        out.allocated_bytes = static_cast<int64_t>(entry.allocated_bytes);
    out.owner_id = owner_id;
    out.mtime_ns = entry.mtime_ns;
    out.ctime_offset_ns = clamped_difference(entry.ctime_ns, entry.mtime_ns);
    if (entry.btime_ns != kNoTime) out.btime_offset_ns = clamped_difference(entry.ctime_ns, entry.btime_ns);
    if (entry.atime_ns != kNoTime) {
        if (entry.atime_ns % kNsPerDay == 0) out.atime_day = entry.atime_ns / kNsPerDay;
        else out.atime_ns = entry.atime_ns;
    }
    out.inode = static_cast<int64_t>(entry.inode);
    out.link_count = entry.link_count;
    return out;
}

int64_t allocated_of(const FileColumns& columns) noexcept {
    return columns.allocated_bytes.value_or(rounded_up(columns.size_bytes).value_or(kMax));
}

}  // namespace tocd
