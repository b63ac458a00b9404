#include "catalogue/seen_files.hpp"

#include "base/error.hpp"
#include "catalogue/file_terms.hpp"
#include "catalogue/find_in_index.hpp"
#include "catalogue/statement.hpp"
#include "index/index_pass.hpp"
#include "index/index_sum.hpp"

namespace tocd {
namespace {

SeenFiles count_rows(ReadCall& call, const ShareRow& share) {
    DirectoryPaths paths(call);
    FileQuery query;
    query.shares = {share.name};
    query.gone = GoneFilter::any;
    const FileScope scope = find_scope(call, paths, query);
    SqlText sql = select_files(query, scope,
                               "f.extension_id, f.owner_id, (d.state = 4 OR (f.last_seen_ns IS NOT NULL AND f.id NOT IN (SELECT file_id FROM staged_gone))), "
                               "count(*), sum(f.size_bytes >> 32), sum(f.size_bytes & 4294967295)");
    sql.add(" GROUP BY 1, 2, 3");
    Statement rows(call.database(), sql.text(), Statement::Use::once);
    sql.bind_to(rows);
    SeenFiles out;
    while (rows.step()) {
        const int64_t files = rows.integer(3);
        if (rows.integer(2) != 0) {
            out.gone += files;
            continue;
        }
        const WideBytes bytes = (WideBytes{rows.integer(4)} << 32) + rows.integer(5);
        out.total.add(files, bytes);
        out.by_extension[rows.integer(0)].add(files, bytes);
        out.by_owner[rows.integer(1)].add(files, bytes);
    }
    return out;
}

std::map<int64_t, Sum> by_id(const IndexSums& sums) {
    std::map<int64_t, Sum> out;
    for (size_t code = 0; code < sums.size(); ++code)
        if (sums[code].files > 0) out[static_cast<int64_t>(code)].add(sums[code].files, sums[code].size_bytes);
    return out;
}

// Null: the deadline passed.
std::shared_ptr<const SeenSums> count_in_epoch(const ShareRow& share, const PinnedIndex& index, std::shared_ptr<const SeenDirectories> seen) {
    SearchScope scope;
    scope.every_share = false;
    scope.share_ids = {share.id};
    scope.gone = GoneFilter::any;
    scope.seen = std::move(seen);
    const ChunkFilter filter(*index.epoch, {}, scope, index.workers);
    const IndexPass pass(*index.epoch, index.workers);
    std::vector<SeenSums> parts(pass.parts());
    const bool whole = pass.run(filter, [&] { return index.is_over(); }, [&](size_t number, const FileChunk& chunk, const RowBits& rows) {
        SeenSums& part = parts[number];
        const RowBits gone = gone_rows(index.epoch->directories, chunk) & rows;
        part.gone += static_cast<int64_t>(gone.count());
        RowBits present = rows;
        present.take_out(gone).for_each([&](size_t row) {
            const int64_t size_bytes = chunk.size_bytes[row];
            sum_at(part.extensions, static_cast<size_t>(chunk.extension_id[row])).add(size_bytes);
            sum_at(part.owners, static_cast<size_t>(chunk.owner_id[row])).add(size_bytes);
        });
    });
    if (!whole) return nullptr;
    auto all = std::make_shared<SeenSums>();
    for (const SeenSums& part : parts) {
        add_sums(all->extensions, part.extensions);
        add_sums(all->owners, part.owners);
        all->gone += part.gone;
    }
    return all;
}

SeenFiles count_in_index(ReadCall& call, const ShareRow& share, const PinnedIndex& index) {
    const auto sums = index.epoch->sights->sums(index.epoch->number, viewer_key(call.viewer()), share.id,
                                                [&] { return count_in_epoch(share, index, seen_in_index(call, index)); });
    if (!sums) throw Error(ErrorKind::limit, "counting what you see of share " + share.name + " took too long");
    SeenFiles out{{}, by_id(sums->extensions), by_id(sums->owners), sums->gone};
    for (const auto& [id, sum] : out.by_extension) out.total.add(sum.files, sum.size_bytes);
    return out;
}

}  // namespace

SeenFiles count_seen_files(ReadCall& call, const ShareRow& share, const PinnedIndex* index) {
    return index != nullptr ? count_in_index(call, share, *index) : count_rows(call, share);
}

}  // namespace tocd
