// How the directories of the shares were listed.
#include "http/metric_families.hpp"

#include <algorithm>

namespace tocd {

void add_listing_families(MetricText& out, const std::vector<ListingFigures>& shares) {
    using Type = MetricText::Type;
    out.family("tocd_share_coverage_ratio", Type::gauge,
               "Directories that were listed, or proven unchanged, since the last scan that ended began, of all that are known");
    for (const ListingFigures& share : shares)
        if (share.known() > 0)
            out.sample_number(static_cast<double>(share.covered) / static_cast<double>(share.known()), {{"share", share.share}});
    out.family("tocd_share_unreadable_directories", Type::gauge, "Directories that could not be listed at the last try");
    for (const ListingFigures& share : shares) out.sample(share.failed, {{"share", share.share}});
    out.family("tocd_share_unlisted_directories", Type::gauge, "Directories that are known from their parents and were never listed");
    for (const ListingFigures& share : shares) out.sample(share.never, {{"share", share.share}});
    out.family("tocd_share_slowest_listing_seconds", Type::gauge, "The longest of the last listings: GET /api/v1/shares/{name}/directories names it");
    for (const ListingFigures& share : shares) out.sample_seconds(share.slowest_us * 1000, {{"share", share.share}});
    out.family("tocd_share_largest_directory_entries", Type::gauge, "Names in the largest directory");
    for (const ListingFigures& share : shares) out.sample(share.most_entries, {{"share", share.share}});
    out.family("tocd_share_listing_seconds", Type::histogram,
               "Directories by how long their last listing took: a picture of now, to be used without rate()");
    for (const ListingFigures& share : shares) {
        std::vector<std::pair<int64_t, uint64_t>> buckets;
        uint64_t up_to = 0;
        for (size_t i = 0; i < kListingBoundsUs.size(); ++i) {
            up_to += static_cast<uint64_t>(share.by_duration[i]);
            buckets.emplace_back(int64_t{kListingBoundsUs[i]} * 1000, up_to);
        }
        out.histogram(buckets, up_to + static_cast<uint64_t>(share.by_duration.back()), share.listing_us * 1000, {{"share", share.share}});
    }
}

}  // namespace tocd
