// What `systemctl status tocd` shows: how much there is, what runs, what needs a look.
// Thread: any (pure).
#pragma once

#include "base/confinement.hpp"
#include "model/records.hpp"

#include <string>
#include <vector>

namespace tocd {

struct StatusFacts {
    std::string config_path;             // empty: `tocd run`
    std::vector<ShareRecord> shares;     // of the catalogue, also ones that are no longer configured
    std::vector<ScanProgress> progress;  // one per configured share
    std::string trouble;                 // of tocd itself: a reload that failed, a writer that does not answer
    std::string confined{};              // confined_text()
};

// "2 shares, 1,612,345 files, 3.4 TiB. Scanning raw: 812 directories, 51,200 files. Share old was refused
// 2026-11-22T20:17:05Z: …. Confined by Landlock and seccomp." Not yet fit for STATUS=, see status_text().
[[nodiscard]] std::string status_line(const StatusFacts& facts);

// "Confined by Landlock and seccomp.", or which of them is missing.
[[nodiscard]] std::string confined_text(const Confinement& done);

}  // namespace tocd
