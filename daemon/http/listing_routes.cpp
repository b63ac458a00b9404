// GET /shares/{name}/listings, /shares/{name}/directories and /scans/{id}/listings.
#include "http/chosen_fields.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"

#include <algorithm>

namespace tocd {
namespace {

// Throws Error(not_found), also when the viewer may not see it.
ListingFigures figures_of(const Call& call, Reader& reader, const std::string& share) {
    static_cast<void>(reader.get_directories(call.viewer, share, {}, call.deadline));
    const ListingInsight::Figures all = call.api.insight.of(reader, call.viewer, call.deadline);
    const auto found = std::find_if(all->begin(), all->end(), [&](const ListingFigures& f) { return f.share == share; });
    if (found != all->end()) return *found;
    ListingFigures none;  // the share is newer than the figures
    none.share = share;
    return none;
}

Json durations_json(const std::array<int64_t, kListingBoundsUs.size() + 1>& by_duration) {
    Json out = Json::array();
    for (size_t i = 0; i < by_duration.size(); ++i)
        out.push_back({{"up_to_us", i < kListingBoundsUs.size() ? Json(kListingBoundsUs[i]) : Json()}, {"directories", by_duration[i]}});
    return out;
}

Json durations_schema() {
    return {{"type", "array"},
            {"description", "Directories by how long their last listing took"},
            {"items", object_schema({{"up_to_us", simple_schema("integer?", "At most so many microseconds, and more than the one before; null: longer")},
                                     {"directories", simple_schema("integer", "Directories")}})}};
}

Answer get_listings(const Call& call) {
    const std::string share = call.parameters.text("name").value_or("");
    auto reader = call.api.context.readers.lend();
    const ListingFigures figures = figures_of(call, *reader, share);
    const int64_t known = figures.known();
    const bool complete = figures.as_of_ns != 0 && figures.covered == known;
    const Json ratio = known == 0 ? Json() : Json(static_cast<double>(figures.covered) / static_cast<double>(known));
    return json_answer({{"as_of", iso_or_null(figures.as_of_ns)},
                        {"complete", complete},
                        {"share", figures.share},
                        {"known", known},
                        {"covered", figures.covered},
                        {"older", figures.older},
                        {"failed", figures.failed},
                        {"never", figures.never},
                        {"coverage", ratio},
                        {"listing_us", figures.listing_us},
                        {"durations", durations_json(figures.by_duration)}});
}

Json listings_schema() {
    return catalogue_schema({{"share", simple_schema("string", "Name of the share")},
                             {"known", simple_schema("integer", "Directories that are known; other file systems that are left out do not count")},
                             {"covered", simple_schema("integer", "Of these: listed, or proven unchanged, since as_of")},
                             {"older", simple_schema("integer", "Listed once, but not since as_of")},
                             {"failed", simple_schema("integer", "The last try to list them failed")},
                             {"never", simple_schema("integer", "Known from their parents, never listed")},
                             {"coverage", simple_schema("number?", "covered / known, 0 to 1; null: nothing is known")},
                             {"listing_us", simple_schema("integer", "Sum of the last listings' durations, microseconds")},
                             {"durations", durations_schema()}});
}

Json get_named(const Call& call, Reader& reader, const std::string& share, std::vector<int64_t> ids, uint32_t limit) {
    ids.resize(std::min<size_t>(ids.size(), limit));
    return array_json(reader.get_directories(call.viewer, share, ids, call.deadline));
}

Answer get_scan_listings(const Call& call) {
    const int64_t id = wanted_scan_id(call.parameters.text("id").value_or(""));
    const auto limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(10));
    auto reader = call.api.context.readers.lend();
    const ScanRecord scan = reader->get_scan(call.viewer, id, call.deadline);
    const ScanListings listings = reader->get_scan_listings(call.viewer, scan, call.deadline);
    const Freshness fresh = freshness_of(call, *reader, scan.share);
    return json_answer({{"as_of", iso_or_null(fresh.as_of_ns)},
                        {"complete", fresh.complete},
                        {"scan", to_json(scan)},
                        {"listed", listings.listed},
                        {"listing_us", listings.listing_us},
                        {"durations", durations_json(listings.by_duration)},
                        {"slowest", get_named(call, *reader, scan.share, listings.slowest, limit)},
                        {"largest", get_named(call, *reader, scan.share, listings.largest, limit)},
                        {"errors", errors_json(scan)}});
}

Json scan_listings_schema() {
    return catalogue_schema({{"scan", schema_ref("Scan")},
                          {"listed", simple_schema("integer", "Directories whose last listing was this scan's; later scans take them over")},
                          {"listing_us", simple_schema("integer", "Sum of these listings' durations, microseconds")},
                          {"durations", durations_schema()},
                          {"slowest", array_of("Directory")},
                          {"largest", array_of("Directory")},
                          {"errors", array_of("ScanError")}});
}

Answer get_share_directories(const Call& call) {
    const std::string share = call.parameters.text("name").value_or("");
    const std::string by = call.parameters.text("by").value_or("slow");
    const auto limit = static_cast<uint32_t>(call.parameters.number("limit").value_or(50));
    auto reader = call.api.context.readers.lend();
    std::vector<DirectoryRecord> found;
    if (by == "unreadable") {
        found = reader->get_unreadable(call.viewer, share, limit, call.deadline);
    } else {
        const ListingFigures figures = figures_of(call, *reader, share);
        std::vector<int64_t> ids = by == "slow" ? figures.slowest : figures.largest;
        ids.resize(std::min<size_t>(ids.size(), limit));
        found = reader->get_directories(call.viewer, share, ids, call.deadline);
    }
    const Freshness fresh = freshness_of(call, *reader, share);
    return json_answer({{"as_of", iso_or_null(fresh.as_of_ns)},
                        {"complete", fresh.complete},
                        {"directories", pick_each(array_json(found), call.parameters.texts("fields"))}});
}

Json share_directories_schema() { return catalogue_schema({{"directories", array_of("Directory")}}); }

}  // namespace

std::vector<Route> listing_routes() {
    using enum ParameterType;
    const Parameter name = {"name", text, "Name of the share", true};
    return {{"GET",
             "/api/v1/shares/{name}/listings",
             kReads,
             {name},
             get_listings,
             "How the share's directories were listed: how many of them, and how long it took",
             200,
             "application/json",
             listings_schema},
            {"GET",
             "/api/v1/shares/{name}/directories",
             kReads,
             {name,
              {"by", choice, "slow: the longest listings first; large: the most entries; unreadable: those that began to fail last", false,
               "slow,large,unreadable", "slow"},
              {"limit", integer, "Directories", false, {}, "50", 1, kMostListed},
              fields_parameter("Directory")},
             get_share_directories,
             "The directories of a share that stand out, of the whole tree",
             200,
             "application/json",
             share_directories_schema},
            {"GET",
             "/api/v1/scans/{id}/listings",
             kReads,
             {{"id", text, "Id of the scan", true},
              {"limit", integer, "Directories of each list", false, {}, "10", 1, kMostListed}},
             get_scan_listings,
             "How one scan listed: how long directories took, the slowest and the largest, and what it could not read, with errno and owner",
             200,
             "application/json",
             scan_listings_schema}};
}

}  // namespace tocd
