// Frames for the tests of the codec: of any values, and checks that they come back.
#pragma once

#include "base/error.hpp"
#include "scan/frame_codec.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <string>

namespace tocd {

template <class Message>
std::string body_of(const Message& message) {
    std::string bytes;
    append_message(bytes, message);
    return bytes.substr(4);
}

inline FromScanner from_scanner(const std::string& body) {
    const auto holder = std::make_shared<const std::string>(body);
    return decode_from_scanner(*holder, holder);
}
inline Listing listing_of(const std::string& body) { return std::get<Listing>(from_scanner(body)); }

inline Listing sample(std::mt19937_64& random, size_t entries) {
    static const UnixNs kTimes[] = {0, 1, -1, kNoTime, kNoTime + 1, std::numeric_limits<UnixNs>::max(), 1'700'000'000 * kNsPerSecond,
                                    20'000 * kNsPerDay, -kNsPerDay};
    const auto time = [&] { return kTimes[random() % std::size(kTimes)]; };
    const auto number = [&] { return random() >> (random() % 64); };
    const auto small = [&] { return static_cast<uint32_t>(number()); };
    Listing listing;
    listing.job_id = number();
    listing.node = small() % 1000;
    listing.listed_at_ns = time();
    listing.listing_us = small();
    listing.attributes = {number(), time(), time(), time(), small(), small(), small() & 07777, random() % 4 == 0};
    listing.hash = {number() | 1, number()};
    listing.other_count = small();
    listing.excluded_count = small();
    listing.entry_count = entries + listing.other_count + listing.excluded_count;
    auto names = std::make_shared<std::string>();
    std::vector<size_t> lengths;
    for (size_t i = 0; i < entries; ++i) {
        const std::string name = "n" + std::string(random() % 300, static_cast<char>(0xff)) + std::to_string(i);
        names->append(name);
        lengths.push_back(name.size());
    }
    size_t at = 0;
    for (const size_t length : lengths) {
        Entry entry;
        entry.name = {names->data() + at, length};
        at += length;
        entry.inode = number();
        if (random() % 4 == 0) {
            entry.type = EntryType::directory;
        } else {
            entry.size_bytes = number() >> 1;
            entry.allocated_bytes = random() % 2 == 0 ? ((entry.size_bytes + 4095) & ~uint64_t{4095}) : number() >> 1;
            if (entry.allocated_bytes >> 63 != 0) entry.allocated_bytes = 0;
            entry.mtime_ns = time();
            entry.ctime_ns = random() % 2 == 0 ? entry.mtime_ns : time();
            entry.atime_ns = time();
            entry.btime_ns = time();
            entry.uid = random() % 2 == 0 ? listing.attributes.uid : small();
            entry.gid = listing.attributes.gid;
            entry.link_count = random() % 2 == 0 ? 1 : small();
        }
        listing.entries.push_back(entry);
    }
    listing.bytes = names;
    return listing;
}

inline void check_equal(const Listing& a, const Listing& b) {
    CHECK(a.job_id == b.job_id);
    CHECK(a.node == b.node);
    CHECK(a.first_child_node == b.first_child_node);
    CHECK(a.kind == b.kind);
    CHECK(a.clean == b.clean);
    CHECK(a.attributes == b.attributes);
    CHECK(a.hash == b.hash);
    CHECK(a.listed_at_ns == b.listed_at_ns);
    CHECK(a.listing_us == b.listing_us);
    CHECK(a.entry_count == b.entry_count);
    CHECK(a.other_count == b.other_count);
    CHECK(a.excluded_count == b.excluded_count);
    CHECK(a.unreadable_count == b.unreadable_count);
    CHECK(a.error_number == b.error_number);
    CHECK(a.error_name == b.error_name);
    REQUIRE(a.entries.size() == b.entries.size());
    bool equal = true;
    for (size_t i = 0; i < a.entries.size(); ++i) {
        const Entry& x = a.entries[i];
        const Entry& y = b.entries[i];
        equal = equal && x.name == y.name && x.type == y.type && x.inode == y.inode && x.size_bytes == y.size_bytes &&
                x.allocated_bytes == y.allocated_bytes && x.mtime_ns == y.mtime_ns && x.ctime_ns == y.ctime_ns &&
                x.atime_ns == y.atime_ns && x.btime_ns == y.btime_ns && x.uid == y.uid && x.gid == y.gid &&
                x.link_count == y.link_count;
    }
    CHECK(equal);
}

// What decoding says is wrong, or nothing.
inline std::string fault_of(const Listing& listing) {
    try {
        (void)from_scanner(body_of(listing));
        return {};
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::corrupt);
        return error.what();
    }
}

inline Listing one_file(std::string_view name) {
    Listing listing;
    listing.hash = {1, 2};
    listing.entry_count = 1;
    Entry entry;
    entry.name = name;
    listing.entries.push_back(entry);
    return listing;
}

}  // namespace tocd
