// Some 1000 files that follow each other by id, column by column: what the index is made of.
// Thread: any; never changes once it is made.
#pragma once

#include "base/time.hpp"
#include "index/column.hpp"
#include "index/name_column.hpp"
#include "model/file_id.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tocd {

// One file as the catalogue has it. Missing times are Column::kNone.
struct IndexedFile {
    int64_t id = 0;
    std::string_view name;  // as it is shown
    int64_t size_bytes = 0;
    int64_t mtime_ns = 0;
    int64_t ctime_ns = 0;
    int64_t atime_ns = Column::kNone;       // not kept
    int64_t first_seen_ns = Column::kNone;  // its directory's first listing
    int64_t last_seen_ns = Column::kNone;   // its directory's last listing; else of one that a listing no longer held
    int64_t extension_id = 0;
    int64_t owner_id = 0;
    int64_t link_count = 1;
    bool gone = false;  // by itself, whatever its directory is
};

// Files of one directory with ordinals that follow each other.
struct FileRun {
    int64_t first_id = 0;
    uint32_t begin = 0;  // row; the end is the next run's begin
    [[nodiscard]] int64_t directory_id() const noexcept { return directory_of_file(first_id); }
};

class FileChunk {
public:
    [[nodiscard]] size_t rows() const noexcept { return rows_; }
    [[nodiscard]] const std::vector<FileRun>& runs() const noexcept { return runs_; }
    [[nodiscard]] size_t end_of(size_t run) const noexcept { return run + 1 < runs_.size() ? runs_[run + 1].begin : rows_; }
    [[nodiscard]] int64_t first_id() const noexcept { return runs_.front().first_id; }
    [[nodiscard]] int64_t last_id() const noexcept { return runs_.back().first_id + static_cast<int64_t>(rows_ - 1 - runs_.back().begin); }
    [[nodiscard]] size_t run_of(size_t row) const noexcept;
    [[nodiscard]] int64_t id_of(size_t row) const noexcept {
        const FileRun& run = runs_[run_of(row)];
        return run.first_id + static_cast<int64_t>(row - run.begin);
    }

    [[nodiscard]] std::string_view name(size_t row) const noexcept { return names_[row]; }
    [[nodiscard]] const NameColumn& names() const noexcept { return names_; }
    Column size_bytes, mtime_ns, ctime_ns, atime_ns, first_seen_ns, last_seen_ns, extension_id, owner_id, link_count;
    [[nodiscard]] const RowBits& gone() const noexcept { return gone_; }
    [[nodiscard]] __int128 total_size_bytes() const noexcept { return total_size_bytes_; }  // of all rows

    [[nodiscard]] IndexedFile file(size_t row) const noexcept;  // its name lives as long as the chunk
    [[nodiscard]] size_t bytes() const noexcept;                // of memory

private:
    friend class FileChunks;
    size_t rows_ = 0;
    std::vector<FileRun> runs_;
    NameColumn names_;
    std::vector<uint8_t> codes_;
    RowBits gone_;
    __int128 total_size_bytes_ = 0;
};

// Calls body(directory id, first row, row behind the last one) for the files of each directory, or a part of them.
template <class Body>
void for_each_run(const FileChunk& chunk, Body&& body) {
    for (size_t run = 0; run < chunk.runs().size(); ++run)
        body(chunk.runs()[run].directory_id(), size_t{chunk.runs()[run].begin}, chunk.end_of(run));
}

// Rows in directories for which holds(id) is true.
template <class Holds>
[[nodiscard]] RowBits rows_in(const FileChunk& chunk, Holds&& holds) {
    RowBits out;
    for_each_run(chunk, [&](int64_t directory, size_t begin, size_t end) {
        if (holds(directory)) out.set_range(begin, end);
    });
    return out;
}

// Calls body(directory id, its rows among `rows`) for each run that has some.
template <class Body>
void for_each_run_of(const FileChunk& chunk, const RowBits& rows, Body&& body) {
    for_each_run(chunk, [&](int64_t directory, size_t begin, size_t end) {
        RowBits of_run;
        of_run.set_range(begin, end);
        if (!(of_run &= rows).none()) body(directory, of_run);
    });
}

using ChunkList = std::vector<std::shared_ptr<const FileChunk>>;

// Makes chunks of files that come ascending by id.
class FileChunks {
public:
    FileChunks();
    void add(const IndexedFile& file);
    [[nodiscard]] size_t waiting() const noexcept { return count_; }  // files in no chunk yet
    [[nodiscard]] ChunkList take();                                   // all that was added since the last take()

private:
    void make_chunk();
    enum Place : size_t { size, mtime, ctime, atime, first_seen, last_seen, extension, owner, links, kPlaces };

    ChunkList made_;
    size_t count_ = 0;
    std::vector<int64_t> columns_;  // kPlaces of kChunkRows
    std::vector<FileRun> runs_;
    NameColumnMaker names_;
    RowBits gone_;
    int64_t next_id_ = -1;
};

}  // namespace tocd
