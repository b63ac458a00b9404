// What `systemctl status tocd` shows: how much there is, what runs, what needs a look.
// Thread: any (pure).
#pragma once

#include "model/records.hpp"

#include <string>
#include <vector>

namespace tocd {

struct StatusFacts {
    std::string config_path;             // empty: `tocd run`
    std::vector<ShareRecord> shares;     // of the catalogue, also ones that are no longer configured
    std::vector<ScanProgress> progress;  // one per configured share
    std::string trouble;                 // of tocd itself: a reload that failed, a writer that does not answer
};

// "2 shares, 1,612,345 files, 3.4 TiB. Scanning raw: 812 directories, 51,200 files. Share old was refused
// 2026-11-22T20:17:05Z: …". Not yet fit for STATUS=, see status_text().
[[nodiscard]] std::string status_line(const StatusFacts& facts);

}  // namespace tocd
