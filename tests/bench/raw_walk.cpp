// usage: bench_raw_walk TREE [THREADS [LOOKS]]: getdents64 and statx of a whole tree on so many threads, nothing kept: the
// yardstick that scans are measured with. Asks exactly what tocd asks: the names of every directory, its own
// attributes before and after, and the attributes of regular files (d_type tells the rest). LOOKS: a
// file that gets "seconds files" ten times a second.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

struct KernelEntry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[1];
};

struct alignas(64) Counts {
    uint64_t directories = 0, others = 0, bytes = 0, failed = 0;
    std::atomic<uint64_t> files = 0;  // one thread adds, another looks
};

std::mutex mutex;
std::condition_variable changed;
std::vector<std::string> waiting;  // guarded by mutex; the last one is next
size_t busy = 0;                   // guarded by mutex

bool stat_of(int fd, const char* name, int flags, struct statx& st) {
    return statx(fd, name, flags | AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_BTIME, &st) == 0;
}

void list(const std::string& path, std::vector<char>& buffer, std::vector<std::string>& children, Counts& counts) {
    const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NOATIME);
    struct statx st;
    if (fd < 0 || !stat_of(fd, "", AT_EMPTY_PATH, st)) {
        ++counts.failed;
        if (fd >= 0) close(fd);
        return;
    }
    ++counts.directories;
    long size = 0;
    while ((size = syscall(SYS_getdents64, fd, buffer.data(), buffer.size())) > 0) {
        for (long at = 0; at < size;) {
            const auto* entry = reinterpret_cast<const KernelEntry*>(buffer.data() + at);
            at += entry->length;
            if (std::strcmp(entry->name, ".") == 0 || std::strcmp(entry->name, "..") == 0) continue;
            if (entry->type == 4) {  // DT_DIR
                children.push_back(path + "/" + entry->name);
            } else if (entry->type != 8 && entry->type != 0) {  // neither DT_REG nor DT_UNKNOWN
                ++counts.others;
            } else if (!stat_of(fd, entry->name, AT_SYMLINK_NOFOLLOW, st)) {
                ++counts.failed;
            } else if (S_ISDIR(st.stx_mode)) {
                children.push_back(path + "/" + entry->name);
            } else if (S_ISREG(st.stx_mode)) {
                counts.files.store(counts.files.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
                counts.bytes += st.stx_size;
            } else {
                ++counts.others;
            }
        }
    }
    if (size < 0 || !stat_of(fd, "", AT_EMPTY_PATH, st)) ++counts.failed;
    close(fd);
}

void work(Counts& counts) {
    std::vector<char> buffer(128 * 1024);
    std::vector<std::string> children;
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [] { return !waiting.empty() || busy == 0; });
        if (waiting.empty()) return;
        const std::string path = std::move(waiting.back());
        waiting.pop_back();
        ++busy;
        lock.unlock();
        children.clear();
        list(path, buffer, children, counts);
        lock.lock();
        --busy;
        for (std::string& child : children) waiting.push_back(std::move(child));
        if (waiting.size() > 1 || busy == 0) changed.notify_all();
    }
}

// "seconds files" to `path`, ten times a second until it is destroyed, and then once more.
class Looks {
public:
    Looks(const char* path, std::function<std::pair<double, uint64_t>()> look) : file_(std::fopen(path, "w")), look_(std::move(look)) {
        if (file_ == nullptr) std::perror(path), std::exit(1);
        thread_ = std::thread([this] {
            std::unique_lock lock(ending_);
            while (!ended_.wait_for(lock, std::chrono::milliseconds(100), [this] { return over_; })) note();
        });
    }
    ~Looks() {
        {
            const std::lock_guard lock(ending_);
            over_ = true;
        }
        ended_.notify_all();
        thread_.join();
        note();
        std::fclose(file_);
    }
    Looks(const Looks&) = delete;
    Looks& operator=(const Looks&) = delete;

private:
    void note() {
        const auto [seconds, files] = look_();
        std::fprintf(file_, "%.3f %lu\n", seconds, files);
    }

    std::FILE* file_;
    std::function<std::pair<double, uint64_t>()> look_;
    std::mutex ending_;
    std::condition_variable ended_;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 4) {
        std::fprintf(stderr, "usage: %s TREE [THREADS [LOOKS]]\n", argv[0]);
        return 2;
    }
    const int wanted = argc >= 3 ? std::atoi(argv[2]) : static_cast<int>(std::thread::hardware_concurrency());
    const size_t threads = wanted > 0 ? static_cast<size_t>(wanted) : 1;
    waiting.emplace_back(argv[1]);
    std::vector<Counts> counts(threads);
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::thread> workers;
    for (Counts& own : counts) workers.emplace_back(work, std::ref(own));
    const auto now = [begin] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    const auto files = [&counts] {
        uint64_t all = 0;
        for (const Counts& own : counts) all += own.files.load(std::memory_order_relaxed);
        return all;
    };
    std::optional<Looks> looks;
    if (argc == 4) looks.emplace(argv[3], [&] { return std::pair(now(), files()); });
    for (std::thread& worker : workers) worker.join();
    const double seconds = now();
    looks.reset();
    Counts sum;
    for (const Counts& own : counts) {
        sum.directories += own.directories;
        sum.others += own.others;
        sum.bytes += own.bytes;
        sum.failed += own.failed;
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double cpu_seconds = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                               static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    const double entries = static_cast<double>(sum.directories + files() + sum.others);
    std::printf("directories=%lu files=%lu others=%lu bytes=%lu failed=%lu seconds=%.3f cpu_seconds=%.3f entries_per_second=%.0f\n",
                sum.directories, files(), sum.others, sum.bytes, sum.failed, seconds, cpu_seconds,
                entries / seconds);
    return sum.directories == 0 ? 1 : 0;
}
