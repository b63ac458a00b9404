// The questions that a Reader answers, each inside one ReadCall. Errors and meaning as in catalogue/reader.hpp.
// Thread: that of the ReadCall's Database.
#pragma once

#include "catalogue/hard_links.hpp"
#include "catalogue/read_call.hpp"
#include "model/query.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

struct PinnedIndex;

// `index`: answers where files are, when there is one.
[[nodiscard]] FilePage find_files(ReadCall& call, const FileQuery& query, const PinnedIndex* index = nullptr);
[[nodiscard]] FileRecord get_file(ReadCall& call, int64_t id);
[[nodiscard]] std::optional<FileRecord> find_moved_file(ReadCall& call, const FileRecord& file);
[[nodiscard]] DirectoryPage get_directory(ReadCall& call, const DirectoryQuery& query);
// With its ancestors, without what is in it.
[[nodiscard]] DirectoryPage get_directory_by_id(ReadCall& call, int64_t id);
[[nodiscard]] RowHistory get_file_history(ReadCall& call, int64_t id, uint32_t limit);
[[nodiscard]] RowHistory get_directory_history(ReadCall& call, int64_t id, uint32_t limit);
[[nodiscard]] std::vector<ShareRecord> get_shares(ReadCall& call, RepeatedBytesMemory& repeated, const PinnedIndex* index = nullptr);
[[nodiscard]] std::vector<ShareRecord> get_share_figures(ReadCall& call, const PinnedIndex* index = nullptr);
[[nodiscard]] std::vector<ShareCoverage> get_share_coverage(ReadCall& call);
[[nodiscard]] std::vector<ScanRecord> get_scans(ReadCall& call, const std::string& share, uint32_t limit,
                                                int64_t before_id);
[[nodiscard]] ScanRecord get_scan(ReadCall& call, int64_t id);
// From the sums that the index keeps, when there is one; else from those in the catalogue, which are the same.
[[nodiscard]] StatsRecord get_stats(ReadCall& call, RepeatedBytesMemory& repeated, const std::string& share,
                                    uint32_t top, const PinnedIndex* index = nullptr);
[[nodiscard]] std::vector<ListingFigures> get_listing_figures(ReadCall& call);
[[nodiscard]] std::vector<DirectoryRecord> get_directories(ReadCall& call, const std::string& share,
                                                           const std::vector<int64_t>& ids);
[[nodiscard]] ScanListings get_scan_listings(ReadCall& call, const ScanRecord& scan);
[[nodiscard]] std::vector<DirectoryRecord> get_unreadable(ReadCall& call, const std::string& share, uint32_t limit);
[[nodiscard]] ChangePage get_changes(ReadCall& call, const ChangeQuery& query);
[[nodiscard]] ChangeClocks get_change_clocks(ReadCall& call, std::optional<int64_t> after);

// The newest scan of a share in any state; without errors. None where something of the share is hidden: it tells of all of it.
[[nodiscard]] std::optional<ScanRecord> newest_scan(ReadCall& call, const ShareRow& share);
// The newest that is over, however it ended; without errors.
[[nodiscard]] std::optional<ScanRecord> last_ended_scan(ReadCall& call, const ShareRow& share);

}  // namespace tocd
