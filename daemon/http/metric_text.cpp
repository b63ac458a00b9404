#include "http/metric_text.hpp"

#include "base/text.hpp"
#include "base/time.hpp"

#include <charconv>

namespace tocd {
namespace {

// HELP takes a quote as it stands, a label's value does not.
std::string escaped(std::string_view text, bool quotes) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out.push_back(c);
    }
    return out;
}

std::string_view type_name(MetricText::Type type) {
    switch (type) {
        case MetricText::Type::counter: return "counter";
        case MetricText::Type::gauge: return "gauge";
        case MetricText::Type::histogram: break;
    }
    return "histogram";
}

// 1500000000 -> "1.5"
std::string seconds_text(int64_t ns) {
    std::string out = std::to_string(ns / kNsPerSecond);
    if (ns < 0 && ns > -kNsPerSecond) out = "-0";
    const int64_t rest = ns % kNsPerSecond;
    if (rest == 0) return out;
    std::string fraction = std::to_string(kNsPerSecond + (rest < 0 ? -rest : rest)).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return out + "." + fraction;
}

}  // namespace

void MetricText::family(std::string_view name, Type type, std::string_view help) {
    name_ = name;
    head_ = "# HELP " + name_ + " " + escaped(help, false) + "\n# TYPE " + name_ + " " + std::string(type_name(type)) +
            "\n";
}

void MetricText::line(std::string_view suffix, Labels labels, std::string_view bound, std::string_view value) {
    text_ += head_;
    head_.clear();
    text_.append(name_).append(suffix);
    char before = '{';
    const auto label = [&](std::string_view key, std::string_view text) {
        text_.push_back(before);
        text_.append(key).append("=\"").append(escaped(display_text(text), true)).append("\"");
        before = ',';
    };
    for (const auto& [key, text] : labels) label(key, text);
    if (!bound.empty()) label("le", bound);
    if (before == ',') text_.push_back('}');
    text_.append(" ").append(value).append("\n");
}

void MetricText::sample(int64_t value, Labels labels) { line("", labels, {}, std::to_string(value)); }

void MetricText::sample_seconds(int64_t ns, Labels labels) { line("", labels, {}, seconds_text(ns)); }

void MetricText::sample_number(double value, Labels labels) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    line("", labels, {}, error == std::errc{} ? std::string_view(text, static_cast<size_t>(end - text)) : "NaN");
}

void MetricText::gauge(std::string_view name, std::string_view help, int64_t value) {
    family(name, Type::gauge, help);
    sample(value);
}

void MetricText::counter(std::string_view name, std::string_view help, uint64_t value) {
    family(name, Type::counter, help);
    line("", {}, {}, std::to_string(value));
}

void MetricText::histogram(const DurationHistogram& histogram, Labels labels) {
    // The sum first: it is then never of more durations than the buckets are.
    const auto sum_ns = static_cast<int64_t>(histogram.sum_ns());
    const auto cumulative = histogram.cumulative();
    std::vector<std::pair<int64_t, uint64_t>> buckets;
    for (size_t i = 0; i < DurationHistogram::kBoundsNs.size(); ++i)
        buckets.emplace_back(DurationHistogram::kBoundsNs[i], cumulative[i]);
    this->histogram(buckets, cumulative.back(), sum_ns, labels);
}

void MetricText::histogram(const std::vector<std::pair<int64_t, uint64_t>>& buckets_ns, uint64_t count, int64_t sum_ns,
                           Labels labels) {
    for (const auto& [bound_ns, up_to] : buckets_ns)
        line("_bucket", labels, seconds_text(bound_ns), std::to_string(up_to));
    line("_bucket", labels, "+Inf", std::to_string(count));
    line("_sum", labels, {}, seconds_text(sum_ns));
    line("_count", labels, {}, std::to_string(count));
}

}  // namespace tocd
