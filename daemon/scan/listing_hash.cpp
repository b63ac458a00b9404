#include "scan/listing_hash.hpp"

#define XXH_INLINE_ALL  // a call per entry: inlined it is a quarter faster
#include <xxhash.h>

namespace tocd {
namespace {

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

ListingHash ListingKey::hash_name(std::string_view name) const noexcept {
    return hash_bytes(name.data(), name.size(), secret_.data(), secret_.size());
}

// The name as its hash: a record's size is known to the compiler then, and no two entries share a record.
void ListingHasher::add(const Entry& entry, const ListingHash& name_hash) {
    const uint64_t inode = key_->with_inodes_ ? entry.inode : 0;
    const auto hash = [this](const auto& record) { return hash_bytes(&record, sizeof record, key_->secret_.data(), key_->secret_.size()); };
    if (entry.type == EntryType::directory) {
        const uint64_t record[] = {inode, name_hash.low, name_hash.high};
        return add_128(sum_, hash(record));
    }
    const uint64_t record[] = {inode,
                               entry.size_bytes,
                               entry.allocated_bytes,
                               static_cast<uint64_t>(entry.mtime_ns),
                               static_cast<uint64_t>(entry.ctime_ns),
                               static_cast<uint64_t>(entry.atime_ns),
                               static_cast<uint64_t>(entry.btime_ns),
                               uint64_t{entry.uid} << 32 | entry.gid,
                               entry.link_count,
                               name_hash.low,
                               name_hash.high};
    add_128(sum_, hash(record));
}

ListingHash ListingHasher::value() const noexcept { return sum_.known() ? sum_ : ListingHash{1, 0}; }

}  // namespace tocd
