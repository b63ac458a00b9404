#include "scan/listing_hash.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

using namespace tocd;

namespace {

ListingHash hash_of(const std::vector<Entry>& entries, const ListingKey& key = ListingKey(1, 2)) {
    ListingHasher hasher(key);
    for (const Entry& entry : entries) hasher.add(entry, key.hash_name(entry.name));
    return hasher.value();
}

Entry file(std::string_view name) {
    Entry entry;
    entry.name = name;
    entry.inode = 7;
    entry.size_bytes = 100;
    entry.allocated_bytes = 4096;
    entry.mtime_ns = 1;
    entry.ctime_ns = 2;
    entry.atime_ns = 3;
    entry.btime_ns = 4;
    entry.uid = 5;
    entry.gid = 6;
    return entry;
}

Entry directory(std::string_view name) {
    Entry entry;
    entry.name = name;
    entry.type = EntryType::directory;
    entry.inode = 7;
    return entry;
}

}  // namespace

TEST_CASE("the order of entries does not change the hash") {
    const std::vector<Entry> forward = {file("a"), file("b"), directory("c")};
    CHECK(hash_of(forward) == hash_of({forward.rbegin(), forward.rend()}));
}

TEST_CASE("a key with the lowest bit of its second word leaves inodes out and nothing else") {
    const ListingKey without(1, 3);
    Entry other = file("a");
    other.inode = 8;
    Entry child = directory("d");
    child.inode = 8;
    CHECK(hash_of({other}, without) == hash_of({file("a")}, without));
    CHECK(hash_of({child}, without) == hash_of({directory("d")}, without));
    CHECK(hash_of({other}) != hash_of({file("a")}));
    CHECK(hash_of({child}) != hash_of({directory("d")}));
    other.size_bytes++;
    CHECK(hash_of({other}, without) != hash_of({file("a")}, without));
}

TEST_CASE("every stored column of a file changes the hash") {
    const ListingHash before = hash_of({file("a")});
    const std::vector<std::function<void(Entry&)>> changes = {
        [](Entry& e) { e.name = "b"; },        [](Entry& e) { e.inode++; },    [](Entry& e) { e.size_bytes++; },
        [](Entry& e) { e.allocated_bytes++; }, [](Entry& e) { e.mtime_ns++; }, [](Entry& e) { e.ctime_ns++; },
        [](Entry& e) { e.atime_ns++; },        [](Entry& e) { e.btime_ns++; }, [](Entry& e) { e.uid++; },
        [](Entry& e) { e.gid++; },             [](Entry& e) { e.link_count++; },
        [](Entry& e) { e.type = EntryType::directory; },
        [](Entry& e) { std::swap(e.uid, e.gid); },
        [](Entry& e) { std::swap(e.mtime_ns, e.ctime_ns); },
    };
    for (size_t i = 0; i < changes.size(); ++i) {
        CAPTURE(i);
        Entry entry = file("a");
        changes[i](entry);
        CHECK(hash_of({entry}) != before);
    }
}

TEST_CASE("of a child directory only name and inode count") {
    Entry other = directory("d");
    other.size_bytes = 1;
    other.mtime_ns = 9;
    other.uid = 3;
    CHECK(hash_of({directory("d")}) == hash_of({other}));
    other.inode = 8;
    CHECK(hash_of({directory("d")}) != hash_of({other}));
    CHECK(hash_of({directory("d")}) != hash_of({directory("e")}));
}

TEST_CASE("an entry more or less or twice changes the hash") {
    CHECK(hash_of({}) != hash_of({file("a")}));
    CHECK(hash_of({file("a")}) != hash_of({file("a"), file("a")}));
    CHECK(hash_of({file("a"), file("a"), file("b"), file("b")}) != hash_of({file("a"), file("b")}));
    CHECK(hash_of({file("ab"), file("c")}) != hash_of({file("a"), file("bc")}));
}

TEST_CASE("another key gives another hash also of nothing") {
    CHECK(hash_of({file("a")}, ListingKey(1, 2)) != hash_of({file("a")}, ListingKey(1, 3)));
    CHECK(hash_of({file("a")}, ListingKey(1, 2)) != hash_of({file("a")}, ListingKey(2, 2)));
    CHECK(hash_of({}, ListingKey(1, 2)) != hash_of({}, ListingKey(2, 1)));
    CHECK(hash_of({}).known());
}

TEST_CASE("names of every length up to the longest are hashed whole") {
    std::string name;
    for (size_t size = 1; size <= 4096; size += size < 600 ? 1 : 499) {
        name.assign(size, 'x');
        const ListingHash plain = hash_of({file(name)});
        name.back() = 'y';
        CHECK(hash_of({file(name)}) != plain);
    }
}
