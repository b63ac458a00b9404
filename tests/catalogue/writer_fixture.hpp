// A ScanWriter on a catalogue of its own, fed by hand: what a scanner would send, without one.
#pragma once

#include "base/time.hpp"
#include "base/error.hpp"
#include "catalogue/scan_writer.hpp"
#include "model/listing.hpp"
#include "support/temp_dir.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

// Stands still unless told; counts in whole seconds.
class HandClock final : public Clock {
public:
    [[nodiscard]] UnixNs now_ns() const override { return now_; }
    [[nodiscard]] int64_t monotonic_ns() const override { return now_ - set_by_; }
    void advance_seconds(int64_t seconds) { now_ += seconds * kNsPerSecond; }
    // The wall clock alone is set.
    void jump_seconds(int64_t seconds) {
        now_ += seconds * kNsPerSecond;
        set_by_ += seconds * kNsPerSecond;
    }

private:
    int64_t set_by_ = 0;
    UnixNs now_ = 1'700'000'000 * kNsPerSecond;
};

struct ListedFile {
    std::string name;
    uint64_t size_bytes = 1;
    UnixNs mtime_ns = 1'600'000'000 * kNsPerSecond;
    uint32_t link_count = 1;
    uint64_t inode = 0;  // 0: one that belongs to the path
    UnixNs btime_ns = kNoTime;
};

// One scan after another over a tree that the test describes: directory path → files and child directories.
class WriterFixture {
public:
    struct Directory {
        std::vector<ListedFile> files;
        std::vector<std::string> directories;
        int error_number = 0;  // listing fails
        uint32_t owner_of_failed = 0;  // uid that its parent tells then; 0: it does not
        bool clean = true;
        bool same = false;     // the frame says that the hash is equal
        bool mount_root = false;
        UnixNs mtime_ns = 0;   // and ctime; 0: one that moves when names do
    };

    WriterFixture();
    std::map<std::string, Directory> tree;  // by relative path; "" is the root
    RootIdentity root{2, 1'500'000'000'000'000'000, "ext4", "/dev/sda1", false};
    bool accept_root = false;
    ScanRules rules;
    uint64_t inode_shift = 0;  // another one: every inode below the root is another
    uint64_t hash_key_high = 0;  // as the last scan began with
    ScanMode mode = ScanMode::full;
    std::vector<ScanPart> parts;
    size_t part_entries = 0;  // listings of more come in parts; 0: none does
    int64_t most_names = kMaxOrdinal + 1;  // of files in a directory; counts from the next reopen()
    std::map<std::string, DirectoryAttributes> known;  // what the last scan's jobs said of each directory

    std::function<void()> after_listing = [] {};

    // A full scan, directory by directory. `stop_after` listings it is interrupted (and not finished when `crash`).
    ScanRecord scan(size_t stop_after = SIZE_MAX, bool crash = false);
    AccountNames accounts;
    ScanRecord confirm(int64_t scan_id) { return writer_->confirm(scan_id); }
    void reopen();  // as after kill -9
    void keep_holds();  // apart from the catalogue, from the next reopen()
    void lose_catalogue();  // it was damaged: the next one is new
    bool purge_some() { return writer_->purge_some(); }
    void give_up() { writer_->give_up(); }

    [[nodiscard]] std::string query(const std::string& sql);  // rows as "a|b\n…"
    void change(const std::string& sql);  // as another program would
    [[nodiscard]] const std::string& path() const { return path_; }
    HandClock clock;

private:
    void take(int64_t scan_id, Listing listing, const ListingStore::Next& next);
    Listing listing_of(const std::string& path, uint64_t job_id, std::vector<std::unique_ptr<std::string>>& names);
    TempDir folder_;
    std::string path_;
    bool keeps_holds_ = false;
    std::unique_ptr<ScanWriter> writer_;
};

// `count` files called f0, f1, … of ten bytes.
[[nodiscard]] WriterFixture::Directory directory_of(int count);

}  // namespace tocd
