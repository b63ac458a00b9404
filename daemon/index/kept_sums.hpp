// What all present files of an epoch are, summed up by what they are: kept from epoch to epoch, so that what is asked of
// all files costs no pass over them. Only chunks that changed are looked at again.
// Thread: any; never changes once it is made.
#pragma once

#include "index/facet_codes.hpp"
#include "index/index_epoch.hpp"
#include "index/index_sum.hpp"
#include "index/index_workers.hpp"

#include <array>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace tocd {

// Of the present files of one share; place i of a list is number i of a dictionary, a class of size or a year.
struct KeptShare {
    IndexSum total;
    IndexSums extensions, owners, sizes, years;
    void add(const KeptShare& other, int sign);  // -1: takes it away
};

class KeptSums {
public:
    // Of a whole epoch.
    [[nodiscard]] static std::shared_ptr<const KeptSums> of(const IndexEpoch& epoch, IndexWorkers& workers);
    // Of `epoch`, which came from `old`. `changed`: directories that may be others now, ascending.
    [[nodiscard]] static std::shared_ptr<const KeptSums> next(const IndexEpoch& old, const IndexEpoch& epoch, const std::vector<int64_t>& changed);

    [[nodiscard]] const std::map<int64_t, std::shared_ptr<const KeptShare>>& shares() const noexcept { return shares_; }

    // Files directly in a directory. Of one that is not there, or gone, nothing.
    [[nodiscard]] IndexSum in_directory(int64_t id) const noexcept;
    // Calls visit(id, sum) for every directory with files, ascending.
    template <class Visit>
    void for_each_directory(Visit&& visit) const {
        for (size_t page = 0; page < pages_.size(); ++page) for_each_of_page(page, visit);
    }
    // The same for those that may be among the largest, in any order. Asks wants(files, bytes) now and then whether one with at most
    // so many is still wanted.
    template <class Wants, class Visit>
    void for_each_large(bool by_size, Wants&& wants, Visit&& visit) const {
        for (const size_t page : largest_first(by_size)) {
            if (!wants(int64_t{pages_[page]->most_files}, pages_[page]->most_bytes)) return;
            for_each_of_page(page, visit);
        }
    }
    // Directories with files, of the shares for which holds(share's id) is true.
    template <class Holds>
    [[nodiscard]] int64_t count_directories(Holds&& holds) const {
        int64_t out = 0;
        for (const auto& page : pages_)
            if (page)
                for (const auto& [share, directories] : page->directories)
                    if (holds(share)) out += directories;
        return out;
    }
    [[nodiscard]] size_t bytes() const noexcept;  // of memory

private:
    // An IndexSum in 16 bytes: a directory holds 2^24 files at most, so that 96 bits are enough for their bytes.
    struct Packed {
        uint32_t files = 0, size_high = 0;
        uint64_t size_low = 0;
        [[nodiscard]] IndexSum sum() const noexcept { return {files, static_cast<__int128>(size_high) << 64 | size_low}; }
    };
    static constexpr size_t kPage = 256;
    struct Page {
        std::array<Packed, kPage> sums{};
        std::vector<std::pair<int64_t, int64_t>> directories;  // with files, by share
        uint32_t most_files = 0;                               // in one of them
        int64_t most_bytes = 0;
    };
    template <class Visit>
    void for_each_of_page(size_t page, Visit&& visit) const {
        if (!pages_[page]) return;
        for (size_t row = 0; row < kPage; ++row)
            if (const Packed& packed = pages_[page]->sums[row]; packed.files != 0) visit(static_cast<int64_t>(page * kPage + row), packed.sum());
    }
    [[nodiscard]] std::vector<size_t> largest_first(bool by_size) const;  // pages
    using Directories = std::vector<std::pair<int64_t, IndexSum>>;
    void add(int64_t share_id, const KeptShare& sums, int sign);
    void add(const Directories& directories, int sign, const DirectoryTable& table);
    struct Change;

    std::map<int64_t, std::shared_ptr<const KeptShare>> shares_;
    std::vector<std::shared_ptr<const Page>> pages_;
};

}  // namespace tocd
