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
        for (size_t page = 0; page < pages_.size(); ++page) {
            if (!pages_[page]) continue;
            for (size_t row = 0; row < kPage; ++row)
                if (const Packed& packed = (*pages_[page])[row]; packed.files != 0) visit(static_cast<int64_t>(page * kPage + row), packed.sum());
        }
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
    using Page = std::array<Packed, kPage>;
    using Directories = std::vector<std::pair<int64_t, IndexSum>>;
    void add(int64_t share_id, const KeptShare& sums, int sign);
    void add(const Directories& directories, int sign);
    struct Change;

    std::map<int64_t, std::shared_ptr<const KeptShare>> shares_;
    std::vector<std::shared_ptr<const Page>> pages_;
};

}  // namespace tocd
