// usage: bench_scan_null TOCD_SCAN TREE [THREADS]: a scan of TREE by the program TOCD_SCAN into a store that keeps
// nothing: what the scanner, its messages and their checks cost by themselves. Compare with bench_raw_walk.
#include "null_store.hpp"
#include "scan/run_scan.hpp"
#include "scan/scanner_client.hpp"
#include "scan/spawn_scanner.hpp"

#include <uv.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sys/resource.h>

using namespace tocd;

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
