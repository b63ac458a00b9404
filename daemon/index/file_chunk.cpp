#include "index/file_chunk.hpp"

#include <algorithm>
#include <utility>

namespace tocd {

size_t FileChunk::run_of(size_t row) const noexcept {
    const auto above = std::upper_bound(runs_.begin(), runs_.end(), row,
                                        [](size_t sought, const FileRun& run) { return sought < run.begin; });
    return static_cast<size_t>(above - runs_.begin()) - 1;
}

IndexedFile FileChunk::file(size_t row) const noexcept {
    return {.id = id_of(row),
            .name = name(row),
            .size_bytes = size_bytes[row],
            .mtime_ns = mtime_ns[row],
            .ctime_ns = ctime_ns[row],
            .atime_ns = atime_ns[row],
            .first_seen_ns = first_seen_ns[row],
            .last_seen_ns = last_seen_ns[row],
            .extension_id = extension_id[row],
            .owner_id = owner_id[row],
            .link_count = link_count[row],
            .gone = gone_.has(row)};
}

size_t FileChunk::bytes() const noexcept {
    return sizeof *this + runs_.capacity() * (sizeof(FileRun) + sizeof(RunFiles)) + names_.bytes() + codes_.capacity();
}

FileChunks::FileChunks() : columns_(kPlaces * kChunkRows) {}

void FileChunks::add(const IndexedFile& file) {
    if (count_ == kChunkRows) make_chunk();
    if (file.id != next_id_ || ordinal_of_file(file.id) == 0 || count_ == 0) {
        runs_.push_back({static_cast<uint32_t>(directory_of_file(file.id)), static_cast<uint32_t>(count_)});
        run_files_.push_back({.first_ordinal = static_cast<uint32_t>(ordinal_of_file(file.id))});
    }
    next_id_ = file.id + 1;
    const int64_t values[kPlaces] = {file.size_bytes,    file.mtime_ns,     file.ctime_ns, file.atime_ns,  file.first_seen_ns,
                                     file.last_seen_ns, file.extension_id, file.owner_id, file.link_count};
    for (size_t place = 0; place < kPlaces; ++place) columns_[place * kChunkRows + count_] = values[place];
    names_.add(file.name);
    if (file.gone) gone_.set(count_);
    ++count_;
}

void FileChunks::make_chunk() {
    if (count_ == 0) return;
    auto chunk = std::make_shared<FileChunk>();
    chunk->rows_ = count_;
    chunk->runs_.assign(runs_.begin(), runs_.end());
    chunk->names_ = names_.take();
    chunk->gone_ = gone_;
    Column* const columns[kPlaces] = {&chunk->size_bytes,    &chunk->mtime_ns,     &chunk->ctime_ns,
                                      &chunk->atime_ns,      &chunk->first_seen_ns, &chunk->last_seen_ns,
                                      &chunk->extension_id, &chunk->owner_id,     &chunk->link_count};
    chunk->has_gone_ = !gone_.none();
    for (size_t run = 0; run < chunk->runs_.size(); ++run) {
        __int128 sum = 0;
        for (size_t row = chunk->runs_[run].begin; row < chunk->end_of(run); ++row) sum += columns_[size * kChunkRows + row];
        run_files_[run].size_bytes = sum >= 0 && sum < FileChunk::kTooLarge ? static_cast<uint64_t>(sum) : FileChunk::kTooLarge;
    }
    chunk->files_.assign(run_files_.begin(), run_files_.end());
    std::vector<uint8_t> codes;
    codes.reserve(count_ * 24);
    for (size_t place = 0; place < kPlaces; ++place)
        *columns[place] = Column::encode({columns_.data() + place * kChunkRows, count_}, codes);
    codes.resize(codes.size() + Column::kSlackBytes);
    chunk->codes_.assign(codes.begin(), codes.end());  // to size
    for (Column* column : columns) column->place(chunk->codes_.data());
    made_.push_back(std::move(chunk));
    count_ = 0;
    runs_.clear();
    run_files_.clear();
    gone_ = {};
}

ChunkList FileChunks::take() {
    make_chunk();
    return std::exchange(made_, {});
}

}  // namespace tocd
