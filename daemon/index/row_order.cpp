#include "index/row_order.hpp"

#include <limits>

namespace tocd {

const Column* RowOrder::numbers(const FileChunk& chunk) const noexcept {
    switch (sort_) {
        case FileSort::size: return &chunk.size_bytes;
        case FileSort::modified: return &chunk.mtime_ns;
        case FileSort::accessed: return &chunk.atime_ns;
        case FileSort::changed: return &chunk.ctime_ns;
        default: return nullptr;
    }
}

const std::string& RowOrder::directory_with_slash(int64_t directory_id) {
    if (directory_id != directory_id_) {
        directory_ = epoch_.directories.path_of(directory_id);
        if (!directory_.ends_with('/')) directory_ += '/';
        directory_id_ = directory_id;
    }
    return directory_;
}

RowPlace RowOrder::place(const FileChunk& chunk, size_t row, size_t run) {
    RowPlace out;
    out.id = chunk.runs()[run].first_id + static_cast<int64_t>(row - chunk.runs()[run].begin);
    const auto from_directory = [&](const Column& column, UnixNs IndexedDirectory::*time) {
        const int64_t own = column[row];
        return own != Column::kNone ? own : epoch_.directories[chunk.runs()[run].directory_id()].*time;
    };
    const auto entry = [](const auto& entries, int64_t number) -> const auto& {
        static const std::remove_cvref_t<decltype(entries[0])> none;
        return number >= 0 && static_cast<size_t>(number) < entries.size() ? entries[static_cast<size_t>(number)] : none;
    };
    switch (sort_) {
        case FileSort::id: out.number = out.id; break;
        case FileSort::size:
        case FileSort::modified:
        case FileSort::accessed:  // Column::kNone is the least number
        case FileSort::changed: out.number = (*numbers(chunk))[row]; break;
        case FileSort::seen: out.number = from_directory(chunk.last_seen_ns, &IndexedDirectory::last_listed_ns); break;
        case FileSort::first: out.number = from_directory(chunk.first_seen_ns, &IndexedDirectory::first_listed_ns); break;
        case FileSort::name: out.text = chunk.name(row); break;
        case FileSort::relevance:
            out.text = chunk.name(row);
            if (match_ != nullptr) out.number = -int64_t{match_->relevance(out.text)};
            break;
        case FileSort::extension: out.text = entry(epoch_.dictionaries->extensions, chunk.extension_id[row]); break;
        case FileSort::owner: out.text = entry(epoch_.dictionaries->owners, chunk.owner_id[row]).user; break;
        case FileSort::path:
            path_ = directory_with_slash(chunk.runs()[run].directory_id());
            path_ += chunk.name(row);
            out.text = path_;
            break;
    }
    return out;
}

}  // namespace tocd
