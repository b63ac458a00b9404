// GET /stats.
#include "catalogue/reader.hpp"
#include "http/routes.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

Json tops(const std::vector<TopRow>& by_files, const std::vector<TopRow>& by_size) {
    return {{"by_files", to_json(by_files)}, {"by_size", to_json(by_size)}};
}

Answer get_stats(const Call& call) {
    const std::string share = call.parameters.text("share").value_or("");
    const auto top = static_cast<uint32_t>(call.parameters.number("top").value_or(5));
    auto reader = call.api.context.readers.lend();
    const StatsRecord stats = reader->get_stats(call.viewer, share, top, call.deadline);
    const Freshness fresh = freshness_of(call, *reader, share);
    return json_answer({{"as_of", iso_or_null(stats.as_of_ns)},
                        {"complete", fresh.complete},
                        {"total", to_json(stats.total)},
                        {"unique_bytes", stats.unique_bytes},
                        {"directories", stats.directories},
                        {"gone_files", stats.gone_files},
                        {"extensions", tops(stats.extensions_by_files, stats.extensions_by_size)},
                        {"owners", tops(stats.owners_by_files, stats.owners_by_size)},
                        {"directories_top", tops(stats.directories_by_files, stats.directories_by_size)}});
}

Json stats_schema() {
    return catalogue_schema({{"total", schema_ref("Total")},
                             {"unique_bytes", simple_schema("integer", "Bytes with hard links counted once")},
                             {"directories", simple_schema("integer", "Directories")},
                             {"gone_files", simple_schema("integer", "Files that are gone and still known")},
                             {"extensions", schema_ref("Tops")},
                             {"owners", schema_ref("Tops")},
                             {"directories_top", schema_ref("Tops")}});
}

}  // namespace

std::vector<Route> stats_routes() {
    using enum ParameterType;
    return {{"GET",
             "/api/v1/stats",
             kReads,
             {{"share", text, "Only this share"},
              {"top", integer, "Rows of each list of the largest", false, {}, "5", 1, 100}},
             get_stats,
             "Totals, and the largest extensions, owners and directories (what lies directly in them)",
             200,
             "application/json",
             stats_schema,
             nullptr,
             true}};
}

}  // namespace tocd
