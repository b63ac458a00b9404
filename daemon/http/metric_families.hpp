// The families of /metrics, in groups. Every label's values are bounded: shares of the configuration, routes of the
// table, words of our own. Thread: any.
#pragma once

#include "catalogue/index_feed.hpp"
#include "http/http_metrics.hpp"
#include "http/metric_text.hpp"
#include "http/routes.hpp"
#include "model/ports.hpp"

#include <string>
#include <vector>

namespace tocd {

void add_share_families(MetricText& out, const std::vector<ShareRecord>& shares);
void add_listing_families(MetricText& out, const std::vector<ListingFigures>& shares);
void add_scan_families(MetricText& out, const std::vector<ScanProgress>& progress,
                       const std::vector<ScanCounts>& counts);
// `threads`: of the pool.
void add_http_families(MetricText& out, const HttpMetrics& metrics, const std::vector<Route>& routes, size_t threads);
// Sizes of the database's files and the room on their disk.
void add_catalogue_files(MetricText& out, const std::string& database_path);
void add_index_families(MetricText& out, const IndexFeed& index);
// What stands in each configured directory; nothing where nothing is published.
void add_publication_families(MetricText& out, const std::vector<PublicationState>& publications);
void add_process_families(MetricText& out);

}  // namespace tocd
