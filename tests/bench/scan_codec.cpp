// usage: bench_scan_codec [MILLIONS]: how fast listings of 30 entries are encoded, decoded and hashed on one thread.
#include "scan/frame_codec.hpp"
#include "scan/listing_hash.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>

namespace {

using namespace tocd;

constexpr size_t kEntries = 30;

template <class Act>
double seconds_of(Act act) {
    const auto begin = std::chrono::steady_clock::now();
    act();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
    const double millions = argc > 1 ? std::atof(argv[1]) : 4;
    std::mt19937_64 random(1);
    auto names = std::make_shared<std::string>();
    for (size_t i = 0; i < kEntries; ++i) names->append("measurement_" + std::to_string(1000 + i) + ".h5");
    Listing listing;
    listing.hash = {1, 2};
    listing.attributes.inode = 5'000'000;
    listing.entry_count = kEntries;
    const size_t name_size = names->size() / kEntries;
    for (size_t i = 0; i < kEntries; ++i) {
        Entry& entry = listing.entries.emplace_back();
        entry.name = std::string_view(*names).substr(i * name_size, name_size);
        entry.type = i % 10 == 0 ? EntryType::directory : EntryType::file;
        entry.inode = 5'000'000 + random() % 100'000;
        entry.size_bytes = random() >> (random() % 40 + 24);
        entry.allocated_bytes = (entry.size_bytes + 4095) & ~uint64_t{4095};
        entry.mtime_ns = static_cast<int64_t>(1'600'000'000 + random() % 100'000'000) * kNsPerSecond + static_cast<int64_t>(random() % 1'000'000'000);
        entry.ctime_ns = entry.mtime_ns + static_cast<int64_t>(random() % 1'000'000'000'000);
        entry.btime_ns = entry.ctime_ns - static_cast<int64_t>(random() % 1'000'000'000);
        entry.atime_ns = 20'000 * kNsPerDay;
    }
    const auto rounds = static_cast<size_t>(millions * 1e6 / kEntries);
    const double entries = static_cast<double>(rounds * kEntries);
    std::string message;
    const double encode = seconds_of([&] {
        for (size_t i = 0; i < rounds; ++i) {
            message.clear();
            append_message(message, listing);
        }
    });
    const auto holder = std::make_shared<const std::string>(message.substr(4));
    size_t decoded = 0;
    const double decode = seconds_of([&] {
        for (size_t i = 0; i < rounds; ++i) decoded += std::get<Listing>(decode_from_scanner(*holder, holder)).entries.size();
    });
    const ListingKey key(1, 2);
    uint64_t sum = 0;
    const double hash = seconds_of([&] {
        for (size_t i = 0; i < rounds; ++i) {
            ListingHasher hasher(key);
            for (const Entry& entry : listing.entries) hasher.add(entry, key.hash_name(entry.name));
            sum += hasher.value().low;
        }
    });
    std::printf("bytes_per_entry=%.1f encode_millions_per_second=%.1f decode_millions_per_second=%.1f hash_millions_per_second=%.1f (%zu %lx)\n",
                static_cast<double>(message.size()) / kEntries, entries / encode / 1e6, entries / decode / 1e6, entries / hash / 1e6,
                decoded, static_cast<unsigned long>(sum));
    return decoded == rounds * kEntries ? 0 : 1;
}
