// The oracle: what the catalogue of one share must hold, told by DESIGN and the words of schema/0001, in the simplest
// way there is. Every listing touches every row it holds; nothing is encoded, hashed or saved.
// Thread: one. Copyable: a copy is the state of a commit.
#pragma once

#include "model/ports.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace tocd::simulation {

struct ModelFile {
    uint64_t size_bytes = 0, allocated_bytes = 0;
    UnixNs mtime_ns = 0, ctime_ns = 0;
    std::optional<UnixNs> atime_ns, btime_ns;
    uint32_t uid = 0, gid = 0, link_count = 1;
    uint64_t inode = 0;
    UnixNs first_seen_ns = 0, last_seen_ns = 0;
    // held: the last listing of its directory had it. missing: an unclean one had not. absent: a clean one had not,
    // which counts when the scan ends clean.
    enum class Standing : uint8_t { held, missing, absent, gone } standing = Standing::held;
    UnixNs gone_ns = 0;  // end of the scan since which it is gone
    int64_t missed_by = 0;  // missing, absent: the first scan that missed it
    int64_t row = 0;        // counts up in the order in which files of a directory were added
};

struct ModelDirectory {
    DirectoryState state = DirectoryState::pending;
    uint64_t inode = 0;
    std::optional<DirectoryAttributes> attributes;  // of the last time that it could be opened
    std::optional<int> error_number;
    UnixNs first_seen_ns = 0;
    std::optional<UnixNs> last_listed_ns;
    uint32_t listing_us = 0;
    uint64_t entry_count = 0;
    bool clean = false;  // its last listing was
    ListingHash hash;    // of that one; unknown when it was not
    uint64_t serial = 0;        // stays whatever becomes of it
    uint64_t moved_from = 0;    // pending: the one that it may be, by serial
    uint64_t replaces = 0;      // pending: the one that had its name, by serial
    bool waited = false;        // pending: once, for that one to turn up elsewhere
    UnixNs moved_ns = kNoTime;  // when it was found in its place: what was seen of it before was under another path
    UnixNs gone_ns = 0;         // end of the scan since which it is gone
    int64_t missed_by = 0;      // staged gone: the scan that missed it
    int64_t row = 0;            // counts up in the order in which directories were first listed, or failed
    bool was_moved = false;     // at least once: what it held long ago it held under another path
    std::map<std::string, ModelFile> files;
    // Of one name at most one is listed or failed; others left the name, and one may be new under it.
    std::multimap<std::string, ModelDirectory> children;

    [[nodiscard]] bool gone() const noexcept { return state == DirectoryState::gone; }
    [[nodiscard]] bool shown_as_gone(const ModelFile& file) const noexcept {
        return gone() || file.standing == ModelFile::Standing::gone;
    }
};

class Model {
public:
    // As in model/ports.hpp.
    void begun(const ScanStart& start, int64_t scan_id);
    void handed_out(const std::vector<DirectoryToList>& items);  // by the writer, at this moment
    void expect(uint64_t job_id, const std::vector<DirectoryToList>& items);
    void take(const Listing& listing, UnixNs now_ns);
    void take_unchanged(const Unchanged& unchanged);
    void job_done(uint64_t job_id);
    void finished(ScanEnding ending, UnixNs now_ns);
    void confirmed(UnixNs now_ns);  // what last_whole held
    void abandoned();  // the process that scanned is no more

    [[nodiscard]] const std::optional<ModelDirectory>& root() const noexcept { return root_; }
    [[nodiscard]] int64_t present_files() const;
    [[nodiscard]] int64_t present_files_listed() const;  // in directories that the last scan listed

    // Of the scan that ended last.
    int64_t directories_listed = 0;  // cleanly
    int64_t unclean = 0;             // listed, not cleanly
    int64_t failed = 0;              // directories that could not be listed, entries that could not be examined
    int64_t skipped_mounts = 0;
    int64_t others = 0, excluded = 0;
    int64_t purged = 0, held = 0;  // files
    bool agreed = false;  // some were held before, and are held no more
    int64_t unchanged = 0, moved_directories = 0, moved_files = 0;
    // What it came upon: a story that never does proves nothing.
    struct Met {
        int64_t racy = 0, racy_changes = 0;  // stamps that were not believed; of these: that would have hidden something
        int64_t reused_inodes = 0;  // that did not make two directories one
        int64_t resumed = 0;        // directories that an earlier scan had not come to, or need not be listed again
        int64_t big_moves = 0;      // of directories with at least 10 names below
        Met& operator+=(const Met& more) {
            racy += more.racy;
            racy_changes += more.racy_changes;
            reused_inodes += more.reused_inodes;
            resumed += more.resumed;
            big_moves += more.big_moves;
            return *this;
        }
    };
    Met met;

    // The last scan of the whole share that ran to its end.
    struct Whole {
        int64_t scan_id = 0;
        UnixNs started_ns = 0, finished_ns = 0;
        int64_t held = 0;
    };
    Whole last_whole;

    bool keeps_stamps = true;  // the share, when the scan begins
    bool settled = true;  // recursive totals are promised to be right

private:
    struct Job {
        std::vector<std::string> paths;  // by node, of items
        std::vector<uint64_t> serials;  // by node; 0: nobody announced it
        std::vector<bool> was_known;    // it had a row when it was asked for
        std::unordered_map<uint32_t, std::vector<Listing>> parts;
    };
    struct Place {
        ModelDirectory* parent = nullptr;  // null: the root
        std::multimap<std::string, ModelDirectory>::iterator at{};
        ModelDirectory* directory = nullptr;  // null: not there
    };
    [[nodiscard]] Place find(uint64_t serial);
    [[nodiscard]] ModelDirectory* by_path(const std::string& path, bool pending, uint64_t inode, const std::set<uint64_t>& others = {});
    ModelDirectory& add(ModelDirectory& parent, std::string_view name, uint64_t inode, UnixNs first_seen_ns);
    void take(Place place, bool was_known, const Listing& listing, const std::vector<Listing>& parts, UnixNs seen_ns,
              Job& job);
    [[nodiscard]] bool is_replaced(const Place& place, bool was_known, const Listing& listing) const;
    [[nodiscard]] bool is_wanted(uint64_t serial, uint64_t besides) const;
    [[nodiscard]] bool adopts(const Place& place, const Listing& listing);
    [[nodiscard]] std::string path_of(uint64_t serial);
    void failed_listing(Place place, int error_number, const std::string& asked_path);
    [[nodiscard]] bool may_come_from_elsewhere(const ModelDirectory& parent, const std::string& name, uint64_t inode);
    [[nodiscard]] bool is_cut_short(const ModelDirectory& before, const Listing& listing) const;
    void forget_origins(ModelDirectory& directory);
    void forget_replaced_below(ModelDirectory& directory);
    void judge_vanished();
    void note_asked(const DirectoryToList& item, const ModelDirectory& directory);
    void note_seen(const ModelDirectory& directory, bool was_known, const Listing& listing);
    void stage(ModelDirectory& directory);
    void give_row(ModelDirectory& directory);
    void date(UnixNs now_ns, UnixNs then_ns = kNoTime);
    void purge(UnixNs now_ns);  // what was gone for long enough is forgotten

    // model_removals.cpp
    using Files = std::set<std::pair<uint64_t, std::string>>;  // directory and name
    struct Removals {
        std::set<uint64_t> directories;  // with all in them
        Files files;                     // in directories that stay
        int64_t count = 0;               // files
    };
    struct MovedFile {
        std::pair<uint64_t, std::string> from, to;
        UnixNs first_seen_ns = 0;
    };
    [[nodiscard]] Removals find_removals(UnixNs since_ns, int64_t missed_by) const;
    [[nodiscard]] std::vector<MovedFile> match_files(const Removals& removals);
    [[nodiscard]] bool are_too_many(int64_t count) const;
    void remove_missed();
    void apply(const Removals& removals);
    void revive(ModelDirectory& directory);
    void same_listing(ModelDirectory& directory, UnixNs seen_ns);
    void files_of(ModelDirectory& directory, const std::vector<const Entry*>& entries, UnixNs seen_ns, bool clean);
    void children_of(ModelDirectory& directory, const std::vector<const Entry*>& entries, UnixNs seen_ns, bool clean);

    std::optional<ModelDirectory> root_;
    bool scanned_ = false;  // to the end, once
    uint64_t last_serial_ = 0;
    std::unordered_map<int64_t, uint64_t> serial_of_;  // keys that were handed out: of rows ever, of pending ones in this scan
    std::set<uint64_t> moved_now_, staged_now_, revived_;
    std::map<uint64_t, int> vanished_;
    std::vector<std::pair<uint64_t, std::string>> added_;  // files: directory and name
    int64_t scan_id_ = 0;
    ScanMode mode_ = ScanMode::full;
    ScanRules rules_;
    bool accept_root_ = false;
    UnixNs started_ns_ = 0;
    struct Held {
        int64_t scan_id = 0;
        UnixNs started_ns = 0;
    };
    std::optional<Held> held_since_;  // the first of the complete scans that agree so far
    int64_t last_row_ = 0;
    std::vector<UnixNs> ended_;  // starts of the scans that ran to their end
    std::unordered_map<uint64_t, Job> jobs_;
};

}  // namespace tocd::simulation
