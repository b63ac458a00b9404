#include "index/kept_sums.hpp"

#include "index/chunk_filter.hpp"

#include <algorithm>

namespace tocd {
namespace {

// Directories of `changed` whose files count otherwise, whatever they are.
std::vector<int64_t> turned(const DirectoryTable& old, const DirectoryTable& now, const std::vector<int64_t>& changed) {
    std::vector<int64_t> out;
    for (const int64_t id : changed)
        if (old.share_id(id) != now.share_id(id) || old.is_gone(id) != now.is_gone(id)) out.push_back(id);
    return out;
}

bool holds_one_of(const FileChunk& chunk, const std::vector<int64_t>& directories) {
    const auto first = std::lower_bound(directories.begin(), directories.end(), directory_of_file(chunk.first_id()));
    return first != directories.end() && *first <= directory_of_file(chunk.last_id());
}

}  // namespace

void KeptShare::add(const KeptShare& other, int sign) {
    total.add(other.total, sign);
    add_sums(extensions, other.extensions, sign);
    add_sums(owners, other.owners, sign);
    add_sums(sizes, other.sizes, sign);
    add_sums(years, other.years, sign);
}

// What some chunks add.
struct KeptSums::Change {
    std::map<int64_t, KeptShare> shares;
    Directories directories;

    // The files of a chunk that are there, as its directories are in `table`.
    void add(const FileChunk& chunk, const DirectoryTable& table) {
        RowBits present = RowBits::first(chunk.rows());
        present.take_out(gone_rows(table, chunk));
        for_each_run_of(chunk, present, [&](int64_t directory, const RunRows& rows) {
            const int64_t share = table.share_id(directory);
            if (share == 0) return;
            KeptShare& sums = shares[share];
            IndexSum sum;
            rows.for_each([&](size_t row) {
                const int64_t size_bytes = chunk.size_bytes[row];
                sum.add(size_bytes);
                sum_at(sums.extensions, static_cast<size_t>(chunk.extension_id[row])).add(size_bytes);
                sum_at(sums.owners, static_cast<size_t>(chunk.owner_id[row])).add(size_bytes);
                sum_at(sums.sizes, size_code(size_bytes)).add(size_bytes);
                sum_at(sums.years, year_code(chunk.mtime_ns[row])).add(size_bytes);
            });
            sums.total.add(sum);
            directories.emplace_back(directory, sum);
        });
    }
};

std::shared_ptr<const KeptSums> KeptSums::of(const IndexEpoch& epoch, IndexWorkers& workers) {
    constexpr size_t kPartChunks = 256;
    std::vector<Change> parts((epoch.chunks.size() + kPartChunks - 1) / kPartChunks);
    workers.run(parts.size(), [&](size_t part) {
        const size_t end = std::min(epoch.chunks.size(), (part + 1) * kPartChunks);
        for (size_t i = part * kPartChunks; i < end; ++i) parts[part].add(*epoch.chunks[i], epoch.directories);
    });
    auto out = std::make_shared<KeptSums>();
    std::map<int64_t, KeptShare> shares;
    for (Change& part : parts) {
        for (const auto& [share, sums] : part.shares) shares[share].add(sums, 1);
        out->add(part.directories, 1, epoch.directories);
        part = {};
    }
    for (const auto& [share, sums] : shares) out->add(share, sums, 1);
    return out;
}

std::shared_ptr<const KeptSums> KeptSums::next(const IndexEpoch& old, const IndexEpoch& epoch, const std::vector<int64_t>& changed) {
    const std::vector<int64_t> others = turned(old.directories, epoch.directories, changed);
    Change less, more;
    // Chunks that stayed stand in both lists in the same order.
    auto before = old.chunks.begin();
    for (const auto& chunk : epoch.chunks) {
        for (; before != old.chunks.end() && *before != chunk && (*before)->first_id() <= chunk->last_id(); ++before) less.add(**before, old.directories);
        const bool stays = before != old.chunks.end() && *before == chunk;
        if (stays) ++before;
        if (stays && !holds_one_of(*chunk, others)) continue;
        if (stays) less.add(*chunk, old.directories);
        more.add(*chunk, epoch.directories);
    }
    for (; before != old.chunks.end(); ++before) less.add(**before, old.directories);
    auto out = std::make_shared<KeptSums>(*old.sums);
    for (const auto& [share, sums] : more.shares) out->add(share, sums, 1);
    for (const auto& [share, sums] : less.shares) out->add(share, sums, -1);
    out->add(more.directories, 1, epoch.directories);  // first: no sum goes below nothing in between
    out->add(less.directories, -1, epoch.directories);
    return out;
}

void KeptSums::add(int64_t share_id, const KeptShare& sums, int sign) {
    auto& kept = shares_[share_id];
    auto now = kept ? std::make_shared<KeptShare>(*kept) : std::make_shared<KeptShare>();
    now->add(sums, sign);
    kept = std::move(now);
}

void KeptSums::add(const Directories& directories, int sign, const DirectoryTable& table) {
    std::map<size_t, std::shared_ptr<Page>> pages;  // that are others now
    for (const auto& [id, change] : directories) {
        const auto number = static_cast<size_t>(id) / kPage;
        if (number >= pages_.size()) pages_.resize(number + 1);
        std::shared_ptr<Page>& page = pages[number];
        if (!page) page = pages_[number] ? std::make_shared<Page>(*pages_[number]) : std::make_shared<Page>();
        Packed& packed = page->sums[static_cast<size_t>(id) % kPage];
        IndexSum sum = packed.sum();
        sum.add(change, sign);
        packed = {static_cast<uint32_t>(sum.files), static_cast<uint32_t>(sum.size_bytes >> 64), static_cast<uint64_t>(sum.size_bytes)};
    }
    for (auto& [number, page] : pages) {
        page->directories.clear();
        page->most_files = 0;
        page->most_bytes = 0;
        for (size_t row = 0; row < kPage; ++row) {
            const Packed& packed = page->sums[row];
            if (packed.files == 0) continue;
            page->most_files = std::max(page->most_files, packed.files);
            page->most_bytes = std::max(page->most_bytes, packed.sum().totals().size_bytes);
            const int64_t share = table.share_id(static_cast<int64_t>(number * kPage + row));
            if (page->directories.empty() || page->directories.back().first != share) page->directories.emplace_back(share, 0);
            ++page->directories.back().second;
        }
        pages_[number] = std::move(page);
    }
}

std::vector<size_t> KeptSums::largest_first(bool by_size) const {
    std::vector<size_t> out;
    for (size_t page = 0; page < pages_.size(); ++page)
        if (pages_[page] && pages_[page]->most_files != 0) out.push_back(page);
    const auto most = [&](size_t page) { return by_size ? pages_[page]->most_bytes : int64_t{pages_[page]->most_files}; };
    std::sort(out.begin(), out.end(), [&](size_t a, size_t b) { return most(a) > most(b); });
    return out;
}

IndexSum KeptSums::in_directory(int64_t id) const noexcept {
    const auto page = static_cast<size_t>(id) / kPage;
    return id < 0 || page >= pages_.size() || !pages_[page] ? IndexSum() : pages_[page]->sums[static_cast<size_t>(id) % kPage].sum();
}

size_t KeptSums::bytes() const noexcept {
    size_t out = 0;
    for (const auto& page : pages_) out += page ? sizeof *page : 0;
    for (const auto& [share, sums] : shares_)
        out += sizeof *sums + sizeof(IndexSum) * (sums->extensions.size() + sums->owners.size() + sums->sizes.size() + sums->years.size());
    return out;
}

}  // namespace tocd
