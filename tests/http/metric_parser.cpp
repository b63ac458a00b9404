#include "http/metric_parser.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

namespace tocd {
namespace {

bool is_name(const std::string& text, bool colon) {
    if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0]))) return false;
    for (const char c : text)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && !(colon && c == ':')) return false;
    return true;
}

struct Series {
    std::string name;
    std::vector<std::pair<std::string, std::string>> labels;
};

// "name{a="b",c="d"}", all of `text`; nothing when it is anything else.
std::optional<Series> parse_series(const std::string& text) {
    Series out;
    size_t at = text.find('{');
    out.name = text.substr(0, at);
    if (!is_name(out.name, true)) return std::nullopt;
    if (at == text.npos) return out;
    std::set<std::string> seen;
    do {
        ++at;
        const size_t equals = text.find("=\"", at);
        if (equals == text.npos) return std::nullopt;
        std::string label = text.substr(at, equals - at);
        if (!is_name(label, false) || label.starts_with("__") || !seen.insert(label).second) return std::nullopt;
        std::string value;
        for (at = equals + 2; at < text.size() && text[at] != '"'; ++at) {
            if (text[at] == '\n') return std::nullopt;
            if (text[at] != '\\') {
                value.push_back(text[at]);
                continue;
            }
            const char escape = ++at < text.size() ? text[at] : ' ';
            if (escape != '\\' && escape != '"' && escape != 'n') return std::nullopt;
            value.push_back(escape == 'n' ? '\n' : escape);
        }
        if (at >= text.size()) return std::nullopt;
        out.labels.emplace_back(std::move(label), std::move(value));
        ++at;
    } while (at < text.size() && text[at] == ',');
    if (text.substr(std::min(at, text.size())) != "}") return std::nullopt;
    return out;
}

std::optional<double> parse_value(const std::string& text) {
    if (text == "+Inf") return std::numeric_limits<double>::infinity();
    try {
        size_t used = 0;
        const double value = std::stod(text, &used);
        if (used == text.size() && text.find_first_not_of("+-.0123456789e") == text.npos) return value;
    } catch (const std::exception&) {
    }
    return std::nullopt;
}

// Buckets of one series: bounds grow, counts do not fall, the last is +Inf and is the count.
struct BucketCheck {
    double last_bound = -std::numeric_limits<double>::infinity();
    double last_count = 0;
    bool sum = false;
    bool count = false;
};

class Parser {
public:
    explicit Parser(ParsedMetrics& out) : out_(out) {}

    void line(const std::string& text) {
        text_ = text;
        if (text.starts_with("# ")) return comment();
        const size_t space = text.rfind(' ');
        const auto series = parse_series(text.substr(0, space));
        const auto value = space == text.npos ? std::nullopt : parse_value(text.substr(space + 1));
        if (!series || !value) return fault("is no sample");
        sample(*series, text.substr(0, space), *value);
    }

    void end() {
        for (const auto& [name, check] : histograms_) {
            if (std::isfinite(check.last_bound)) out_.faults.push_back(name + ": no bucket +Inf");
            if (!check.sum || !check.count) out_.faults.push_back(name + ": no _sum or no _count");
        }
        for (const auto& [name, family] : out_.families) {
            if (family.samples.empty()) out_.faults.push_back(name + ": no sample");
            if (family.help.empty()) out_.faults.push_back(name + ": no HELP");
            if ((family.type == "counter") != name.ends_with("_total"))
                out_.faults.push_back(name + ": counters, and only they, end with _total");
        }
    }

private:
    void fault(const std::string& what) { out_.faults.push_back(what + ": " + text_); }

    void comment() {
        std::istringstream words(text_.substr(2));
        std::string kind;
        std::string name;
        words >> kind >> name;
        std::string rest;
        std::getline(words >> std::ws, rest);
        if (!is_name(name, true) || rest.empty()) return fault("is no HELP and no TYPE");
        if (kind == "HELP") {
            if (out_.families.count(name) != 0) return fault("comes a second time");
            current_ = name;
            out_.families[name].help = rest;
        } else if (kind == "TYPE") {
            if (name != current_ || !out_.families[name].type.empty()) return fault("does not follow its HELP");
            if (rest != "counter" && rest != "gauge" && rest != "histogram") return fault("has an unknown type");
            out_.families[name].type = rest;
        } else {
            fault("is no HELP and no TYPE");
        }
    }

    void sample(const Series& series, const std::string& written, double value) {
        const bool histogram = !current_.empty() && out_.families[current_].type == "histogram";
        if (!histogram && series.name != current_) return fault("stands outside its family");
        if (!out_.families[current_].samples.emplace(written, value).second) return fault("comes a second time");
        if (out_.families[current_].type == "counter" && value < 0) fault("is a count below 0");
        if (!histogram) return;
        std::string key = current_;
        double bound = std::nan("");
        for (const auto& [label, text] : series.labels) {
            if (label == "le")
                bound = parse_value(text).value_or(std::nan(""));
            else
                key += "," + label + "=" + text;
        }
        BucketCheck& check = histograms_[key];
        if (series.name == current_ + "_bucket") {
            if (!(bound > check.last_bound) || value < check.last_count) return fault("buckets do not grow");
            check.last_bound = bound;
            check.last_count = value;
        } else if (series.name == current_ + "_sum") {
            check.sum = true;
        } else if (series.name == current_ + "_count") {
            check.count = true;
            if (value != check.last_count) fault("count is not the last bucket");
        } else {
            fault("is no part of a histogram");
        }
    }

    ParsedMetrics& out_;
    std::string text_;
    std::string current_;
    std::map<std::string, BucketCheck> histograms_;
};

}  // namespace

double ParsedMetrics::value(const std::string& series) const {
    for (const auto& [name, family] : families)
        if (const auto found = family.samples.find(series); found != family.samples.end()) return found->second;
    return std::nan("");
}

double ParsedMetrics::sum(const std::string& family, const std::string& label) const {
    double out = 0;
    const auto found = families.find(family);
    if (found == families.end()) return std::nan("");
    for (const auto& [series, value] : found->second.samples)
        if (series.find(label) != series.npos) out += value;
    return out;
}

ParsedMetrics parse_metrics(const std::string& text) {
    ParsedMetrics out;
    if (!text.ends_with('\n')) out.faults.push_back("the text does not end with a newline");
    Parser parser(out);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) parser.line(line);
    parser.end();
    return out;
}

}  // namespace tocd
