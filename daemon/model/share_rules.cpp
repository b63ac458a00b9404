#include "model/share_rules.hpp"

#include "base/error.hpp"
#include "base/ignore_patterns.hpp"
#include "base/lexical_path.hpp"
#include "base/text.hpp"

namespace tocd {

bool lies_in_share(const ShareRules& rules, std::string_view path) noexcept { return is_at_or_below(path, rules.path); }

Explanation explain_path(const ShareRules& rules, std::string_view path, bool is_directory) {
    if (!lies_in_share(rules, path))
        throw NotFound(Named::directory, display_text(path) + " is not below " + display_text(rules.path) + ", the root of share " + rules.share);
    std::vector<std::string> all = rules.exclude_snapshots;
    all.insert(all.end(), rules.exclude.begin(), rules.exclude.end());
    const IgnorePatterns patterns(all);
    const size_t start = rules.path == "/" ? 1 : std::min(path.size(), rules.path.size() + 1);
    Explanation out;
    out.at = path;
    out.reason = "no pattern matches";
    if (start >= path.size()) {
        out.reason = "it is the root of share " + rules.share;
        return out;
    }
    for (size_t end = start; end < path.size();) {
        end = std::min(path.find('/', end + 1), path.size());
        const bool whole = end == path.size();
        const auto rule = patterns.deciding(path.substr(start, end - start), !whole || is_directory);
        if (!rule) continue;
        out.pattern = all[rule->index];
        out.list = rule->index < rules.exclude_snapshots.size() ? "exclude_snapshots" : "exclude";
        out.at = path.substr(0, end);
        out.included = rule->negated;
        out.reason = "the pattern \"" + display_text(out.pattern) + "\" of " + out.list +
                     (out.included ? " takes it in" : whole ? " leaves it out" : " leaves out " + display_text(out.at));
        if (!out.included) return out;
    }
    return out;
}

}  // namespace tocd
