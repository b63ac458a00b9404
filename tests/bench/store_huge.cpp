// usage: bench_store_huge NAMES [MAX_MB]: the catalogue's writer takes one directory of NAMES files in parts: new, as it
// was but with every row to compare, with a tenth of its files changed, a tenth new and a tenth missed, and with all of
// these gone: once stopped while that is stored, then for good, and forgotten after that. Prints seconds and peak memory
// after each. Exit code 1 when the memory is more than MAX_MB.
#include "base/error.hpp"
#include "catalogue/scan_writer.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace tocd;

constexpr uint64_t kPart = 50'000;  // as the scanner's

double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

// What a directory of `names` files gives, from number `first` on; every tenth has another size in turn `turn`.
class Huge {
public:
    Huge(ScanWriter& writer, int64_t scan_id) : writer_(writer), scan_id_(scan_id) {}

    void list(uint64_t first, uint64_t names, uint64_t turn, uint64_t hash) {
        for (uint64_t at = first; at < first + names; at += kPart) {
            const uint64_t end = std::min(at + kPart, first + names);
            const bool last = end == first + names;
            Listing out;
            out.job_id = 1;
            out.kind = last ? ListingKind::listing : ListingKind::part;
            out.listed_at_ns = system_clock().now_ns();
            if (last) {
                out.entry_count = names;
                out.attributes.inode = 2;
                out.attributes.mtime_ns = out.attributes.ctime_ns = out.listed_at_ns;
                out.hash = {hash, 7};
            }
            auto bytes = std::make_shared<std::string>();
            bytes->reserve(kPart * 48);
            out.entries.reserve(end - at);
            for (uint64_t i = at; i < end; ++i) {
                char name[64];
                const int size = std::snprintf(name, sizeof name, "measurement_%012lu_channel.h5", static_cast<unsigned long>(i));
                Entry& entry = out.entries.emplace_back();
                entry.name = {bytes->data() + bytes->size(), static_cast<size_t>(size)};
                bytes->append(name, static_cast<size_t>(size));
                entry.inode = i + 10;
                entry.size_bytes = i * 4097 + (i % 10 == 0 ? turn : 0);
                entry.allocated_bytes = i * 8192;
                entry.mtime_ns = 1'600'000'000 * kNsPerSecond + static_cast<UnixNs>(i * 1'234'567);
                entry.ctime_ns = entry.mtime_ns + 5;
                entry.btime_ns = entry.mtime_ns - 5'000;
                entry.atime_ns = 1'600'000'000 * kNsPerSecond / kNsPerDay * kNsPerDay;
            }
            out.bytes = bytes;
            std::vector<Listing> one;
            one.push_back(std::move(out));
            writer_.take(scan_id_, std::move(one), [](std::vector<DirectoryToList>) {});
        }
    }

private:
    ScanWriter& writer_;
    const int64_t scan_id_;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// `stop`: somebody asks for the end while the end of the scan is stored.
void scan(ScanWriter& writer, const char* what, uint64_t first, uint64_t names, uint64_t turn, uint64_t hash, bool stop = false) {
    const auto begin = std::chrono::steady_clock::now();
    ScanStart start;
    start.share = "share";
    start.share_path = "/share";
    start.root.inode = 2;
    start.root.file_system = "ext4";  // which is believed to keep its inodes
    start.started_ns = system_clock().now_ns();
    start.rules.hold_files = INT64_MAX / 2;
    start.rules.keep_gone_ns = 1;
    const ScanBegun begun = writer.begin(start);
    std::vector<DirectoryToList> items = begun.directories;
    if (items.empty()) writer.plan(begun.scan_id, 1, [&](std::vector<DirectoryToList> planned) { items = std::move(planned); });
    writer.expect(begun.scan_id, 1, items);
    Huge(writer, begun.scan_id).list(first, names, turn, hash);
    writer.job_done(begun.scan_id, 1, {}, [](std::vector<DirectoryToList>) {});
    const double listed = seconds_since(begin);
    std::chrono::steady_clock::time_point asked;
    std::thread stopper;
    if (stop)
        stopper = std::thread([&] {
            std::this_thread::sleep_for(std::chrono::duration<double>(listed / 2));
            asked = std::chrono::steady_clock::now();
            writer.give_up();
        });
    ScanRecord record;
    try {
        record = writer.finish(begun.scan_id, ScanEnding::clean, "");
    } catch (const Error& error) {
        std::printf("%-9s %s\n", what, error.what());
    }
    if (stop) {
        const double ended = seconds_since(begin);
        stopper.join();
        std::printf("%-9s stopped %.2f s after it was asked to (scanned for %.1f s)\n", what, seconds_since(asked) - (seconds_since(begin) - ended), ended);
        return;
    }
    const double seconds = seconds_since(begin);
    std::printf("%-9s added=%ld changed=%ld gone=%ld seconds=%.1f (of these at the end %.1f) peak_rss_mb=%.1f\n", what,
                static_cast<long>(record.added), static_cast<long>(record.changed), static_cast<long>(record.gone), seconds,
                seconds - listed, peak_mb());
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3) {
        std::fprintf(stderr, "usage: %s NAMES [MAX_MB]\n", argv[0]);
        return 2;
    }
    mallopt(M_TRIM_THRESHOLD, 1 << 20);  // as tocd does
    const uint64_t names = std::strtoull(argv[1], nullptr, 10);
    std::string folder = (std::filesystem::temp_directory_path() / "tocd-store-huge-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) return 2;
    {
        ScanWriter writer(folder + "/catalogue.db", {}, system_clock());
        writer.configure_shares({{"share", "/share"}});
        scan(writer, "new", 0, names, 0, 1);
        scan(writer, "same", 0, names, 0, 2);
        scan(writer, "changed", names / 10, names, 1, 3);
        scan(writer, "stopped", 0, 1, 0, 4, true);
    }
    {
        ScanWriter writer(folder + "/catalogue.db", {}, system_clock());
        writer.configure_shares({{"share", "/share"}});
        scan(writer, "emptied", 0, 1, 0, 4);
        scan(writer, "forgets", 0, 1, 0, 4);
        const auto begin = std::chrono::steady_clock::now();
        double longest = 0;
        int64_t steps = 0;
        for (bool more = writer.has_purges(); more; ++steps) {
            const auto step = std::chrono::steady_clock::now();
            more = writer.purge_some();
            longest = std::max(longest, seconds_since(step));
        }
        writer.commit_waiting(true);
        std::printf("%-9s steps=%ld seconds=%.1f longest_step=%.2f peak_rss_mb=%.1f\n", "forgotten", static_cast<long>(steps), seconds_since(begin), longest, peak_mb());
    }
    std::filesystem::remove_all(folder);
    return argc == 3 && peak_mb() > std::atof(argv[2]) ? 1 : 0;
}
