// A copy of a share that somebody keeps with the change feed alone, from the first clock on.
// Thread: that of the Database.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue_comparison.hpp"
#include "model/records.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tocd::simulation {

class FeedCopy {
public:
    FeedCopy(std::string share, std::string share_path) : share_(std::move(share)), share_path_(std::move(share_path)) {}

    // Replays what is new; then the copy has to be what the catalogue shows as present, name by name. Readable differences.
    [[nodiscard]] Differences follow(Database& database);

    int64_t replayed = 0;  // changes

private:
    struct Place {
        int64_t parent = 0;  // directory id
        std::string name;
        int64_t since = 0;  // of two directories that have one path for a moment the later one is meant
    };
    void read_anew(Database& database);
    void apply(const ChangeRecord& change);
    void remove_below(int64_t directory);
    [[nodiscard]] std::vector<int64_t> directories_at(const std::string& path) const;  // the one that came last first
    [[nodiscard]] std::string path_of(int64_t directory) const;

    const std::string share_, share_path_;
    std::string clock_;  // empty: nothing was told yet
    int64_t root_ = 0;
    int64_t steps_ = 0;
    std::map<int64_t, Place> directories_;  // without the root
    std::map<int64_t, Place> files_;
    Differences wrong_;
};

}  // namespace tocd::simulation
