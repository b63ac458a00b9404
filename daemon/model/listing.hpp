// A listing frame: what an engine found out about one directory (DESIGN "listing frame").
#pragma once

#include "model/entry.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

// Order-independent 128-bit keyed hash over exactly the stored columns of a directory's entries (after rounding),
// of child directories only name, type and inode. Equal hashes mean equal listings. {0,0}: not known.
struct ListingHash {
    uint64_t low = 0;
    uint64_t high = 0;
    [[nodiscard]] bool known() const noexcept { return low != 0 || high != 0; }
    friend bool operator==(const ListingHash&, const ListingHash&) = default;
};

enum class ListingKind : uint8_t {
    same = 1,       // listed, and the hash equals the known one: no entries travel
    part = 2,       // some entries of a huge directory; more parts and one `listing` with the same node follow
    listing = 3,    // all entries, or the rest after parts
    failed = 4,     // see error_number; nothing may be concluded about what is below
};

// The directory a frame speaks of: item or descendant number `node` of job `job_id`. Nodes 0 … items-1 are the
// job's items in order. The k-th child directory among the entries of a listing (parts counted through) is node
// first_child_node + k when first_child_node != 0: the scanner goes on to it by itself. Otherwise the receiver
// asks for children in further jobs. Frames of a job come parent before child.
struct Listing {
    uint64_t job_id = 0;
    uint32_t node = 0;
    uint32_t first_child_node = 0;
    ListingKind kind = ListingKind::listing;

    // Of a directory that was asked for with DirectoryToList::moved_from: it is the one that was known there (inode, and
    // birth time unless the file system has none), and that path does not lead to it any more.
    bool moved = false;

    // False when the directory's stamp moved while it was listed (after retries): what was seen is true, but
    // nothing may be concluded from what was not seen. Also false when an entry could not be examined.
    bool clean = true;

    DirectoryAttributes attributes;  // failed: what its parent says, inode 0: nothing is known; no stamp of a listing
    ListingHash hash;                // same, listing (over all parts); unknown when not clean
    UnixNs listed_at_ns = 0;         // scanner's wall clock when the listing began: what it holds was last seen then
    uint32_t listing_us = 0;         // how long it took, microseconds, saturated
    uint64_t entry_count = 0;        // all names seen but "." and "..", over all parts; the counts are 0 in a part
    uint64_t other_count = 0;        // of these: links, sockets, devices, FIFOs
    uint64_t excluded_count = 0;     // of these: left out by the share's exclude patterns
    uint64_t unreadable_count = 0;   // of these: statx failed with something else than ENOENT

    int error_number = 0;    // failed: errno; listing: errno of the first entry that could not be examined
    std::string error_name;  // the path relative to the share that error_number speaks of; empty for the root

    std::vector<Entry> entries;           // part, listing; names point into `bytes`
    std::shared_ptr<const void> bytes;    // keeps the names alive
};

// errno values of `failed` that are no fault of the share:
//   EXDEV    a mount point that one_file_system does not cross
//   ENODEV   what was mounted here when it was listed last is not mounted now
//   ENOENT, ENOTDIR, ELOOP  it vanished or was replaced since its parent was listed; the parent's next listing tells.
//            The second time in a row it is a fault: the parent shows what cannot be opened

}  // namespace tocd
