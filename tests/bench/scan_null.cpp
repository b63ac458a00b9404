// usage: bench_scan_null TOCD_SCAN TREE [THREADS]: a scan of TREE by the program TOCD_SCAN into a store that keeps
// nothing: what the scanner, its messages and their checks cost by themselves. Compare with bench_raw_walk.
#include "scan/run_scan.hpp"
#include "scan/scanner_client.hpp"
#include "scan/spawn_scanner.hpp"

#include <uv.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sys/resource.h>
#include <unordered_map>

namespace {

using namespace tocd;

class NullStore final : public ListingStore {
public:
    ScanBegun begin(const ScanStart&) override {
        ScanBegun begun;
        begun.scan_id = 1;
        begun.hash_key[0] = 1;
        DirectoryToList root;
        root.key = -1;
        root.descend = true;
        begun.directories.push_back(root);
        return begun;
    }
    void expect(int64_t, uint64_t job_id, std::vector<DirectoryToList> items) override {
        std::vector<std::string>& paths = jobs_[job_id];
        for (DirectoryToList& item : items) paths.push_back(std::move(item.path));
    }
    void take(int64_t, Listing listing, Next next) override {
        std::vector<std::string>& paths = jobs_[listing.job_id];
        const std::string& own = paths[listing.node];
        const std::string prefix = own.empty() ? own : own + "/";
        std::vector<DirectoryToList> children;
        for (const Entry& entry : listing.entries) {
            if (entry.type == EntryType::file) {
                ++record.files;
                record.size_bytes += static_cast<int64_t>(entry.size_bytes);
            } else if (listing.first_child_node != 0) {
                paths.push_back(prefix + std::string(entry.name));
            } else {
                children.push_back(to_list(prefix + std::string(entry.name)));
            }
        }
        if (listing.kind == ListingKind::listing) ++record.directories;
        if (listing.kind == ListingKind::failed) ++record.failed;
        record.others += static_cast<int64_t>(listing.other_count);
        next(std::move(children));
    }
    void plan(int64_t, size_t, Next next) override { next({}); }
    void take_unchanged(int64_t, Unchanged) override {}
    void job_done(int64_t, uint64_t job_id, std::vector<uint32_t> left_over, Next next) override {
        std::vector<DirectoryToList> children;
        for (const uint32_t node : left_over) children.push_back(to_list(jobs_[job_id][node]));
        jobs_.erase(job_id);
        ++jobs;
        next(std::move(children));
    }
    ScanRecord refuse(const ScanStart&, const std::string& failure) override {
        record.failure = failure;
        record.outcome = ScanOutcome::refused;
        return record;
    }
    ScanRecord finish(int64_t, ScanEnding ending, const std::string& failure) override {
        record.outcome = ending == ScanEnding::clean ? ScanOutcome::complete : ScanOutcome::interrupted;
        record.failure = failure;
        return record;
    }

    ScanRecord record;
    int64_t jobs = 0;

private:
    static DirectoryToList to_list(std::string path) {
        DirectoryToList directory;
        directory.key = -1;
        directory.path = std::move(path);
        directory.descend = true;
        return directory;
    }
    std::unordered_map<uint64_t, std::vector<std::string>> jobs_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3 || argc > 4) {
        std::fprintf(stderr, "usage: %s TOCD_SCAN TREE [THREADS]\n", argv[0]);
        return 2;
    }
    const SpawnedScanner scanner = spawn_scanner(uv_default_loop(), argv[1], {});
    auto engine = std::make_unique<SocketEngine>(scanner.fd);
    ScanTask task;
    task.share = "bench";
    task.options.path = argv[2];
    task.options.threads = argc == 4 ? static_cast<uint32_t>(std::atoi(argv[3])) : 0;
    NullStore store;
    ScanWatch watch;
    const auto begin = std::chrono::steady_clock::now();
    const ScanRecord record = run_scan(task, *engine, store, watch, system_clock());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    engine.reset();
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);  // until the scanner has ended
    const auto cpu_seconds = [](int who) {
        rusage usage{};
        getrusage(who, &usage);
        const auto seconds_of = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
        return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    };
    const double entries = static_cast<double>(record.directories + record.files + record.others);
    std::printf("directories=%ld files=%ld others=%ld bytes=%ld failed=%ld jobs=%ld seconds=%.3f "
                "scanner_cpu_seconds=%.3f daemon_cpu_seconds=%.3f entries_per_second=%.0f %s\n",
                record.directories, record.files, record.others, record.size_bytes, record.failed, store.jobs, seconds,
                cpu_seconds(RUSAGE_CHILDREN), cpu_seconds(RUSAGE_SELF), entries / seconds, record.failure.c_str());
    return record.outcome == ScanOutcome::complete ? 0 : 1;
}
