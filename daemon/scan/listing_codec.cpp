#include "scan/list_directory.hpp"
#include "scan/message_bytes.hpp"

#include <algorithm>
#include <limits>

// A listing of 30 usual files takes about 45 bytes per entry beside the names' own.

namespace tocd {
namespace {

constexpr uint64_t kMaxSize = std::numeric_limits<int64_t>::max();
constexpr size_t kMaxErrorNameBytes = 2u << 20;  // a path and a name
constexpr uint32_t kMountRoot = 010000;  // beside the permission bits of a directory
constexpr size_t kFirstChildAt = kLengthBytes + 1;

constexpr size_t kMinEntryBytes = 4;  // flags, length, one byte of name, inode
constexpr size_t kMaxEntryBytes = 1 + 10 * kMaxVarintBytes + 8;  // without the name

constexpr size_t kBlockBytes = 16 * 1024;
static_assert(kBlockBytes >= kMaxEntryBytes + kMaxNameBytes);

// What an entry leaves out because it is usual.
enum EntryFlags : uint8_t {
    kDirectory = 1,       // name and inode only
    kOwnerAsBefore = 2,   // uid and gid of the file before; of the first: the directory's
    kCtimeIsMtime = 4,
    kNoBtime = 8,
    kSeveralLinks = 16,   // a link count follows
    kRoundedSize = 32,    // allocated is the size rounded up to 4096
    kAtimeInDays = 64,
    kAtimeExact = 128,    // neither: kNoTime
};

uint64_t rounded_size(uint64_t size) { return (size + 4095) & ~uint64_t{4095}; }

struct Owner {
    uint32_t uid;
    uint32_t gid;
    friend bool operator==(const Owner&, const Owner&) = default;
};

char* put_file(char* at, const Entry& entry, Owner& owner) {
    const Owner own{entry.uid, entry.gid};
    uint8_t flags = 0;
    if (own == owner) flags |= kOwnerAsBefore;
    if (entry.ctime_ns == entry.mtime_ns) flags |= kCtimeIsMtime;
    if (entry.btime_ns == kNoTime) flags |= kNoBtime;
    if (entry.link_count != 1) flags |= kSeveralLinks;
    if (entry.allocated_bytes == rounded_size(entry.size_bytes)) flags |= kRoundedSize;
    if (entry.atime_ns != kNoTime) flags |= entry.atime_ns % kNsPerDay == 0 ? kAtimeInDays : kAtimeExact;
    *at++ = static_cast<char>(flags);
    at = put_varint(at, entry.size_bytes);
    if ((flags & kRoundedSize) == 0) at = put_varint(at, entry.allocated_bytes);
    at = put_fixed(at, entry.mtime_ns);
    if ((flags & kCtimeIsMtime) == 0) at = put_varint(at, zigzag(difference(entry.mtime_ns, entry.ctime_ns)));
    if ((flags & kNoBtime) == 0) at = put_varint(at, zigzag(difference(entry.btime_ns, entry.ctime_ns)));
    if ((flags & kAtimeInDays) != 0) at = put_varint(at, zigzag(entry.atime_ns / kNsPerDay));
    if ((flags & kAtimeExact) != 0) at = put_varint(at, zigzag(difference(entry.mtime_ns, entry.atime_ns)));
    if ((flags & kOwnerAsBefore) == 0) {
        at = put_varint(at, entry.uid);
        at = put_varint(at, entry.gid);
        owner = own;
    }
    if ((flags & kSeveralLinks) != 0) at = put_varint(at, entry.link_count);
    return at;
}

void append_entries(std::string& out, const Listing& listing) {
    append_varint(out, listing.entries.size());
    // By way of a block: room in `out` for the longest entries that could be is thrice what they take, and zeroed first.
    char block[kBlockBytes];
    char* at = block;
    const auto flush = [&] {
        out.append(block, at);
        at = block;
    };
    uint64_t last_inode = listing.attributes.inode;
    Owner owner{listing.attributes.uid, listing.attributes.gid};
    for (const Entry& entry : listing.entries) {
        if (static_cast<size_t>(block + kBlockBytes - at) < kMaxEntryBytes + kMaxNameBytes) flush();
        if (entry.type == EntryType::directory) *at++ = kDirectory;
        else at = put_file(at, entry, owner);
        at = put_varint(at, zigzag(static_cast<int64_t>(entry.inode - last_inode)));
        last_inode = entry.inode;
        at = put_varint(at, entry.name.size());
        if (entry.name.size() > kMaxNameBytes) {  // the receiver will refuse it
            flush();
            out.append(entry.name);
            continue;
        }
        std::memcpy(at, entry.name.data(), entry.name.size());
        at += entry.name.size();
    }
    flush();
}

void read_file(WireReader& in, uint8_t flags, Entry& entry, Owner& owner) {
    entry.size_bytes = in.number(kMaxSize, "size");
    entry.allocated_bytes = rounded_size(entry.size_bytes);
    if ((flags & kRoundedSize) == 0) entry.allocated_bytes = in.varint("allocated size");
    if (entry.allocated_bytes > kMaxSize) in.refuse("allocated size");
    entry.mtime_ns = in.fixed<int64_t>("mtime");
    entry.ctime_ns = entry.mtime_ns;
    if ((flags & kCtimeIsMtime) == 0) entry.ctime_ns = add_wrapped(entry.mtime_ns, in.signed_varint("ctime"));
    entry.btime_ns = kNoTime;
    if ((flags & kNoBtime) == 0) entry.btime_ns = difference(in.signed_varint("birth time"), entry.ctime_ns);
    entry.atime_ns = kNoTime;
    if ((flags & kAtimeInDays) != 0) {
        const int64_t days = in.signed_varint("atime");
        constexpr int64_t kMaxDays = std::numeric_limits<int64_t>::max() / kNsPerDay;
        if (days > kMaxDays || days < -kMaxDays) in.refuse("atime");
        entry.atime_ns = days * kNsPerDay;
    } else if ((flags & kAtimeExact) != 0) {
        entry.atime_ns = add_wrapped(entry.mtime_ns, in.signed_varint("atime"));
    }
    if ((flags & kOwnerAsBefore) == 0) {
        owner.uid = in.number_32("uid");
        owner.gid = in.number_32("gid");
    }
    entry.uid = owner.uid;
    entry.gid = owner.gid;
    if ((flags & kSeveralLinks) != 0) entry.link_count = in.number_32("link count");
}

bool is_name(std::string_view name) {
    if (name.empty() || name == "." || name == "..") return false;
    return name.find('/') == name.npos && name.find('\0') == name.npos;  // memchr() twice is quicker than a loop of ours
}

// Returns how many of the entries are directories.
size_t read_entries(WireReader& in, Listing& listing) {
    const size_t count = in.count(kMinEntryBytes, "number of entries");
    if (count > kMaxPartEntries) in.refuse("number of entries");  // 4 bytes of message would become 120 of memory
    listing.entries.resize(count);
    uint64_t last_inode = listing.attributes.inode;
    Owner owner{listing.attributes.uid, listing.attributes.gid};
    size_t directories = 0;
    for (Entry& entry : listing.entries) {
        const uint8_t flags = in.byte("flags of an entry");
        if ((flags & kDirectory) != 0) {
            if (flags != kDirectory) in.refuse("flags of an entry");
            entry.type = EntryType::directory;
            ++directories;
        } else {
            if ((flags & kAtimeInDays) != 0 && (flags & kAtimeExact) != 0) in.refuse("flags of an entry");
            read_file(in, flags, entry, owner);
        }
        entry.inode = last_inode + static_cast<uint64_t>(in.signed_varint("inode"));
        last_inode = entry.inode;
        entry.name = in.bytes(kMaxNameBytes, "length of a name");
        if (!is_name(entry.name)) in.refuse("name");
    }
    return directories;
}

void append_attributes(std::string& out, const DirectoryAttributes& attributes) {
    append_varint(out, attributes.inode);
    append_fixed(out, attributes.mtime_ns);
    append_fixed(out, attributes.ctime_ns);
    append_fixed(out, attributes.btime_ns);
    append_varint(out, attributes.uid);
    append_varint(out, attributes.gid);
    append_varint(out, attributes.mode | (attributes.mount_root ? kMountRoot : 0));
}

DirectoryAttributes read_attributes(WireReader& in) {
    DirectoryAttributes attributes;
    attributes.inode = in.varint("inode");
    attributes.mtime_ns = in.fixed<int64_t>("mtime");
    attributes.ctime_ns = in.fixed<int64_t>("ctime");
    attributes.btime_ns = in.fixed<int64_t>("birth time");
    attributes.uid = in.number_32("uid");
    attributes.gid = in.number_32("gid");
    const auto mode = static_cast<uint32_t>(in.number(kMountRoot | 07777, "mode"));
    attributes.mode = mode & 07777;
    attributes.mount_root = (mode & kMountRoot) != 0;
    return attributes;
}

void read_counts(WireReader& in, Listing& listing) {
    listing.entry_count = in.varint("entry count");
    uint64_t left = listing.entry_count;
    for (uint64_t* part : {&listing.other_count, &listing.excluded_count, &listing.unreadable_count}) {
        *part = in.number(left, "entry counts");
        left -= *part;
    }
    listing.error_number = static_cast<int>(in.number(kMaxErrno, "errno"));
    listing.error_name = in.bytes(kMaxErrorNameBytes, "name of what failed");
}

constexpr int kKindShift = 2;
constexpr uint8_t kClean = 1;
constexpr uint8_t kMoved = 2;

uint8_t kind_byte(const Listing& listing) {
    return static_cast<uint8_t>(static_cast<uint8_t>(listing.kind) << kKindShift | (listing.moved ? kMoved : 0) |
                                (listing.clean ? kClean : 0));
}

bool has_entries(ListingKind kind) { return kind == ListingKind::listing || kind == ListingKind::part; }

// What the fields must be to each other, so that no receiver has to ask again.
void check(const WireReader& in, const Listing& listing, size_t directories) {
    const bool may_be_unclean = listing.kind == ListingKind::listing || listing.kind == ListingKind::failed;
    const bool must_have_hash =
        listing.kind == ListingKind::same || (listing.kind == ListingKind::listing && listing.clean);
    if (!listing.clean && !may_be_unclean) in.refuse("unclean frame of this kind");
    if (listing.hash.known() != must_have_hash) in.refuse("listing hash");
    if (listing.clean && (listing.error_number != 0 || listing.unreadable_count != 0)) in.refuse("error of a clean frame");
    if (listing.kind == ListingKind::failed && (listing.error_number == 0 || listing.clean)) in.refuse("failed without errno");
    if (listing.moved && (listing.kind == ListingKind::failed || listing.kind == ListingKind::part)) in.refuse("moved frame of this kind");
    if (listing.first_child_node == 0) return;
    if (listing.kind != ListingKind::listing || directories == 0) in.refuse("child nodes without children");
    if (listing.first_child_node <= listing.node) in.refuse("child node before its parent");
    if (listing.first_child_node + uint64_t{directories} > UINT32_MAX) in.refuse("child nodes");
}

}  // namespace

void append_message(std::string& out, const Listing& listing) {
    append_framed(out, MessageType::listing, [&] {
        append_fixed(out, listing.first_child_node);
        append_fixed(out, kind_byte(listing));
        append_varint(out, listing.job_id);
        append_varint(out, listing.node);
        append_fixed(out, listing.listed_at_ns);
        append_varint(out, listing.listing_us);
        append_attributes(out, listing.attributes);
        append_fixed(out, listing.hash.low);
        append_fixed(out, listing.hash.high);
        append_varint(out, listing.entry_count);
        append_varint(out, listing.other_count);
        append_varint(out, listing.excluded_count);
        append_varint(out, listing.unreadable_count);
        append_varint(out, static_cast<uint64_t>(std::clamp(listing.error_number, 0, kMaxErrno)));
        append_bytes(out, listing.error_name);
        if (has_entries(listing.kind)) append_entries(out, listing);
    });
}

void set_first_child_node(std::string& message, uint32_t first_child_node) {
    put_fixed(message.data() + kFirstChildAt, first_child_node);
}

Listing read_listing(WireReader& in, const std::shared_ptr<const void>& holder) {
    Listing listing;
    listing.first_child_node = in.fixed<uint32_t>("first child node");
    const uint8_t kind = in.byte("kind");
    if (kind >> kKindShift < static_cast<uint8_t>(ListingKind::same) || kind >> kKindShift > static_cast<uint8_t>(ListingKind::failed)) in.refuse("kind");
    listing.kind = static_cast<ListingKind>(kind >> kKindShift);
    listing.clean = (kind & kClean) != 0;
    listing.moved = (kind & kMoved) != 0;
    listing.job_id = in.varint("job id");
    listing.node = in.number_32("node");
    listing.listed_at_ns = in.fixed<int64_t>("time of the listing");
    listing.listing_us = in.number_32("duration");
    listing.attributes = read_attributes(in);
    listing.hash.low = in.fixed<uint64_t>("hash");
    listing.hash.high = in.fixed<uint64_t>("hash");
    read_counts(in, listing);
    size_t directories = 0;
    if (has_entries(listing.kind)) directories = read_entries(in, listing);
    in.expect_end();
    check(in, listing, directories);
    listing.bytes = holder;
    return listing;
}

}  // namespace tocd
