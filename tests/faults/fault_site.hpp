// A share that is a FUSE file system of the test, with a configuration and a catalogue beside it.
#pragma once

#include "app/program.hpp"
#include "fuse_mount.hpp"
#include "support/temp_dir.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocd {

// Gives the process mounts of its own, once; an ordinary user becomes root in a user namespace for it.
// Fails the test, with the reason, where that is not possible.
void have_own_mounts();

struct FaultSite {
    explicit FaultSite(const MountOptions& options = {});
    ~FaultSite();

    // The configuration: more lines of the share (indented by 4), and whole sections.
    void configure(const std::string& share_lines, const std::string& sections = "");
    void plant();  // 260 files in 8 directories
    void mount(const MountOptions& options = {});
    void unmount();  // the empty mount point stays

    [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& words) const;
    ProgramResult scan();       // "tocd scan --full" to its end
    ProgramResult scan_fast();  // "tocd scan"
    [[nodiscard]] std::string query(const std::string& sql) const;  // rows of the catalogue as "a|b\n…"
    [[nodiscard]] int64_t present() const;   // files that are not gone
    [[nodiscard]] int64_t rows() const;      // files, gone or not
    [[nodiscard]] std::string outcome() const;  // of the last scan, in words
    [[nodiscard]] std::string errors() const;   // paths and texts of the last scan, one a line

    TempDir folder;
    FaultTree tree;
    std::string share = folder / "share";
    std::string config = folder / "tocd.yaml";
    std::unique_ptr<FuseMount> fuse;
};

}  // namespace tocd
