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
    if (column == nullptr || (column->has_none() && !descending)) return true;  // what is not known comes first
    return descending ? column->max() >= last.number : column->min() <= last.number;
}

bool RowOrder::is_one_number(const FileChunk& chunk) const noexcept {
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
        case FileSort::changed: out.number = (*numbers(chunk))[row]; break;
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
        case FileSort::path:
            path_ = directory_with_slash(directory);
            path_ += chunk.name(row);
            out.text = path_;
            break;
    }
    return out;
}

}  // namespace tocd
