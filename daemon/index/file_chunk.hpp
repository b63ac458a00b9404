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

// Files of one directory with ordinals that follow each other. Small: each query goes through the runs of all chunks.
struct FileRun {
    uint32_t directory = 0;
    uint32_t begin = 0;  // row; the end is the next run's begin
    [[nodiscard]] int64_t directory_id() const noexcept { return directory; }
};

class FileChunk {
    struct RunFiles {
        uint64_t size_bytes = 0;
        uint32_t first_ordinal = 0;
    };
    // First, because each query looks at these of every chunk.
    size_t rows_ = 0;
    std::vector<FileRun> runs_;
    bool has_gone_ = false;
    NameColumn names_;

public:
    [[nodiscard]] size_t rows() const noexcept { return rows_; }
    [[nodiscard]] const std::vector<FileRun>& runs() const noexcept { return runs_; }
    [[nodiscard]] size_t end_of(size_t run) const noexcept { return run + 1 < runs_.size() ? runs_[run + 1].begin : rows_; }
    [[nodiscard]] int64_t first_id() const noexcept { return id_of(0, 0); }
    [[nodiscard]] int64_t last_id() const noexcept { return id_of(rows_ - 1, runs_.size() - 1); }
    [[nodiscard]] size_t run_of(size_t row) const noexcept;
    [[nodiscard]] int64_t id_of(size_t row) const noexcept { return id_of(row, run_of(row)); }
    [[nodiscard]] int64_t id_of(size_t row, size_t run) const noexcept {
        return first_file_id(runs_[run].directory_id()) + files_[run].first_ordinal + static_cast<int64_t>(row - runs_[run].begin);
    }
    static constexpr uint64_t kTooLarge = std::numeric_limits<uint64_t>::max();
    [[nodiscard]] uint64_t size_of_run(size_t run) const noexcept { return files_[run].size_bytes; }  // kTooLarge: it has to be added up

    [[nodiscard]] std::string_view name(size_t row) const noexcept { return names_[row]; }
    [[nodiscard]] const NameColumn& names() const noexcept { return names_; }
    // Asks for the memory of what is looked at first, before it is needed.
    void prefetch() const noexcept {
        __builtin_prefetch(this);
        __builtin_prefetch(&names_);
    }
    void prefetch_runs() const noexcept {
        constexpr size_t kLine = 64, kMostLines = 8;
        const auto ask_for = [](const auto& list) {
            for (size_t line = 0; line < kMostLines && line * kLine < list.size() * sizeof list[0]; ++line)
                __builtin_prefetch(reinterpret_cast<const char*>(list.data()) + line * kLine);
        };
        ask_for(runs_);
        ask_for(files_);
        names_.prefetch();
    }

    Column size_bytes, mtime_ns, ctime_ns, atime_ns, first_seen_ns, last_seen_ns, extension_id, owner_id, link_count;
    [[nodiscard]] const RowBits& gone() const noexcept { return gone_; }
    [[nodiscard]] bool has_gone() const noexcept { return has_gone_; }

    [[nodiscard]] IndexedFile file(size_t row) const noexcept;  // its name lives as long as the chunk
    [[nodiscard]] size_t bytes() const noexcept;                // of memory

private:
    friend class FileChunks;
    std::vector<RunFiles> files_;  // of each run
    std::vector<uint8_t> codes_;
    RowBits gone_;
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
    size_t from = chunk.rows();  // of the runs in a row that are held
    for (const FileRun& run : chunk.runs()) {
        const bool is_held = holds(run.directory_id());
        if (is_held == (from != chunk.rows())) continue;
        if (!is_held) out.set_range(from, run.begin);
        from = is_held ? run.begin : chunk.rows();
    }
    out.set_range(from, chunk.rows());
    return out;
}

// Those rows of one run that are in a set. Lives no longer than its chunk and the set.
class RunRows {
public:
    RunRows(const FileChunk& chunk, size_t run, const RowBits& rows)
        : run_(run), begin_(chunk.runs()[run].begin), end_(chunk.end_of(run)), rows_(rows), count_(rows.count(begin_, end_)) {}
    [[nodiscard]] size_t run() const noexcept { return run_; }
    [[nodiscard]] size_t run_rows() const noexcept { return end_ - begin_; }  // of the run itself
    [[nodiscard]] size_t count() const noexcept { return count_; }
    // Calls body(row) for each, ascending.
    template <class Body>
    void for_each(Body&& body) const {
        RowBits::for_each_word(begin_, end_, [&](size_t word, uint64_t within) { each_bit(word, rows_.word(word) & within, body); });
    }
    // The same for the run's other rows.
    template <class Body>
    void for_each_other(Body&& body) const {
        RowBits::for_each_word(begin_, end_, [&](size_t word, uint64_t within) { each_bit(word, ~rows_.word(word) & within, body); });
    }

private:
    template <class Body>
    static void each_bit(size_t word, uint64_t bits, Body&& body) {
        for (; bits != 0; bits &= bits - 1) body(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
    }
    const size_t run_, begin_, end_;
    const RowBits& rows_;
    const size_t count_;
};

// Calls body(directory id, RunRows) for each run that has some of `rows`.
template <class Body>
void for_each_run_of(const FileChunk& chunk, const RowBits& rows, Body&& body) {
    for (size_t run = 0; run < chunk.runs().size(); ++run) {
        const RunRows of_run(chunk, run, rows);
        if (of_run.count() != 0) body(chunk.runs()[run].directory_id(), of_run);
    }
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
    std::vector<FileChunk::RunFiles> run_files_;
    NameColumnMaker names_;
    RowBits gone_;
    int64_t next_id_ = -1;
};

}  // namespace tocd
