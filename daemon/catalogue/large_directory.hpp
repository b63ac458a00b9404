// A directory of more files than memory should hold: what its listing shows and what its rows say, in parts by name.
// Files of one name are in one part, so each part is compared by itself.
// Thread: the writer's.
#pragma once

#include "catalogue/database.hpp"
#include "catalogue/file_rows.hpp"
#include "catalogue/parted_file.hpp"
#include "model/listing.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

// The same in every part of a process, and no choice of names crowds one of them.
[[nodiscard]] size_t part_of_name(std::string_view name);

// A listing that comes in pieces. Files go to disk; child directories stay in memory.
class LargeListing {
public:
    explicit LargeListing(const std::string& folder) : files_(folder) {}

    void add(const Listing& piece);

    [[nodiscard]] int64_t file_count() const noexcept { return file_count_; }  // repeated names too
    [[nodiscard]] const std::vector<Entry>& directories() const noexcept { return directories_; }

    struct Part {
        std::unique_ptr<const std::string> bytes;  // the names
        std::vector<Entry> files;
    };
    [[nodiscard]] Part read(size_t part) const { return part_of(files_.read(part)); }
    [[nodiscard]] Part read_all() const { return part_of(files_.read_all()); }  // while it is small
    [[nodiscard]] bool is_small() const noexcept { return files_.is_small(); }

private:
    [[nodiscard]] static Part part_of(std::string records);
    PartedFile files_;
    int64_t file_count_ = 0;
    std::vector<Entry> directories_;
    std::deque<std::string> directory_names_;
    std::string record_;
};

// The rows of one directory, gone ones too, as they are when this is made.
class LargeRows {
public:
    // Throws Error(unavailable) soon after `given_up` became true.
    LargeRows(Database& database, const std::string& folder, int64_t directory_id, const std::atomic<bool>& given_up);
    [[nodiscard]] FileRows read(size_t part) const { return rows_of(rows_.read(part)); }
    [[nodiscard]] FileRows read_all() const { return rows_of(rows_.read_all()); }  // while it is small
    [[nodiscard]] bool is_small() const noexcept { return rows_.is_small(); }

private:
    [[nodiscard]] FileRows rows_of(std::string records) const;
    PartedFile rows_;
    int64_t first_id_;
};

}  // namespace tocd
