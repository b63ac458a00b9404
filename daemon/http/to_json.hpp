// Records → JSON as API v1 shows them, and the schemas of the same.
// Thread: any (pure). Text that is not UTF-8 cannot get out: see FieldKind.
#pragma once

#include "http/field.hpp"
#include "model/facets.hpp"
#include "model/records.hpp"
#include "model/share_rules.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocd {

[[nodiscard]] Json to_json(const FileRecord& file);
[[nodiscard]] Json to_json(const DirectoryRecord& directory);
[[nodiscard]] Json to_json(const Dataset& dataset);
[[nodiscard]] Json to_json(const ScanRecord& scan);      // without errors
[[nodiscard]] Json errors_json(const ScanRecord& scan);  // [{path, errno, message, owner}]
[[nodiscard]] Json to_json(const ShareRecord& share, const ScanProgress* progress, const ShareRules* rules);
[[nodiscard]] Json to_json(const ShareRules& rules);
[[nodiscard]] Json to_json(const ScanProgress& progress);
[[nodiscard]] Json to_json(const Totals& total);
[[nodiscard]] Json to_json(const ChangeRecord& change, const std::string& clock_prefix);
[[nodiscard]] Json to_json(const std::vector<TopRow>& rows);

template <class Record>
[[nodiscard]] Json array_json(const std::vector<Record>& records) {
    Json out = Json::array();
    for (const Record& record : records) out.push_back(to_json(record));
    return out;
}

// "2026-11-22T20:17:05Z", or null for 0.
[[nodiscard]] Json iso_or_null(UnixNs t);

// Scan ids are opaque to clients: "s12".
[[nodiscard]] std::string scan_id_text(int64_t id);
[[nodiscard]] std::optional<int64_t> parse_scan_id(std::string_view text);
// The same of one that is asked for. Throws Error(not_found).
[[nodiscard]] int64_t wanted_scan_id(const std::string& text);

[[nodiscard]] std::string path_of(const FileRecord& file);  // exact bytes

// Never throws on odd bytes: they become U+FFFD.
[[nodiscard]] std::string dump(const Json& json);

// "File": {…}, … for components/schemas.
[[nodiscard]] Json record_schemas();

}  // namespace tocd
