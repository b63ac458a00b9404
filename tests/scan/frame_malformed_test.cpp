// Messages that no scanner and no daemon makes.
#include "frame_samples.hpp"
#include "scan/list_directory.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstring>
#include <limits>

using namespace tocd;

TEST_CASE("names that no directory holds are refused") {
    for (const std::string& name : {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("/"),
                                    std::string("a\0b", 3), std::string(kMaxNameBytes + 1, 'x')}) {
        CAPTURE(name.substr(0, 10));
        CHECK_FALSE(fault_of(one_file(name)).empty());
    }
    for (const std::string& name : {std::string("..."), std::string(kMaxNameBytes, 'x'), std::string("\xff")}) {
        CHECK(fault_of(one_file(name)).empty());
    }
}

TEST_CASE("frames that contradict themselves are refused") {
    const auto changed = [](auto change) {
        Listing listing = one_file("f");
        change(listing);
        return fault_of(listing);
    };
    CHECK(changed([](Listing&) {}).empty());
    CHECK_FALSE(changed([](Listing& l) { l.hash = {}; }).empty());
    CHECK_FALSE(changed([](Listing& l) { l.clean = false; }).empty());  // with a hash
    CHECK_FALSE(changed([](Listing& l) { l.error_number = EIO; }).empty());
    CHECK_FALSE(changed([](Listing& l) { l.unreadable_count = 1; }).empty());
    CHECK_FALSE(changed([](Listing& l) { l.other_count = 2; }).empty());
    CHECK_FALSE(changed([](Listing& l) { l.first_child_node = 1; }).empty());  // no directory in it
    CHECK_FALSE(changed([](Listing& l) { l.entries[0].size_bytes = uint64_t{1} << 63; }).empty());
    CHECK_FALSE(changed([](Listing& l) { l.entries[0].allocated_bytes = uint64_t{1} << 63; }).empty());
    CHECK_FALSE(changed([](Listing& l) { l.attributes.mode = 020000; }).empty());
    CHECK_FALSE(changed([](Listing& l) { l.kind = ListingKind::failed; }).empty());
    CHECK_FALSE(changed([](Listing& l) { l.kind = static_cast<ListingKind>(5); }).empty());
    CHECK_FALSE(changed([](Listing& l) {
                    l.entries[0].type = EntryType::directory;
                    l.node = 5;
                    l.first_child_node = 5;
                }).empty());
    CHECK_FALSE(changed([](Listing& l) {
                    l.entries[0].type = EntryType::directory;
                    l.first_child_node = UINT32_MAX;
                }).empty());
}

TEST_CASE("a message cut anywhere or with bytes after it is refused") {
    std::mt19937_64 random(3);
    Job job;
    job.directories.resize(3);
    job.directories[1].path = "abc";
    job.directories[1].known_hash = {1, 1};
    Hello hello;
    hello.options.path = "/p";
    hello.options.exclude = {"x", "y"};
    const std::string to_scanner[] = {body_of(job), body_of(hello), body_of(Hold{true})};
    for (const std::string& body : to_scanner) {
        CHECK_THROWS_AS((void)decode_to_scanner(body + "x"), Error);
        for (size_t size = 0; size < body.size(); ++size) CHECK_THROWS_AS((void)decode_to_scanner(body.substr(0, size)), Error);
    }
    const std::string from[] = {body_of(sample(random, 4)), body_of(Ready{kScanProtocol, "1", {9, 5, "ext4", "/dev/x", false}}),
                                body_of(Cannot{2, "text"}), body_of(JobDone{1, {2, 3, 1000}}),
                                body_of(Pulse{1000, 2, 3000, 4})};
    for (const std::string& body : from) {
        CHECK_THROWS_AS((void)from_scanner(body + "x"), Error);
        for (size_t size = 0; size < body.size(); ++size) CHECK_THROWS_AS((void)from_scanner(body.substr(0, size)), Error);
    }
}

TEST_CASE("counts are checked against what came before anything is reserved") {
    // A listing that announces four billion entries, a job of a million directories.
    std::string listing = body_of(one_file("f"));
    const size_t count_at = listing.size() - 15;
    REQUIRE(listing[count_at] == 1);  // the number of entries, before 14 bytes of entry
    listing.replace(count_at, 1, "\xff\xff\xff\xff\x0f");
    CHECK_THROWS_WITH_AS((void)from_scanner(listing), doctest::Contains("number of entries at offset"), Error);
    Job job;
    job.directories.resize(kMaxJobDirectories + 1);
    CHECK_THROWS_WITH_AS((void)decode_to_scanner(body_of(job)), doctest::Contains("number of directories"), Error);
}

TEST_CASE("a message that is too long is not made") {
    Job job;
    job.directories.resize(20);
    for (DirectoryToList& directory : job.directories) directory.path.assign(kMaxPathBytes, 'x');
    std::string out = "before";
    try {
        append_message(out, job);
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::limit);
    }
    CHECK(out == "before");
}

TEST_CASE("a stream that announces an empty or a huge message is refused") {
    for (const uint32_t length : {uint32_t{0}, static_cast<uint32_t>(kMaxMessageBytes + 1), UINT32_MAX}) {
        MessageSplitter splitter;
        const std::span<char> room = splitter.room();
        std::memcpy(room.data(), &length, sizeof length);
        splitter.filled(sizeof length);
        CHECK_THROWS_AS((void)splitter.next(), Error);
    }
}
