#include "scan/frame_codec.hpp"

#include "frame_samples.hpp"
#include "scan/list_directory.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstring>
#include <limits>

using namespace tocd;

TEST_CASE("listings of any values come back as they were") {
    std::mt19937_64 random(1);
    for (int round = 0; round < 300; ++round) {
        CAPTURE(round);
        const Listing listing = sample(random, random() % 40);
        check_equal(listing, listing_of(body_of(listing)));
    }
}

TEST_CASE("names of a decoded listing stay alive with it") {
    Listing decoded;
    {
        const auto holder = std::make_shared<const std::string>(body_of(one_file("kept")));
        decoded = std::get<Listing>(decode_from_scanner(*holder, holder));
    }
    CHECK(decoded.entries.at(0).name == "kept");
}

TEST_CASE("every kind of frame comes back") {
    std::mt19937_64 random(2);
    Listing listing = sample(random, 3);
    listing.kind = ListingKind::part;
    listing.hash = {};
    check_equal(listing, listing_of(body_of(listing)));

    listing.kind = ListingKind::listing;
    listing.clean = false;
    listing.unreadable_count = 2;
    listing.entry_count += 2;
    listing.error_number = EIO;
    listing.error_name = std::string("a/b\xff\n");
    check_equal(listing, listing_of(body_of(listing)));

    Listing same = sample(random, 0);
    same.kind = ListingKind::same;
    check_equal(same, listing_of(body_of(same)));

    same.moved = true;
    CHECK(listing_of(body_of(same)).moved);

    Listing failed;
    failed.kind = ListingKind::failed;
    failed.clean = false;
    failed.error_number = EACCES;
    failed.attributes.inode = 12;
    failed.attributes.uid = 4711;
    check_equal(failed, listing_of(body_of(failed)));
}

TEST_CASE("the first child node is set in an encoded listing") {
    Listing listing = one_file("d");
    listing.entries[0].type = EntryType::directory;
    listing.node = 5;
    std::string message;
    append_message(message, listing);
    set_first_child_node(message, 77);
    CHECK(listing_of(message.substr(4)).first_child_node == 77);
}

TEST_CASE("directories with their old stamps come back in one message") {
    const Unchanged unchanged{77, -5, {0, 1, 40'000, 40'001}};
    const auto back = std::get<Unchanged>(decode_from_scanner(body_of(unchanged), nullptr));
    CHECK(back.job_id == 77);
    CHECK(back.checked_at_ns == -5);
    CHECK(back.nodes == unchanged.nodes);
}

TEST_CASE("jobs and greetings come back as they were") {
    Job job;
    job.id = 1'000'000'007;
    job.max_entries = 12;
    job.max_ms = 34;
    job.hash_key[0] = ~uint64_t{0};
    job.hash_key[1] = 9;
    job.directories.resize(4);
    job.directories[0].descend = true;
    job.directories[1].path = "a/\xff";
    job.directories[1].known_hash = {3, 4};
    job.directories[1].known.inode = 8;
    job.directories[1].known.mtime_ns = -5;
    job.directories[1].known.ctime_ns = kNoTime;
    job.directories[1].known.mount_root = true;
    job.directories[1].known.btime_ns = 77;
    job.directories[2].path = "known";
    job.directories[2].known.inode = 9;
    job.directories[2].trust_stamp = true;
    job.directories[3].path = "new/place";
    job.directories[3].known.inode = 10;
    job.directories[3].known.btime_ns = 12;
    job.directories[3].moved_from = "old/place";
    const Job back = std::get<Job>(decode_to_scanner(body_of(job)));
    CHECK(back.id == job.id);
    CHECK(back.max_entries == 12);
    CHECK(back.max_ms == 34);
    CHECK(back.hash_key[0] == ~uint64_t{0});
    CHECK(back.hash_key[1] == 9);
    REQUIRE(back.directories.size() == 4);
    CHECK(back.directories[2].trust_stamp);
    CHECK_FALSE(back.directories[1].trust_stamp);
    CHECK(back.directories[3].moved_from == "old/place");
    CHECK(back.directories[3].known.btime_ns == 12);
    CHECK(back.directories[2].moved_from.empty());
    CHECK(back.directories[0].descend);
    CHECK(back.directories[0].path.empty());
    CHECK_FALSE(back.directories[0].known_hash.known());
    CHECK_FALSE(back.directories[1].descend);
    CHECK(back.directories[1].path == "a/\xff");
    CHECK(back.directories[1].known_hash == ListingHash{3, 4});
    CHECK(back.directories[1].known.inode == 8);
    CHECK(back.directories[1].known.mtime_ns == -5);
    CHECK(back.directories[1].known.ctime_ns == kNoTime);
    CHECK(back.directories[1].known.mount_root);
    CHECK(back.directories[1].known.btime_ns == 77);

    Hello hello;
    hello.options.path = "/srv/\xfe";
    hello.options.exclude = {"*.tmp", ""};
    hello.options.threads = 3;
    hello.options.kind = ShareKind::network;
    hello.options.one_file_system = false;
    hello.options.atime_resolution = AtimeResolution::exact;
    hello.options.marker = "a/\xfd";
    hello.options.max_entries_per_second = 4'000'000'000;
    hello.options.back_off = false;
    hello.options.usual_latency_us = 12;
    const ShareOptions options = std::get<Hello>(decode_to_scanner(body_of(hello))).options;
    CHECK(options.path == hello.options.path);
    CHECK(options.exclude == hello.options.exclude);
    CHECK(options.threads == 3);
    CHECK(options.kind == ShareKind::network);
    CHECK_FALSE(options.one_file_system);
    CHECK(options.atime_resolution == AtimeResolution::exact);
    CHECK(options.marker == "a/\xfd");
    CHECK(options.max_entries_per_second == 4'000'000'000);
    CHECK_FALSE(options.back_off);
    CHECK(options.usual_latency_us == 12);
    CHECK(std::holds_alternative<Bye>(decode_to_scanner(body_of(Bye{}))));
    CHECK(std::get<Hold>(decode_to_scanner(body_of(Hold{true}))).held);
    CHECK_FALSE(std::get<Hold>(decode_to_scanner(body_of(Hold{false}))).held);
    CHECK(std::holds_alternative<Look>(decode_to_scanner(body_of(Look{}))));

    const Ready ready = std::get<Ready>(from_scanner(body_of(Ready{kScanProtocol, "1.2", {9, 5, "nfs4", "s:/e", true, 31}})));
    CHECK(ready.root.mount_id == 31);
    const Pulse pulse = std::get<Pulse>(from_scanner(body_of(Pulse{uint64_t{1} << 60, 4, 2500, 800})));
    CHECK(pulse.calls == uint64_t{1} << 60);
    CHECK(pulse.threads == 4);
    CHECK(pulse.latency_us == 2500);
    CHECK(pulse.usual_latency_us == 800);
    CHECK(ready.version == "1.2");
    CHECK(ready.root.inode == 9);
    CHECK(ready.root.btime_ns == 5);
    CHECK(ready.root.file_system == "nfs4");
    CHECK(ready.root.mount_source == "s:/e");
    CHECK(ready.root.empty);
    const Cannot cannot = std::get<Cannot>(from_scanner(body_of(Cannot{ENOENT, "no"})));
    CHECK(cannot.error_number == ENOENT);
    CHECK(cannot.text == "no");
    const JobDone done = std::get<JobDone>(from_scanner(body_of(JobDone{4, {1, 5, 4'000'000'000}})));
    CHECK(done.job_id == 4);
    CHECK(done.left_over == std::vector<uint32_t>{1, 5, 4'000'000'000});
}

TEST_CASE("greetings of another protocol tell their number and nothing else is read") {
    CHECK(std::get<Hello>(decode_to_scanner(body_of(Hello{99, {}}))).protocol == 99);
    const std::string newer = body_of(Ready{99, "7.0", {}}) + "fields of the future";
    const Ready ready = std::get<Ready>(from_scanner(newer));
    CHECK(ready.protocol == 99);
    CHECK(ready.version == "7.0");
}

TEST_CASE("the largest listing stays below the longest message") {
    Listing listing = one_file("f");
    listing.entries.clear();
    const std::string name(kMaxPartNameBytes / kMaxPartEntries, 'x');
    Entry entry;
    entry.name = name;
    entry.size_bytes = entry.allocated_bytes = std::numeric_limits<int64_t>::max();
    entry.link_count = entry.uid = UINT32_MAX;
    for (size_t i = 0; i < kMaxPartEntries; ++i) {
        entry.inode = i % 2 == 0 ? uint64_t{1} << 63 : 0;
        entry.mtime_ns = i % 2 == 0 ? kNoTime : 1;
        entry.ctime_ns = 3;
        entry.gid = static_cast<uint32_t>(UINT32_MAX - i);
        listing.entries.push_back(entry);
    }
    listing.entry_count = kMaxPartEntries;
    CHECK(fault_of(listing).empty());
}

TEST_CASE("a stream is cut into messages however it arrives") {
    std::mt19937_64 random(4);
    std::string stream;
    std::vector<size_t> sizes;
    for (int i = 0; i < 50; ++i) {
        const size_t before = stream.size();
        append_message(stream, sample(random, i % 10 == 0 ? 3000 : random() % 20));
        sizes.push_back(stream.size() - before - 4);
    }
    for (const size_t step : {size_t{1}, size_t{7}, size_t{4096}, size_t{1} << 20}) {
        CAPTURE(step);
        MessageSplitter splitter;
        std::vector<size_t> seen;
        for (size_t at = 0; at < stream.size();) {
            const std::span<char> room = splitter.room();
            if (room.empty()) FAIL("no room");
            const size_t size = std::min({room.size(), step, stream.size() - at});
            std::copy_n(stream.data() + at, size, room.data());
            splitter.filled(size);
            at += size;
            while (const auto message = splitter.next()) seen.push_back(message->body.size());
        }
        CHECK(seen == sizes);
        CHECK_FALSE(splitter.next());
    }
}
