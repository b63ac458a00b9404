// Records kept apart by the hash of a name, on disk: what is too much for memory is looked at a part at a time.
// Thread: one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class PartedFile {
public:
    static constexpr size_t kParts = 256;

    // The file is made in `folder` when there is more than memory may hold (2 MiB), and has no name: nothing is left of
    // it when the process ends.
    explicit PartedFile(std::string folder) : folder_(std::move(folder)) {}
    ~PartedFile();
    PartedFile(const PartedFile&) = delete;
    PartedFile& operator=(const PartedFile&) = delete;

    // Throws Error(unavailable) when the disk is full.
    void add(size_t part, std::string_view record);

    // All of it is in memory.
    [[nodiscard]] bool is_small() const noexcept { return written_.empty(); }

    // Records of `part`, or of all parts, in the order in which they were added. Throws Error(unavailable) when they
    // cannot be read.
    [[nodiscard]] std::string read(size_t part) const;
    [[nodiscard]] const std::string& read_all() const noexcept { return waiting_; }  // while it is small

private:
    using Offsets = std::array<uint64_t, kParts + 1>;  // where each part begins; where the last one ends
    void write_out();

    const std::string folder_;
    struct Waiting {
        uint32_t bytes;
        uint8_t part;
    };
    std::string waiting_;
    std::vector<Waiting> records_;  // in waiting_
    int file_ = -1;
    uint64_t size_bytes_ = 0;
    std::vector<Offsets> written_;
};

// Numbers and texts of a record, one after the other.
void put_number(std::string& record, int64_t value);
void put_text(std::string& record, std::string_view text);
// Take them from the front. Throw Error(corrupt) when there is nothing more.
[[nodiscard]] int64_t take_number(std::string_view& records);
[[nodiscard]] std::string_view take_text(std::string_view& records);

}  // namespace tocd
