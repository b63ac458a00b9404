// usage: bench_store_huge NAMES [MAX_MB]: the catalogue's writer takes one directory of NAMES files in parts: new, as it
// was but with every row to compare, with a tenth of its files changed, a tenth new and a tenth missed, and with all of
// these gone. Prints seconds and peak memory after each. Exit code 1 when the memory is more than MAX_MB.
#include "catalogue/scan_writer.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
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

void scan(ScanWriter& writer, const char* what, uint64_t first, uint64_t names, uint64_t turn, uint64_t hash) {
    const auto begin = std::chrono::steady_clock::now();
    ScanStart start;
    start.share = "share";
    start.share_path = "/share";
    start.root.inode = 2;
    start.started_ns = system_clock().now_ns();
    start.rules.hold_files = INT64_MAX / 2;
    const ScanBegun begun = writer.begin(start);
    std::vector<DirectoryToList> items = begun.directories;
    if (items.empty()) writer.plan(begun.scan_id, 1, [&](std::vector<DirectoryToList> planned) { items = std::move(planned); });
    writer.expect(begun.scan_id, 1, items);
    Huge(writer, begun.scan_id).list(first, names, turn, hash);
    writer.job_done(begun.scan_id, 1, {}, [](std::vector<DirectoryToList>) {});
    const double listed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    const ScanRecord record = writer.finish(begun.scan_id, ScanEnding::clean, "");
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
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
        scan(writer, "emptied", 0, 1, 0, 4);
    }
    std::filesystem::remove_all(folder);
    return argc == 3 && peak_mb() > std::atof(argv[2]) ? 1 : 0;
}
