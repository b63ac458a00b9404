// The process and the catalogue's files.
#include "base/confinement.hpp"
#include "base/process_figures.hpp"
#include "http/metric_families.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

namespace tocd {
namespace {

// 0 for a file that is not there, as the WAL after a clean end.
int64_t size_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

}  // namespace

void add_catalogue_files(MetricText& out, const std::string& database_path) {
    out.gauge("tocd_catalogue_size_bytes", "The catalogue's file", size_of(database_path));
    out.gauge("tocd_catalogue_wal_size_bytes", "Its write-ahead log", size_of(database_path + "-wal"));
    struct statvfs room {};
    if (::statvfs(database_path.c_str(), &room) == 0)
        out.gauge("tocd_catalogue_disk_available_bytes", "Room on the disk that holds the catalogue",
                  static_cast<int64_t>(room.f_bavail * room.f_frsize));
}

void add_index_families(MetricText& out, const IndexFeed& index) {
    const IndexFeed::Status status = index.status();
    out.gauge("tocd_index_ready", "1: searches are answered by the index in memory; 0: by SQL, while it is loaded or cannot be",
              status.state == IndexFeed::State::ready ? 1 : 0);
    out.gauge("tocd_index_files", "Files in the index, those that are gone included", status.files);
    out.gauge("tocd_index_memory_bytes", "What its columns take", status.memory_bytes);
    out.gauge("tocd_index_epoch", "Counts up with every state of the catalogue that it takes over", static_cast<int64_t>(status.epoch));
}

// Named as all Prometheus clients name them, without a prefix: dashboards and alerts for them exist.
void add_process_families(MetricText& out) {
    const ProcessFigures process = read_process_figures();
    if (process.started_ns) {
        out.family("process_start_time_seconds", MetricText::Type::gauge, "When the daemon started");
        out.sample_seconds(*process.started_ns);
    }
    out.family("process_cpu_seconds_total", MetricText::Type::counter,
               "Processor time of the daemon, without scanners");
    out.sample_seconds(process.cpu_ns);
    if (process.resident_bytes)
        out.gauge("process_resident_memory_bytes", "Memory of the daemon, without scanners", *process.resident_bytes);
    out.family("tocd_confined", MetricText::Type::gauge, "1: the daemon gave up rights by this means of the kernel (landlock: its version); 0: the kernel has it not");
    out.sample(confinement().landlock, {{"by", "landlock"}});
    out.sample(confinement().system_calls_refused ? 1 : 0, {{"by", "seccomp"}});
    if (process.open_fds) out.gauge("process_open_fds", "Open file descriptors", *process.open_fds);
    if (process.max_fds) out.gauge("process_max_fds", "File descriptors that may be open", *process.max_fds);
}

}  // namespace tocd
