// The one writer of the catalogue: scans begin, listings come in, scans end. Batches rows into transactions.
// Thread: one at a time. A call that fails (disk full, corrupt file) rolls back the open transaction and ends all
// running scans: their next calls throw Error(cancelled); the stored frontier lets the next scan go on. Where even
// that cannot be read again, begin() tries once more, and throws Error(unavailable) as long as it fails.
#pragma once

#include "base/time.hpp"
#include "catalogue/clock_jumps.hpp"
#include "catalogue/database.hpp"
#include "catalogue/dictionaries.hpp"
#include "catalogue/directory_rows.hpp"
#include "catalogue/kept_access.hpp"
#include "catalogue/purge.hpp"
#include "model/ports.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tocd {

class ChangedRows;
class FileInsert;
class KeptHolds;
class NewDirectories;
class StoreListing;
struct ScanState;
struct StoredShare;

struct ConfiguredShare {
    std::string name;
    std::string path;  // absolute, bytes
    // Of the entries of access that hide it or something in it; nothing: what was kept of them before stays.
    std::optional<AccessLists> access = std::nullopt;
};

class ScanWriter final : public ListingStore {
public:
    // Opens (and migrates) the database; scans that a dead process left running become interrupted.
    // The caller holds the CatalogueLock. `commit_every`: how long a row may wait for its commit;
    // `most_names`: of files in one directory.
    ScanWriter(const std::string& database_path, AccountNames names, const Clock& clock,
               std::chrono::milliseconds commit_every = std::chrono::milliseconds(1000), int64_t most_names = kMaxOrdinal + 1);
    // Tells `changes` of every row that is written from now on; it outlives this. Before the first scan.
    void tell(ChangedRows& changes);
    // Keeps what scans hold apart from the catalogue too, and takes it from there where this one is new. Before the first scan.
    void keep_holds(std::unique_ptr<KeptHolds> holds);
    ~ScanWriter() override;

    // Brings the share table in line with the config: new ones appear, missing ones lose `configured`. Gives what was kept
    // of the access to those.
    std::vector<KeptAccess> configure_shares(const std::vector<ConfiguredShare>& shares);

    // Applies the removals that the scan held. Throws Error(not_found), and Error(conflict) when it holds none, is not
    // the share's last whole scan, or the share is being scanned.
    ScanRecord confirm(int64_t scan_id) override;

    ScanBegun begin(const ScanStart& start) override;
    void expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) override;
    void plan(int64_t scan_id, size_t count, Next next) override;
    void take(int64_t scan_id, std::vector<Listing> listings, Next next) override;
    void take_unchanged(int64_t scan_id, Unchanged unchanged) override;
    void job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) override;
    ScanRecord refuse(const ScanStart& start, const std::string& failure) override;
    ScanRecord finish(int64_t scan_id, ScanEnding ending, const std::string& failure) override;
    void give_up() noexcept override;  // any thread

    // Commits what waits, if it waits longer than commit_every or `now` is true. Call it when there is nothing to do.
    void commit_waiting(bool now = false);
    [[nodiscard]] bool has_waiting() const noexcept { return open_; }

    // Forgets some thousand rows of what ended scans left due; what belongs to a share that is scanned waits for the end of
    // that scan, which forgets some thousand itself. False: nothing is due. Call it when there is nothing else to do.
    bool purge_some();
    [[nodiscard]] bool has_purges() const noexcept { return !purges_.empty(); }

private:
    template <class Body>
    auto guarded(Body&& body);
    ScanState& scan_of(int64_t scan_id);
    void take_one(ScanState& scan, Listing listing, std::vector<DirectoryToList>& children);
    void write();
    void commit(bool settled = false);
    void store_frontier(ScanState& scan);
    void abandon(const char* reason);
    void load();
    [[nodiscard]] std::unique_ptr<ScanState> new_state(const StoredShare& share, const ScanStart& start);
    void load_again();
    [[nodiscard]] UnixNs now_in(const ScanState& scan) const;

    Database database_;
    ChangedRows* changes_ = nullptr;
    const AccountNames names_;
    const Clock& clock_;
    const int64_t commit_every_ns_;
    const int64_t most_names_;
    std::unique_ptr<Dictionaries> dictionaries_;
    std::unique_ptr<FileInsert> insert_;
    std::unique_ptr<NewDirectories> new_directories_;
    std::unique_ptr<StoreListing> store_;
    std::unique_ptr<KeptHolds> holds_;  // null: none are kept
    std::unordered_map<int64_t, std::unique_ptr<ScanState>> scans_;
    PurgeQueue purges_;
    ClockWatch clock_watch_{clock_, database_.path() + ".clock"};
    std::atomic<bool> given_up_{false};
    std::string unfinished_ = "tocd ended while the scan ran";  // why scans are that the catalogue has as running, when it is loaded
    bool open_ = false;           // a transaction
    int64_t opened_ns_ = 0;       // monotonic
    int64_t rows_ = 0;            // written in it
    int64_t settled_ns_ = 0;      // monotonic, when totals were settled last
    int64_t settling_ns_ = 0;     // how long that took
};

}  // namespace tocd
