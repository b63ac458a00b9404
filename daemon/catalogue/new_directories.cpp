#include "catalogue/new_directories.hpp"

namespace tocd {

NewDirectories::NewDirectories(Database& database)
    : stamps_(database, "directory_stamp", "directory_id,last_listed_ns,listing_us,entry_count,full_ns"),
      totals_(database, "directory_total",
              "directory_id,files,size_bytes,allocated_bytes,newest_mtime_ns,total_files,total_directories,total_size_bytes,"
              "total_allocated_bytes,total_newest_mtime_ns,total_failed"),
      works_(stamps_.reads_in_place() && totals_.reads_in_place()) {}

void NewDirectories::add(int64_t id, UnixNs listed_ns, uint32_t listing_us, uint64_t entry_count, const OwnTotals& own) {
    Record stamp;
    for (const int64_t value : {listed_ns, int64_t{listing_us}, static_cast<int64_t>(entry_count)}) stamp.add(value);
    stamps_.add(id, stamp);
    Record total;
    for (const bool recursive : {false, true}) {  // of one without children, which most are, the recursive ones are its own
        total.add(own.files);
        if (recursive) total.add(0);
        total.add(saturated(own.size_bytes));
        total.add(saturated(own.allocated_bytes));
        total.add(own.newest_mtime_ns);
    }
    total.add(0);
    totals_.add(id, total);
}

void NewDirectories::flush() {
    stamps_.flush();
    totals_.flush();
}

void NewDirectories::discard() noexcept {
    stamps_.discard();
    totals_.discard();
}

}  // namespace tocd
