// Any bytes are either a query, which reads the same from its one form and judges a file, or have a problem within
// them.
#include "search/file_match.hpp"
#include "search/query_syntax.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

constexpr tocd::UnixNs kNow = 1'800'000'000 * tocd::kNsPerSecond;

void judge(const tocd::QueryTree& tree) {
    tocd::FileFacts file;
    file.path = "/srv/Größe/weld 7/run_0231.SRH5";
    file.extension = "srh5";
    file.share = "lab";
    file.owner = "bob";
    file.group = "imaging";
    file.size_bytes = 4096;
    file.mtime_ns = kNow - tocd::kNsPerDay;
    const tocd::FileMatch match(tree);
    const auto first = match.judge(file);
    file.gone = true;
    if (match.matches(file) && first == tocd::Truth::yes && !asks_for_gone(tree)) std::abort();
    if (match.relevance("run_0231.SRH5") >> 16 > tocd::kMaxQueryValues) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto result = tocd::parse_query(text, kNow);
    if (const auto* problem = std::get_if<tocd::QueryProblem>(&result)) {
        if (problem->reason.empty() || problem->at_bytes + problem->length_bytes > size) std::abort();
        if (problem->at_points > problem->at_bytes || problem->length_points > problem->length_bytes) std::abort();
        return 0;
    }
    const auto& query = std::get<tocd::Query>(result);
    const auto again = tocd::parse_query(query.text, kNow);
    const auto* read = std::get_if<tocd::Query>(&again);
    if (read == nullptr || read->tree != query.tree || read->text != query.text) std::abort();
    judge(query.tree);
    return 0;
}
