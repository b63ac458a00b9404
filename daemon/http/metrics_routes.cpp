// GET /metrics.
#include "base/error.hpp"
#include "catalogue/reader.hpp"
#include "http/metric_families.hpp"
#include "http/routes.hpp"

namespace tocd {
namespace {

// A catalogue that does not answer is a figure too: the others must still be seen.
bool read_shares(const Call& call, std::vector<ShareRecord>& shares) {
    try {
        shares = call.api.context.readers.lend()->get_share_figures(call.viewer, call.deadline);
    } catch (const Error&) {
        return false;
    }
    std::erase_if(shares, [](const ShareRecord& share) { return !share.configured; });
    return true;
}

// Of these shares; nothing when the pass takes too long.
std::vector<ListingFigures> read_listings(const Call& call, const std::vector<ShareRecord>& shares) {
    std::vector<ListingFigures> out;
    try {
        auto reader = call.api.context.readers.lend();
        for (const ListingFigures& figures : *call.api.insight.of(*reader, call.viewer, call.deadline))
            for (const ShareRecord& share : shares)
                if (share.name == figures.share) out.push_back(figures);
    } catch (const Error&) {
        out.clear();
    }
    return out;
}

Answer get_metrics(const Call& call) {
    const ApiContext& context = call.api.context;
    MetricText out;
    out.family("tocd_build_info", MetricText::Type::gauge, "Always 1; the label has the version");
    out.sample(1, {{"version", TOCD_VERSION}});

    std::vector<ShareRecord> shares;
    const bool readable = read_shares(call, shares);
    out.gauge("tocd_catalogue_readable", "1: the catalogue answers; 0: it does not, and tocd_share_* are left out",
              readable);
    add_share_families(out, shares);
    add_listing_families(out, read_listings(call, shares));
    add_scan_families(out, context.scans.progress(), context.scans.counts());

    add_catalogue_files(out, context.readers.database_path());
    if (const IndexFeed* const index = context.readers.index()) add_index_families(out, *index);
    out.gauge("tocd_catalogue_readers", "Read connections to the catalogue that are open",
              static_cast<int64_t>(context.readers.open()));
    out.gauge("tocd_catalogue_readers_lent", "Read connections that answer a query right now",
              static_cast<int64_t>(context.readers.lent()));
    out.gauge("tocd_writer_queue_entries", "Names that scans have found and the catalogue's writer has still to store",
              static_cast<int64_t>(context.writer_queue ? context.writer_queue() : 0));
    if (context.publications) add_publication_families(out, context.publications());
    add_http_families(out, call.api.metrics, all_routes(), call.api.threads);
    add_process_families(out);

    Answer answer;
    answer.content_type = kMetricMediaType;
    answer.body = out.take();
    return answer;
}

}  // namespace

std::vector<Route> metrics_routes() {
    return {{"GET",
             "/metrics",
             kReadsAll,
             {},
             get_metrics,
             "Figures for Prometheus, in its text format 0.0.4",
             200,
             kMetricMediaType}};
}

}  // namespace tocd
