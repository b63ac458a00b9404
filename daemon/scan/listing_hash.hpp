// The hash that tells whether a directory's stored rows are still right (model/listing.hpp "ListingHash").
#pragma once

#include "model/listing.hpp"

#include <array>
#include <cstdint>

namespace tocd {

// A share's hash key, stretched to what XXH3 wants. Made once per job, not per directory.
// Thread: any after construction.
class ListingKey {
public:
    ListingKey(uint64_t low, uint64_t high);  // ScanBegun::hash_key

    [[nodiscard]] ListingHash hash_name(std::string_view name) const noexcept;

private:
    friend class ListingHasher;
    std::array<unsigned char, 192> secret_;
    bool with_inodes_;
    ListingHash start_;  // the hash of no entries
};

// Sums the 128-bit hashes of entries modulo 2^128, so that their order does not matter.
class ListingHasher {
public:
    explicit ListingHasher(const ListingKey& key) : key_(&key), sum_(key.start_) {}

    // Of a file every stored column, of a directory name, type and inode; the inode of either unless the key says otherwise. Times as they are: round them before.
    // `name_hash`: what the key says of its name, which tables of names need too.
    void add(const Entry& entry, const ListingHash& name_hash);

    [[nodiscard]] ListingHash value() const noexcept;  // never {0,0}

private:
    const ListingKey* key_;
    ListingHash sum_;
};

}  // namespace tocd
