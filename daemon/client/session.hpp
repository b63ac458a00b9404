// What every command of toc works with: the daemon, standard output, and what is said beside it. Thread: one.
#pragma once

#include "base/time.hpp"
#include "client/api_client.hpp"
#include "client/output.hpp"
#include "client/table.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tocd {

using Json = nlohmann::ordered_json;

struct Session {
    ApiClient& daemon;
    Output& out;
    bool quiet = false;

    // Throws what ApiClient::get() throws, and Error(corrupt) for what is no JSON object.
    [[nodiscard]] Json get(const Target& target) const;
    // The same; while the daemon says that it cannot answer yet, as when it has just started, asks again, until the client's
    // patience ends.
    [[nodiscard]] Json get_when_ready(const Target& target) const;
    // "toc: text" on standard error, made safe, after what standard output has so far; not when quiet.
    void note(std::string_view text) const;
    // The same for what failed: quiet or not.
    void complain(std::string_view text) const;
    // One line of JSON.
    void write_json(const Json& json) const;
    // The last line of a table, in faint letters. Nothing in other formats.
    void write_summary(const std::string& text) const;
};

[[nodiscard]] Json parse_answer(const std::string& body, const std::string& address);

// The exact bytes of a field that may have a _base64 beside it.
[[nodiscard]] std::string bytes_of(const Json& object, const char* key);

// "as of 2026-11-22 20:17, 2 h ago", or "not yet scanned to its end" for null.
[[nodiscard]] std::string as_of_text(const Json& as_of);

// Cells of an API object's fields; a null time or text is an empty cell.
[[nodiscard]] Cell size_cell(int64_t size_bytes, bool at_least = false);  // "≥ 1.2 GiB": parts could not be read
[[nodiscard]] Cell count_cell(int64_t count, bool at_least = false);
[[nodiscard]] Cell time_cell(const Json& object, const char* key);
[[nodiscard]] Cell text_cell(const Json& object, const char* key);
[[nodiscard]] Cell name_cell(const std::string& bytes, Style style = Style::plain);

}  // namespace tocd
