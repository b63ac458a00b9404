// Parameters of a route: what is accepted, and text → typed values with errors that name the parameter.
// Thread: any (values only).
#pragma once

#include "base/time.hpp"
#include "model/query_tree.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocd {

enum class ParameterType : uint8_t {
    text,     // any bytes but NUL
    words,    // text; several values, or words separated by blanks
    list,     // text; several values, or separated by commas; with `choices` each is another one of them
    path,     // absolute path bytes without NUL
    integer,  // minimum … maximum
    size,     // bytes, or with k M G T P (powers of 1024)
    time,     // ISO 8601, or a duration ago: 30m 12h 30d 2w 1y
    flag,     // 1 0 true false yes no
    choice,   // one of `choices`
    query,    // the query language
    order,    // one of `choices`, with '-' before it: descending
};

// One row of a route's table: makes validation, error texts and the OpenAPI document.
struct Parameter {
    std::string_view name;
    ParameterType type = ParameterType::text;
    std::string_view doc;
    bool in_path = false;              // {name} of the route's path; all others stand in the query
    std::string_view choices = {};     // comma-separated
    std::string_view preset = {};      // what is taken when it is not given; empty: nothing
    int64_t minimum = 0, maximum = 0;  // integer
    [[nodiscard]] bool repeatable() const noexcept {
        return type == ParameterType::words || type == ParameterType::list;
    }
};

// The values of one request, checked against the route's table.
class Parameters {
public:
    // Throws BadParameter: unknown (names the nearest known one), given twice, or not of its type.
    Parameters(const std::vector<Parameter>& table, std::vector<std::pair<std::string, std::string>> values,
               UnixNs now_ns);

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] bool has_relative_time() const;  // some time or query says what it means only together with `now_ns`
    // The getters throw Error(internal) for a name that the table does not have. A preset counts as given.
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;  // text, path, choice
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;   // words, list
    [[nodiscard]] std::optional<int64_t> number(std::string_view name) const;    // integer, size (bytes), time (UnixNs)
    [[nodiscard]] bool flag(std::string_view name) const;                        // false when not given
    [[nodiscard]] std::optional<Query> query(std::string_view name) const;
    struct Order {
        std::string key;
        bool descending = false;
    };
    [[nodiscard]] Order order(std::string_view name) const;

private:
    struct Value {
        std::string text;
        std::vector<std::string> texts;
        int64_t number = 0;
        std::optional<Query> query;
        bool relative = false;  // means something else at another time
    };
    [[nodiscard]] const Value* find(std::string_view name) const;
    static void read(const Parameter& parameter, const std::string& text, UnixNs now_ns, Value& value);

    const std::vector<Parameter>* table_;
    std::map<std::string, Value, std::less<>> values_;
};

// An ISO time, or "30d" before now_ns.
[[nodiscard]] std::optional<UnixNs> parse_time(std::string_view text, UnixNs now_ns);

}  // namespace tocd
