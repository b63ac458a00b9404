// A catalogue in memory for tests of scans: keeps what listings say, hands out children as model/ports.hpp promises.
#pragma once

#include "model/ports.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace tocd {

struct KeptEntry {
    EntryType type = EntryType::file;
    uint64_t size_bytes = 0;
    uint64_t inode = 0;
    friend bool operator==(const KeptEntry&, const KeptEntry&) = default;
};

struct KeptDirectory {
    int64_t key = 0;
    bool listed = false;  // in any scan
    bool handed_out = false;  // in this scan: to the scan itself, or announced by the scanner
    bool answered = false;    // in this scan
    int error_number = 0;
    ListingHash hash;
    DirectoryAttributes attributes;
    std::map<std::string, KeptEntry> entries;
};

class TreeStore final : public ListingStore {
public:
    ScanBegun begin(const ScanStart& start) override;
    void expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) override;
    void plan(int64_t scan_id, size_t count, Next next) override;
    void take(int64_t scan_id, std::vector<Listing> listings, Next next) override;
    ScanRecord confirm(int64_t) override { return {}; }
    void take_unchanged(int64_t scan_id, Unchanged unchanged) override;
    void job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) override;
    ScanRecord refuse(const ScanStart& start, const std::string& failure) override;
    ScanRecord finish(int64_t scan_id, ScanEnding ending, const std::string& failure) override;

    // Paths of everything kept, directories with a '/' at their end.
    [[nodiscard]] std::map<std::string, KeptEntry> tree() const;

    std::map<std::string, KeptDirectory> directories;
    std::map<ListingKind, int> frames;  // of this scan
    std::vector<std::string> unchanged_paths;  // of all scans
    std::optional<ScanStart> started;
    std::optional<ScanEnding> ended;
    int64_t known_directories = 0;      // what begin() says of them
    bool conflict = false;              // begin() refuses the root
    bool answer_late = false;           // `next` is called from threads of their own, a little later
    std::function<void(const Listing&)> on_take = [](const Listing&) {};

private:
    void take_one(const Listing& listing, std::vector<DirectoryToList>& children);
    void answer(Next next, std::vector<DirectoryToList> directories);
    void hand_out(const std::string& path, std::vector<DirectoryToList>& to);  // once per scan
    [[nodiscard]] DirectoryToList to_list(const std::string& path) const;
    void wait_for_answers();

    std::map<uint64_t, std::vector<std::string>> jobs_;  // paths by node
    std::vector<std::thread> answering_;
    int64_t next_key_ = 1;
    int64_t scans_ = 0;
};

}  // namespace tocd
