#include "scan/list_directory.hpp"

#include "scan/directory_identity.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>

namespace tocd {
namespace {

UnixNs rounded_atime(UnixNs atime_ns, AtimeResolution resolution) {
    switch (resolution) {
        case AtimeResolution::off: return kNoTime;
        case AtimeResolution::exact: return atime_ns;
        case AtimeResolution::day: break;
    }
    const int64_t into_day = atime_ns % kNsPerDay;
    if (into_day >= 0) return atime_ns - into_day;
    // Before 1970; the first day of UnixNs is not whole and cannot be rounded down.
    if (atime_ns < std::numeric_limits<UnixNs>::min() + 1 + kNsPerDay) return atime_ns;
    return atime_ns - into_day - kNsPerDay;
}

// FUSE without readdir_ino fills d_ino with 2^32-1; 0 is what some servers give.
bool is_known_inode(uint64_t inode) { return inode != 0 && inode != 0xffffffff; }

Outcome<DirectoryPtr> open_directory(FileSystem& file_system, const DirectoryPtr& root, const ListingTask& task,
                                     bool cross_mounts) {
    if (task.path.size() > kMaxPathBytes) return Outcome<DirectoryPtr>::failed(ENAMETOOLONG);
    if (task.parent && !task.path.empty()) {
        const std::string_view name = std::string_view(task.path).substr(task.path.rfind('/') + 1);
        Outcome<DirectoryPtr> opened = file_system.open_below(task.parent, name, cross_mounts);
        // The parent may have been replaced on the server since it was opened; its path may lead on.
        if (opened.error_number != ESTALE && opened.error_number != ENOENT) return opened;
    }
    return file_system.open_below(root, task.path, cross_mounts);
}

// Whom to ask for the right to read it. Only where that is the reason: a server that fails is not asked once more.
DirectoryAttributes look_from_outside(FileSystem& file_system, const DirectoryPtr& root, const ListingTask& task,
                                      bool cross_mounts) {
    const size_t slash = task.path.rfind('/');
    const std::string_view above = slash == std::string::npos ? "" : std::string_view(task.path).substr(0, slash);
    Outcome<DirectoryPtr> parent;
    parent.value = task.parent;
    if (!parent.value) parent = file_system.open_below(root, above, cross_mounts);
    if (!parent.ok()) return {};
    const char* name = task.path.c_str() + (slash == std::string::npos ? 0 : slash + 1);
    const Outcome<FileStat> stat = parent.value->stat_entry(name);
    return stat.ok() && stat.value.type == NameType::directory ? attributes_of(stat.value) : DirectoryAttributes{};
}

// One directory's way from open to its last frame.
class OneListing {
public:
    // `moved` answers whether a directory with these attributes is the one of task.moved_from.
    OneListing(const ListingTask& task, const ListingRules& rules, const ListingKey& key, const Clock& clock,
               ListingScratch& scratch, const ListingSink& sink, std::function<bool(const DirectoryAttributes&)> moved)
        : is_moved_(std::move(moved)), task_(task), rules_(rules), key_(key), clock_(clock), scratch_(scratch), sink_(sink),
          listed_at_ns_(clock.now_ns()), started_ns_(clock.monotonic_ns()), hasher_(key) {
        scratch_.path = task.path;
        if (!scratch_.path.empty()) scratch_.path.push_back('/');
        path_size_ = scratch_.path.size();
    }

    ~OneListing() {
        if (!large_) return;
        rules_.large->give_back();
        scratch_.forget();
    }
    OneListing(const OneListing&) = delete;
    OneListing& operator=(const OneListing&) = delete;

    void run(FileSystem& file_system, const DirectoryPtr& root) {
        mark_ns_ = started_ns_;
        ++calls_;
        Outcome<DirectoryPtr> opened = open_directory(file_system, root, task_, !rules_.one_file_system);
        DirectoryAttributes from_outside;
        if ((opened.error_number == EACCES || opened.error_number == EPERM) && !task_.path.empty()) {
            ++calls_;
            from_outside = look_from_outside(file_system, root, task_, !rules_.one_file_system);
        }
        list(std::move(opened), from_outside);
    }

private:
    // `from_outside`: what its parent says of a directory that did not open.
    void list(Outcome<DirectoryPtr> opened, const DirectoryAttributes& from_outside) {
        begin_try();
        if (!opened.ok()) return fail(opened.error_number, from_outside);
        directory_ = std::move(opened.value);
        for (int tries_left = kListingTries - 1;; --tries_left) {
            begin_try();
            ++calls_;
            const Outcome<FileStat> before = directory_->stat();
            if (!before.ok()) return fail(before.error_number);
            attributes_ = attributes_of(before.value);
            if (task_.moved_from.empty()) {
                if (!still_mounted(task_.known, attributes_)) return fail(ENODEV);
            } else {
                moved_ = is_moved_(attributes_);
            }
            if (const int error = read_all(); error != 0) {
                if (parts_ == 0) return fail(error);
                complete_entries();
                note_unreadable(error, task_.path);  // the parts are out, and what they hold is true
                return send(ListingKind::listing);
            }
            ++calls_;
            const Outcome<FileStat> after = directory_->stat();
            pace();
            const bool quiet = after.ok() && same_stamp(attributes_, attributes_of(after.value));
            complete_entries();
            if ((!quiet || vanished_ != 0 || !first_repeated_.empty()) && parts_ == 0 && tries_left > 0) {
                if (const int error = directory_->rewind(); error != 0) return fail(error);
                continue;
            }
            if (!quiet) counts_.clean = false;
            if (quiet && vanished_ != 0) {
                counts_.entries += vanished_;
                counts_.unreadable += vanished_ - 1;
                note_unreadable(ENOENT, first_vanished_);
            }
            if (quiet && !first_repeated_.empty()) note_unreadable(EUCLEAN, first_repeated_);
            return finish();
        }
    }

    struct Counts {
        bool clean = true;
        uint64_t entries = 0;
        uint64_t other = 0;
        uint64_t excluded = 0;
        uint64_t unreadable = 0;
        int error_number = 0;
        std::string error_name;
    };

    void begin_try() {
        begin_frame();
        counts_ = {};
        hasher_ = ListingHasher(key_);
        vanished_ = 0;
        first_repeated_.clear();
    }

    void begin_frame() {
        scratch_.listing.entries.clear();
        scratch_.listing.bytes.reset();
        // Somebody may have kept the last frame's names.
        if (!scratch_.names || scratch_.names.use_count() > 1) scratch_.names = std::make_shared<std::string>();
        scratch_.names->clear();
    }

    int read_all() {
        for (;;) {
            ++calls_;
            if (const int error = directory_->read_names(scratch_.buffer); error != 0) return error;
            std::vector<NameSeen>& names = scratch_.buffer.names;
            if (names.empty()) return 0;
            // ext4 gives names in hash order; their inodes in order cost a cold disk far fewer seeks.
            std::sort(names.begin(), names.end(), [](const NameSeen& a, const NameSeen& b) { return a.inode < b.inode; });
            for (const NameSeen& name : names) {
                take(name);
                if (++unpaced_ >= (scratch_.quick ? kQuickPaceEntries : kPaceEntries)) pace();
            }
        }
    }

    void pace() {
        if (rules_.pace == nullptr) return;
        const int64_t began_ns = mark_ns_;
        rules_.pace->done(unpaced_, calls_, clock_.monotonic_ns() - began_ns);
        mark_ns_ = clock_.monotonic_ns();
        scratch_.quick = mark_ns_ - began_ns < static_cast<int64_t>(std::max<uint64_t>(calls_, 1)) * kQuickCallNs;
        unpaced_ = calls_ = 0;
    }

    void take(const NameSeen& seen) {
        NameType type = seen.type;
        FileStat stat;
        bool examined = false;
        if (type == NameType::unknown) {
            if (!examine(seen, stat)) return;
            examined = true;
            type = stat.type;
        }
        const bool is_directory = type == NameType::directory;
        if (leave_out(seen.name, is_directory)) return;
        const bool wanted = type == NameType::file || (type == NameType::directory && !is_known_inode(seen.inode));
        if (wanted && !examined) {
            if (!examine(seen, stat)) return;
            examined = true;
            type = stat.type;  // d_type may be older than the entry
            const bool now_directory = type == NameType::directory;
            if (now_directory != is_directory && leave_out(seen.name, now_directory)) return;
        }
        ++counts_.entries;
        if (type == NameType::other) {
            ++counts_.other;
        } else {
            add(seen.name, type, examined ? stat.inode : seen.inode, stat);
        }
    }

    // True when the share's patterns leave it out: it is counted.
    bool leave_out(std::string_view name, bool is_directory) {
        if (!rules_.exclude.concern(is_directory) || !rules_.exclude.ignores(path_of(name), is_directory)) return false;
        ++counts_.entries;
        ++counts_.excluded;
        return true;
    }

    bool examine(const NameSeen& seen, FileStat& stat) {
        ++calls_;
        const Outcome<FileStat> outcome = directory_->stat_entry(seen.name.data());
        if (outcome.ok()) {
            stat = outcome.value;
            return true;
        }
        if (outcome.error_number == ENOENT) {
            if (vanished_++ == 0) first_vanished_ = path_of(seen.name);
        } else {
            ++counts_.entries;
            note_unreadable(outcome.error_number, path_of(seen.name));
        }
        return false;
    }

    void add(std::string_view name, NameType type, uint64_t inode, const FileStat& stat) {
        std::vector<Entry>& entries = scratch_.listing.entries;
        if (is_full(entries.size(), scratch_.names->size() + name.size())) {
            ++parts_;
            complete_entries();
            send(ListingKind::part);
            begin_frame();
        }
        Entry& entry = entries.emplace_back();
        entry.name = name;
        entry.inode = inode;
        if (type == NameType::directory) {
            entry.type = EntryType::directory;
        } else {
            entry.size_bytes = stat.size_bytes;
            entry.allocated_bytes = stat.allocated_bytes;
            entry.mtime_ns = stat.mtime_ns;
            entry.ctime_ns = stat.ctime_ns;
            entry.atime_ns = rounded_atime(stat.atime_ns, rules_.atime_resolution);
            entry.btime_ns = stat.btime_ns;
            entry.uid = stat.uid;
            entry.gid = stat.gid;
            entry.link_count = stat.link_count;
        }
        scratch_.names->append(name);
    }

    // True when the frame has no room for more.
    [[nodiscard]] bool is_full(size_t entries, size_t name_bytes) {
        if (entries >= rules_.max_part_entries || name_bytes > kMaxPartNameBytes) return true;
        if (large_ || rules_.large == nullptr || (entries < kSmallPartEntries && name_bytes <= kSmallPartNameBytes)) return false;
        large_ = rules_.large->take();
        return !large_;
    }

    // Gives every entry of this frame its name's place, drops repeated ones and hashes the others.
    void complete_entries() {
        std::vector<Entry>& entries = scratch_.listing.entries;
        // Names were taken one after the other: their places follow from their lengths, however the string grew.
        const char* at = scratch_.names->data();
        scratch_.seen.reset(entries.size());
        size_t kept = 0;
        for (Entry& entry : entries) {
            entry.name = {at, entry.name.size()};
            at += entry.name.size();
            const ListingHash name_hash = key_.hash_name(entry.name);
            if (!scratch_.seen.add(entry.name, name_hash)) {
                if (first_repeated_.empty()) first_repeated_ = path_of(entry.name);
                --counts_.entries;
                continue;
            }
            hasher_.add(entry, name_hash);
            if (&entries[kept] != &entry) entries[kept] = entry;
            ++kept;
        }
        entries.resize(kept);
    }

    std::string_view path_of(std::string_view name) {
        scratch_.path.resize(path_size_);
        scratch_.path.append(name);
        return scratch_.path;
    }

    void note_unreadable(int error_number, std::string_view path) {
        counts_.clean = false;
        if (counts_.unreadable++ != 0) return;
        counts_.error_number = error_number;
        counts_.error_name = path;
    }

    void fail(int error_number, const DirectoryAttributes& attributes = {}) {
        begin_try();
        counts_.clean = false;
        counts_.error_number = error_number;
        counts_.error_name = task_.path;
        attributes_ = attributes;
        directory_.reset();
        send(ListingKind::failed);
    }

    void finish() {
        if (!counts_.clean) return send(ListingKind::listing);
        const ListingHash hash = hasher_.value();
        const bool same = parts_ == 0 && hash == task_.known_hash && (moved_ || task_.moved_from.empty());
        if (same) scratch_.listing.entries.clear();
        send(same ? ListingKind::same : ListingKind::listing, hash);
    }

    void send(ListingKind kind, const ListingHash& hash = {}) {
        Listing& frame = scratch_.listing;
        frame.job_id = task_.job_id;
        frame.node = task_.node;
        frame.first_child_node = 0;
        frame.kind = kind;
        frame.attributes = attributes_;
        frame.hash = hash;
        frame.listed_at_ns = listed_at_ns_;
        const int64_t took_us = (clock_.monotonic_ns() - started_ns_) / 1000;
        frame.listing_us = static_cast<uint32_t>(std::clamp<int64_t>(took_us, 0, std::numeric_limits<uint32_t>::max()));
        const Counts counts = kind == ListingKind::part ? Counts{} : counts_;
        frame.clean = counts.clean;
        frame.moved = moved_ && kind != ListingKind::part && kind != ListingKind::failed;
        frame.entry_count = counts.entries;
        frame.other_count = counts.other;
        frame.excluded_count = counts.excluded;
        frame.unreadable_count = counts.unreadable;
        frame.error_number = counts.error_number;
        frame.error_name = counts.error_name;
        frame.bytes = scratch_.names;
        sink_(frame, directory_);
    }

    const std::function<bool(const DirectoryAttributes&)> is_moved_;
    bool moved_ = false;
    const ListingTask& task_;
    const ListingRules& rules_;
    const ListingKey& key_;
    const Clock& clock_;
    ListingScratch& scratch_;
    const ListingSink& sink_;
    const UnixNs listed_at_ns_;
    const int64_t started_ns_;
    int64_t mark_ns_ = 0;    // since then: calls_ and unpaced_
    uint64_t calls_ = 0;     // of the file system, that nobody heard of
    uint64_t unpaced_ = 0;   // names, likewise
    size_t path_size_ = 0;  // of scratch_.path without the entry's name
    DirectoryPtr directory_;
    DirectoryAttributes attributes_;
    Counts counts_;
    ListingHasher hasher_;
    size_t parts_ = 0;
    bool large_ = false;  // holds one of rules_.large
    uint64_t vanished_ = 0;
    std::string first_vanished_;
    std::string first_repeated_;
};

}  // namespace

void list_directory(FileSystem& file_system, const DirectoryPtr& root, const ListingTask& task,
                    const ListingRules& rules, const ListingKey& key, const Clock& clock, ListingScratch& scratch,
                    const ListingSink& sink) {
    OneListing listing(task, rules, key, clock, scratch, sink, [&](const DirectoryAttributes& now) {
        return has_moved(file_system, root, task, now, !rules.one_file_system);
    });
    listing.run(file_system, root);
}

Outcome<RootIdentity> look_at_root(FileSystem& file_system, const DirectoryPtr& root) {
    Outcome<RootIdentity> identity = file_system.identify(root);
    if (!identity.ok()) return identity;
    NameBuffer buffer;
    if (const int error = root->read_names(buffer); error != 0) return Outcome<RootIdentity>::failed(error);
    identity.value.empty = buffer.names.empty();
    if (const int error = root->rewind(); error != 0) return Outcome<RootIdentity>::failed(error);
    return identity;
}

int find_marker(FileSystem& file_system, const DirectoryPtr& root, const std::string& marker) {
    const size_t slash = marker.rfind('/');
    if (slash == std::string::npos) return root->stat_entry(marker.c_str()).error_number;
    const Outcome<DirectoryPtr> above = file_system.open_below(root, marker.substr(0, slash), true);
    return above.ok() ? above.value->stat_entry(marker.c_str() + slash + 1).error_number : above.error_number;
}

}  // namespace tocd
