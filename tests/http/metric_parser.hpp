// A strict reader of the Prometheus text format 0.0.4: refuses what scrapers only forgive.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tocd {

struct MetricFamily {
    std::string type;
    std::string help;
    std::map<std::string, double> samples;  // by "name{label="value",…}" as it stands
};

struct ParsedMetrics {
    std::map<std::string, MetricFamily> families;
    std::vector<std::string> faults;  // with their lines; empty when the text is as it must be

    // The value of one series, written as it stands there. NaN when there is none.
    [[nodiscard]] double value(const std::string& series) const;
    // Sum over the series of a family whose labels hold `label` ("share=\"raw\"").
    [[nodiscard]] double sum(const std::string& family, const std::string& label) const;
};

[[nodiscard]] ParsedMetrics parse_metrics(const std::string& text);

}  // namespace tocd
