#include "base/process_figures.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

namespace tocd {
namespace {

std::optional<int64_t> resident_bytes() {
    std::ifstream file("/proc/self/statm");
    int64_t size_pages = 0;
    int64_t resident_pages = 0;
    if (!(file >> size_pages >> resident_pages)) return std::nullopt;
    return resident_pages * sysconf(_SC_PAGESIZE);
}

std::optional<int64_t> count_open_fds() {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
    if (!folder) return std::nullopt;
    int64_t count = 0;
    while (const dirent* entry = readdir(folder.get())) count += entry->d_name[0] != '.';
    return count - 1;  // the one that reads the folder
}

// What stands behind the name, which may hold anything, also blanks and ')'.
std::optional<std::istringstream> open_stat(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line)) return std::nullopt;
    const size_t name_end = line.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    return std::istringstream(line.substr(name_end + 1));
}

// The start is kept in ticks since boot. /proc/stat, which says when that was, is hidden from a service with
// ProcSubset=pid: the clocks say it too.
std::optional<UnixNs> started_ns() {
    auto rest = open_stat("/proc/self/stat");
    if (!rest) return std::nullopt;
    std::string skipped;
    for (int i = 3; i < 22; ++i) *rest >> skipped;
    int64_t ticks = 0;
    if (!(*rest >> ticks)) return std::nullopt;
    const int64_t age_ns = system_clock().monotonic_ns() - ticks * (kNsPerSecond / sysconf(_SC_CLK_TCK));
    return system_clock().now_ns() - age_ns;
}

int64_t to_ns(const timeval& t) { return t.tv_sec * kNsPerSecond + t.tv_usec * 1000; }

}  // namespace

ProcessFigures read_process_figures() {
    ProcessFigures out;
    out.started_ns = started_ns();
    out.resident_bytes = resident_bytes();
    out.open_fds = count_open_fds();
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        out.max_fds = static_cast<int64_t>(limit.rlim_cur);
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) == 0) out.cpu_ns = to_ns(usage.ru_utime) + to_ns(usage.ru_stime);
    return out;
}

bool is_held_by_kernel(pid_t thread) {
    auto rest = open_stat("/proc/self/task/" + std::to_string(thread) + "/stat");
    char state = 0;
    return rest && *rest >> state && state == 'D';
}

bool holds_any_thread() {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/task"), closedir);
    if (!folder) return false;
    while (const dirent* entry = readdir(folder.get()))
        if (entry->d_name[0] != '.' && is_held_by_kernel(std::atoi(entry->d_name))) return true;
    return false;
}

}  // namespace tocd
