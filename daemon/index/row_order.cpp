#include "index/row_order.hpp"

#include "base/error.hpp"

#include <limits>

namespace tocd {

const Column* RowOrder::numbers(const FileChunk& chunk) const noexcept {
    switch (sort_) {
        case FileSort::size: return &chunk.size_bytes;
        case FileSort::modified: return &chunk.mtime_ns;
        case FileSort::accessed: return &chunk.atime_ns;
        case FileSort::changed: return &chunk.ctime_ns;
        case FileSort::links: return &chunk.link_count;
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

RowBits RowOrder::may_come_before(const SortPosition& last, bool descending, const FileChunk& chunk, const RowBits& rows) const {
    if (const Column* const column = numbers(chunk)) {
        const RowBits near = descending ? column->between(last.number, std::numeric_limits<int64_t>::max(), chunk.rows())
                                        : column->between(std::numeric_limits<int64_t>::min(), last.number, chunk.rows());
        if (!column->has_none() || descending) return near & rows;  // what is not known comes first
        RowBits unknown = rows;
        return (near & rows) |= unknown.take_out(column->present(chunk.rows()));
    }
    if (is_by_name()) {
        RowBits near;
        const NameColumn& names = chunk.names();
        names.for_each_group(descending ? names.groups_from(last.text) : names.groups_up_to(last.text), [&](size_t begin, size_t end) { near.set_range(begin, end); });
        return near & rows;
    }
    if (fit_ != nullptr && !descending) return fit_->may_come_before(static_cast<uint32_t>(-last.number), last.text, chunk, rows);
    return rows;
}

bool RowOrder::may_come_before(const SortPosition& last, bool descending, const FileChunk& chunk) const noexcept {
    if (is_by_name()) return (descending ? chunk.names().groups_from(last.text) : chunk.names().groups_up_to(last.text)) != 0;
    const Column* const column = numbers(chunk);
    if (column == nullptr) return true;
    const bool is_known = column->min() <= column->max();
    const int64_t least = column->has_none() || !is_known ? Column::kNone : column->min();  // what is not known comes first
    const int64_t greatest = is_known ? column->max() : Column::kNone;
    // Most files have one link: among equals ids tell.
    return descending ? greatest > last.number || (greatest == last.number && chunk.last_id() > last.id)
                      : least < last.number || (least == last.number && chunk.first_id() < last.id);
}

bool RowOrder::is_one_key(const FileChunk& chunk) const noexcept {
    if (sort_ == FileSort::share || sort_ == FileSort::project) return true;
    if (sort_ == FileSort::owner || sort_ == FileSort::group) return chunk.owner_id.is_constant();
    if (sort_ == FileSort::extension) return chunk.extension_id.is_constant();
    if (const Column* const column = numbers(chunk)) return column->is_constant();
    const auto has_no_own = [](const Column& column) { return column.is_constant() && column.has_none() && column.min() > column.max(); };
    return (sort_ == FileSort::seen && has_no_own(chunk.last_seen_ns)) || (sort_ == FileSort::first && has_no_own(chunk.first_seen_ns));
}

RowPlace RowOrder::place(const FileChunk& chunk, size_t row, size_t run) {
    RowPlace out;
    out.id = chunk.id_of(row, run);
    const int64_t directory = chunk.runs()[run].directory_id();
    const auto entry = [](const auto& entries, int64_t number) -> const auto& {
        static const std::remove_cvref_t<decltype(entries[0])> none;
        return number >= 0 && static_cast<size_t>(number) < entries.size() ? entries[static_cast<size_t>(number)] : none;
    };
    switch (sort_) {
        case FileSort::id: out.number = out.id; break;
        case FileSort::size:
        case FileSort::modified:
        case FileSort::accessed:  // Column::kNone is the least number
        case FileSort::changed:
        case FileSort::links: out.number = (*numbers(chunk))[row]; break;
        case FileSort::seen:
            out.number = chunk.last_seen_ns[row];
            if (out.number == Column::kNone) out.number = epoch_.directories.last_listed_ns(directory);
            break;
        case FileSort::first:
            out.number = chunk.first_seen_ns[row];
            if (out.number == Column::kNone) out.number = epoch_.directories.first_listed_ns(directory);
            break;
        case FileSort::name: out.text = chunk.name(row); break;
        case FileSort::relevance:
            out.text = chunk.name(row);
            out.number = -int64_t{match_ != nullptr ? match_->relevance(out.text) : relevance_};
            break;
        case FileSort::extension: out.text = entry(epoch_.dictionaries->extensions, chunk.extension_id[row]); break;
        case FileSort::owner: out.text = entry(epoch_.dictionaries->owners, chunk.owner_id[row]).user; break;
        case FileSort::group: out.text = entry(epoch_.dictionaries->owners, chunk.owner_id[row]).group; break;
        case FileSort::share: out.text = entry(epoch_.dictionaries->shares, epoch_.directories.share_id(directory)).name; break;
        case FileSort::project: out.text = epoch_.projects->name(directory); break;
        case FileSort::path:
            path_ = directory_with_slash(directory);
            path_ += chunk.name(row);
            out.text = path_;
            break;
        case FileSort::inode:
        case FileSort::born:
        case FileSort::allocated: throw Error(ErrorKind::internal, "the index does not hold what files are sorted by");
    }
    return out;
}

}  // namespace tocd
