// A catalogue for tests of the read half: rows are put in by SQL, as a writer would leave them after a scan.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/reader.hpp"
#include "support/temp_dir.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tocd {

inline constexpr UnixNs kScanStart = 1'700'000'000'000'000'000;

struct TestFile {
    std::string name;  // bytes
    int64_t size_bytes = 0;
    UnixNs mtime_ns = kScanStart;
    std::string owner = "root";  // a number is a uid without a name
    std::string group = "staff";
    uint64_t inode = 0;          // 0: one of its own
    uint32_t link_count = 1;
    std::optional<UnixNs> last_seen_ns = std::nullopt;  // missed by a later listing
    std::optional<int64_t> allocated_bytes = std::nullopt;  // else its size in whole blocks
    std::optional<int64_t> age_ns = std::nullopt;           // since its birth when it was changed last
};

class CatalogueFixture {
public:
    CatalogueFixture();

    int64_t add_share(const std::string& name, const std::string& path);
    // `parent` 0: the root of the share. Both are listed at kScanStart.
    int64_t add_directory(int64_t share, int64_t parent, const std::string& name);
    int64_t add_pending(int64_t share, int64_t parent, const std::string& name);
    int64_t add_file(int64_t directory, const TestFile& file);
    int64_t add_scan(int64_t share, int outcome, UnixNs started_ns);
    void set_state(int64_t directory, int state, int error_number = 0);
    void stage(int64_t file);
    void forget(int64_t directory) { share_of_.erase(directory); }  // its row was deleted
    // Brings sums and recursive totals in line with the rows.
    void settle();

    [[nodiscard]] Database& database() { return database_; }
    [[nodiscard]] const std::string& path() const { return database_.path(); }
    [[nodiscard]] Reader& reader();

private:
    int64_t owner(const std::string& name, const std::string& group = "staff");
    int64_t extension(const std::string& name);
    void settle_directories();

    TempDir folder_;
    Database database_;
    std::map<int64_t, int64_t> next_ordinal_;
    std::map<int64_t, int64_t> share_of_;  // directory -> share
    std::unique_ptr<Reader> reader_;
};

// Two shares "raw" (/srv/raw) and "home" (/srv/home) with a few directories and files each, both scanned.
struct SmallCatalogue : CatalogueFixture {
    SmallCatalogue();
    int64_t raw, home;                               // shares
    int64_t raw_root, raw_2020, raw_2021, raw_deep;  // "", "2020", "2021", "2021/deep"
    int64_t home_root, home_ann;                     // "", "ann"
};

inline const Viewer kEverybody;
inline const Deadline kNoDeadline;

}  // namespace tocd
