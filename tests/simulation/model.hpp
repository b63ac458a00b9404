// The oracle: what the catalogue of one share must hold, told by DESIGN and the words of schema/0001, in the simplest
// way there is. Every listing touches every row it holds; nothing is encoded, hashed or saved.
// Thread: one. Copyable: a copy is the state of a commit.
#pragma once

#include "model/ports.hpp"

#include <cstdint>
#include <map>
#include <optional>
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
    std::map<std::string, ModelFile> files;
    std::map<std::string, ModelDirectory> children;

    [[nodiscard]] bool gone() const noexcept { return state == DirectoryState::gone; }
    [[nodiscard]] bool shown_as_gone(const ModelFile& file) const noexcept {
        return gone() || file.standing == ModelFile::Standing::gone;
    }
};

class Model {
public:
    // As in model/ports.hpp.
    void begun(const ScanStart& start);
    void expect(uint64_t job_id, const std::vector<DirectoryToList>& items);
    void take(const Listing& listing, UnixNs now_ns);
    void job_done(uint64_t job_id);
    void finished(ScanEnding ending);
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
    bool settled = true;  // recursive totals are promised to be right

private:
    struct Job {
        std::vector<std::string> paths;  // by node; of nodes that nobody announced: unset
        std::vector<bool> known;
        std::unordered_map<uint32_t, std::vector<Listing>> parts;
    };
    [[nodiscard]] ModelDirectory& at(const std::string& path);
    void failed_listing(const std::string& path, ModelDirectory& directory, int error_number);
    void same_listing(ModelDirectory& directory, UnixNs seen_ns);
    void files_of(ModelDirectory& directory, const std::vector<const Entry*>& entries, UnixNs seen_ns, bool clean);
    void children_of(ModelDirectory& directory, const std::vector<const Entry*>& entries, UnixNs seen_ns, bool clean);

    std::optional<ModelDirectory> root_;
    UnixNs started_ns_ = 0;
    std::unordered_map<uint64_t, Job> jobs_;
};

}  // namespace tocd::simulation
