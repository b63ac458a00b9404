// usage: bench_scan_huge NAMES [THREADS [MAX_MB]]: lists one directory of NAMES files, once per thread at a time, through the
// scanner's workers, with the output taken away slowly: peak memory of what tocd-scan does with it. Exit
// code 1 when that is more than MAX_MB.
#include "scan/frame_codec.hpp"
#include "scan/scan_workers.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

using namespace tocd;

// Gives names as it is asked for them, in pieces like the kernel's.
class EndlessDirectory final : public Directory {
public:
    explicit EndlessDirectory(uint64_t names) : names_(names) {}
    Outcome<FileStat> stat() override {
        FileStat stat;
        stat.type = NameType::directory;
        stat.inode = 2;
        return {stat, 0};
    }
    int read_names(NameBuffer& buffer) override {
        constexpr size_t kPiece = 3000;
        constexpr size_t kNameBytes = 48;
        if (buffer.capacity_bytes < kPiece * kNameBytes) {
            buffer.bytes = std::make_unique<char[]>(kPiece * kNameBytes);
            buffer.capacity_bytes = kPiece * kNameBytes;
        }
        buffer.names.clear();
        for (char* at = buffer.bytes.get(); buffer.names.size() < kPiece && next_ < names_; ++next_) {
            const int size = std::snprintf(at, kNameBytes, "measurement_%012lu_channel.h5", next_);
            buffer.names.push_back({{at, static_cast<size_t>(size)}, next_ + 10, NameType::file});
            at += size + 1;
        }
        return 0;
    }
    int rewind() override {
        next_ = 0;
        return 0;
    }
    Outcome<FileStat> stat_below(const char* path) override { return stat_entry(path); }
    Outcome<FileStat> stat_entry(const char*) override {
        FileStat stat;
        stat.type = NameType::file;
        stat.inode = ++inode_;
        stat.size_bytes = inode_ * 4097;
        stat.allocated_bytes = inode_ * 8192;
        stat.mtime_ns = stat.ctime_ns = static_cast<UnixNs>(inode_ * 1'234'567'891);
        return {stat, 0};
    }

private:
    const uint64_t names_;
    uint64_t next_ = 0;
    uint64_t inode_ = 10;
};

class EndlessFileSystem final : public FileSystem {
public:
    explicit EndlessFileSystem(uint64_t names) : names_(names) {}
    Outcome<DirectoryPtr> open_root(const std::string&) override { return {std::make_shared<EndlessDirectory>(names_), 0}; }
    Outcome<DirectoryPtr> open_below(const DirectoryPtr&, std::string_view, bool) override { return open_root(""); }
    Outcome<RootIdentity> identify(const DirectoryPtr&) override { return {{}, 0}; }
    bool may_keep_open() const noexcept override { return true; }

private:
    const uint64_t names_;
};

double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 4) {
        std::fprintf(stderr, "usage: %s NAMES [THREADS [MAX_MB]]\n", argv[0]);
        return 2;
    }
    mallopt(M_ARENA_MAX, 2);  // as run_scanner() does
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
    const uint64_t names = std::strtoull(argv[1], nullptr, 10);
    const unsigned threads = argc >= 3 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
    EndlessFileSystem files(names);
    const IgnorePatterns nothing(std::vector<std::string>{});
    Governor governor(threads, {}, system_clock());
    ScanWorkers workers(files, files.open_root("").value, {nothing}, governor, [] {});
    Job job;
    job.id = 1;
    job.hash_key[0] = 1;
    job.directories.resize(threads);
    workers.add(std::move(job));

    const auto begin = std::chrono::steady_clock::now();
    std::atomic<unsigned> running{threads};
    std::vector<std::thread> turns;
    for (unsigned i = 0; i < threads; ++i)
        turns.emplace_back([&] {
            WorkerScratch scratch;
            while (!workers.idle()) {
                if (workers.begin_turn()) workers.take_turn(scratch);
                else std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            --running;
        });
    uint64_t bytes = 0;
    while (running > 0 || !workers.idle()) {
        const std::string output = workers.take_output();
        bytes += output.size();
        if (output.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        else workers.sent(output.size());
    }
    for (std::thread& turn : turns) turn.join();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("names=%lu threads=%u bytes=%lu seconds=%.1f names_per_second=%.0f peak_rss_mb=%.1f\n", names, threads, bytes,
                seconds, static_cast<double>(names * threads) / seconds, peak_mb());
    return argc == 4 && peak_mb() > std::atof(argv[3]) ? 1 : 0;
}
