// What is published, and what could not be.
#include "http/metric_families.hpp"

namespace tocd {

void add_publication_families(MetricText& out, const std::vector<PublicationState>& publications) {
    using Type = MetricText::Type;
    out.family("tocd_publication_last_timestamp_seconds", Type::gauge, "When the file that stands there was begun; left out when there is none");
    for (const PublicationState& one : publications)
        if (one.last_ns != 0) out.sample_seconds(one.last_ns, {{"publication", one.name}});
    out.family("tocd_publication_failed", Type::gauge, "1: the last try failed, and an older file stands there if any; 0: it did not");
    for (const PublicationState& one : publications) out.sample(one.failure.empty() ? 0 : 1, {{"publication", one.name}});
    out.family("tocd_publication_failures_total", Type::counter, "Tries that failed since the start");
    for (const PublicationState& one : publications) out.sample(static_cast<int64_t>(one.failed), {{"publication", one.name}});
    out.family("tocd_publication_written_total", Type::counter, "Files written since the start");
    for (const PublicationState& one : publications) out.sample(static_cast<int64_t>(one.written), {{"publication", one.name}});
    out.family("tocd_publication_size_bytes", Type::gauge, "Of the last file that was written since the start");
    for (const PublicationState& one : publications)
        if (one.written > 0) out.sample(one.size_bytes, {{"publication", one.name}});
}

}  // namespace tocd
