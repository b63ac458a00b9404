// usage: bench_scan_latency TOCD_SCAN: scans of a FUSE file system whose every answer takes 2 or 10 ms, with more and
// more threads: calls per second against threads / latency. Exit code 1 when one is below 80 % of that.
#include "faults/fuse_mount.hpp"
#include "null_store.hpp"
#include "scan/run_scan.hpp"
#include "scan/scanner_client.hpp"
#include "scan/spawn_scanner.hpp"
#include "support/temp_dir.hpp"

#include <uv.h>

#include <chrono>
#include <cstdio>
#include <memory>

namespace {

using namespace tocd;

constexpr double kWanted = 0.8;

// Calls per second of one scan.
double measure(const char* scanner_path, unsigned threads, std::chrono::microseconds latency, unsigned directories_per_thread) {
    TempDir folder;
    FaultTree tree;
    for (unsigned d = 0; d < threads * directories_per_thread; ++d)
        for (unsigned f = 0; f < 40; ++f) tree.add_file("d" + std::to_string(d) + "/f" + std::to_string(f));
    MountOptions options;
    options.threads = threads * 2;
    options.latency = latency;
    const FuseMount mount(tree, folder.path(), options);
    const SpawnedScanner scanner = spawn_scanner(uv_default_loop(), scanner_path, {});
    auto engine = std::make_unique<SocketEngine>(scanner.fd);
    ScanTask task;
    task.share = "bench";
    task.options.path = folder.path();
    task.options.threads = threads;
    NullStore store;
    ScanWatch watch;
    const auto begin = std::chrono::steady_clock::now();
    const ScanRecord record = run_scan(task, *engine, store, watch, system_clock());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    engine.reset();
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    if (record.outcome != ScanOutcome::complete) throw std::runtime_error("the scan was " + std::string(outcome_name(record.outcome)) + ": " + record.failure);
    return static_cast<double>(mount.calls()) / seconds;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s TOCD_SCAN\n", argv[0]);
        return 2;
    }
    bool good = true;
    std::printf("%10s %8s %12s %20s %8s\n", "latency", "threads", "calls/s", "threads / latency", "share");
    try {
        for (const auto& [latency_ms, most, directories] : {std::tuple{2, 8u, 24u}, {10, 32u, 8u}})
            for (unsigned threads = 1; threads <= most; threads *= 2) {
                const double calls = measure(argv[1], threads, std::chrono::milliseconds(latency_ms), directories);
                const double ideal = threads * 1000.0 / latency_ms;
                std::printf("%7d ms %8u %12.0f %20.0f %7.0f%%\n", latency_ms, threads, calls, ideal, 100 * calls / ideal);
                std::fflush(stdout);
                good &= calls >= kWanted * ideal;
            }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    std::printf(good ? "all within 80 %%\n" : "below 80 %%: see above\n");
    return good ? 0 : 1;
}
