// One table of contents, written to its directory. Thread: any; one at a time per publication.
#pragma once

#include "base/time.hpp"
#include "config/config.hpp"
#include "http/access_in_force.hpp"
#include "model/query.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

class ReaderPool;

// What is published, and whose eyes it is for.
struct Publication {
    PublishConfig config;
    Viewer viewer;
    friend bool operator==(const Publication&, const Publication&) = default;
};
[[nodiscard]] Publication publication_of(const PublishConfig& config, const AccessInForce& access);

// "/srv/contents/all-latest.csv.gz": the same for ever, so that people can rely on it.
[[nodiscard]] std::string publication_path(const PublishConfig& config);

inline constexpr int64_t kPublishedPageNs = 60 * kNsPerSecond;

// Writes it whole, or leaves the older one. In bounded memory; a snapshot takes its size beside the catalogue meanwhile, and
// rows are read page by page, so that no page holds up the log. Gives the bytes of the file. Throws NoRoom and other Errors
// with the path and the errno text; Error(cancelled) soon after `given_up` is set, Error(limit)
// when a page of rows takes longer than `page_ns`.
int64_t write_publication(ReaderPool& readers, const Publication& publication, const std::atomic<bool>& given_up, int64_t page_ns = kPublishedPageNs);

// Throws Error(invalid_argument) naming the first entry whose query cannot be read, and where.
void check_publish_queries(const Config& config);

}  // namespace tocd
