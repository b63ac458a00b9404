// Figures as Prometheus reads them: the text format 0.0.4.
// Source: https://prometheus.io/docs/instrumenting/exposition_formats/ (text-based format). Thread: any (pure).
#pragma once

#include "base/metrics.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocd {

inline constexpr std::string_view kMetricMediaType = "text/plain; version=0.0.4; charset=utf-8";

class MetricText {
public:
    enum class Type { counter, gauge, histogram };
    // Values of labels may hold anything: what is not UTF-8 is shown as display_text() shows it.
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    // Begins a family: its samples follow. Counters end with _total, units are seconds and bytes. One with no sample
    // is left out.
    void family(std::string_view name, Type type, std::string_view help);
    void sample(int64_t value, Labels labels = {});
    void sample_seconds(int64_t ns, Labels labels = {});  // exact to the nanosecond
    void sample_number(double value, Labels labels = {});
    // A family of one sample.
    void gauge(std::string_view name, std::string_view help, int64_t value);
    void counter(std::string_view name, std::string_view help, uint64_t value);
    void histogram(const DurationHistogram& histogram, Labels labels = {});
    // `buckets`: upper bound and how many up to it; `count`: all.
    void histogram(const std::vector<std::pair<int64_t, uint64_t>>& buckets_ns, uint64_t count, int64_t sum_ns, Labels labels);

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    void line(std::string_view suffix, Labels labels, std::string_view bound, std::string_view value);

    std::string text_;
    std::string name_;
    std::string head_;  // HELP and TYPE of the family, until its first sample
};

}  // namespace tocd
