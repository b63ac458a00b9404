#include "scan/listing_hash.hpp"

#define XXH_INLINE_ALL  // a call per entry: inlined it is a quarter faster
#include <xxhash.h>

#include <cstring>
#include <string>

namespace tocd {
namespace {

constexpr size_t kFixedBytes = 96;

char* put(char* at, uint64_t value) {
    std::memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

void add_128(ListingHash& sum, const ListingHash& term) {
    sum.low += term.low;
    sum.high += term.high + (sum.low < term.low ? 1 : 0);
}

ListingHash hash_bytes(const void* bytes, size_t size, const unsigned char* secret, size_t secret_size) {
    const XXH128_hash_t hash = XXH3_128bits_withSecret(bytes, size, secret, secret_size);
    return {hash.low64, hash.high64};
}

}  // namespace

ListingKey::ListingKey(uint64_t low, uint64_t high) : with_inodes_((high & 1) == 0) {
    const uint64_t key[2] = {low, high};
    XXH3_generateSecret(secret_.data(), secret_.size(), key, sizeof key);
    start_ = hash_bytes(key, sizeof key, secret_.data(), secret_.size());
}

uint64_t ListingKey::hash_name(std::string_view name) const noexcept {
    return XXH3_64bits_withSecret(name.data(), name.size(), secret_.data(), secret_.size());
}

void ListingHasher::add(const Entry& entry) {
    char short_record[kFixedBytes + 512];
    std::string long_record;
    char* record = short_record;
    if (entry.name.size() > 512) {
        long_record.resize(kFixedBytes + entry.name.size());
        record = long_record.data();
    }
    char* at = put(record, static_cast<uint64_t>(entry.type));
    at = put(at, key_->with_inodes_ ? entry.inode : 0);
    if (entry.type == EntryType::file) {
        at = put(at, entry.size_bytes);
        at = put(at, entry.allocated_bytes);
        at = put(at, static_cast<uint64_t>(entry.mtime_ns));
        at = put(at, static_cast<uint64_t>(entry.ctime_ns));
        at = put(at, static_cast<uint64_t>(entry.atime_ns));
        at = put(at, static_cast<uint64_t>(entry.btime_ns));
        at = put(at, uint64_t{entry.uid} << 32 | entry.gid);
        at = put(at, entry.link_count);
    }
    // The name last and everything before it of a length that the type fixes: no two entries share a record.
    std::memcpy(at, entry.name.data(), entry.name.size());
    at += entry.name.size();
    add_128(sum_, hash_bytes(record, static_cast<size_t>(at - record), key_->secret_.data(), key_->secret_.size()));
}

ListingHash ListingHasher::value() const noexcept { return sum_.known() ? sum_ : ListingHash{1, 0}; }

}  // namespace tocd
