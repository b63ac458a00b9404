#include "client/session.hpp"

#include "base/text.hpp"
#include "client/human.hpp"
#include "client/shown_text.hpp"

#include <cstdio>
#include <thread>

namespace tocd {
namespace {

// What is stored never holds it, so a daemon never sends it; what else sends it must not reach a terminal.
std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

Json Session::get(const Target& target) const { return parse_answer(daemon.get(target.text()), daemon.address()); }

Json Session::get_when_ready(const Target& target) const {
    const auto until = std::chrono::steady_clock::now() + daemon.patience();
    for (bool told = false;; told = true) {
        try {
            return get(target);
        } catch (const ApiError& error) {
            const bool later = error.kind() == ErrorKind::unavailable && error.retry_after().count() > 0;
            if (!later || std::chrono::steady_clock::now() + error.retry_after() > until) throw;
            if (!told) note(std::string(error.what()) + "; waiting");
            std::this_thread::sleep_for(error.retry_after());
        }
    }
}

void Session::note(std::string_view text) const {
    if (!quiet) complain(text);
}

void Session::complain(std::string_view text) const {
    out.flush();
    std::fprintf(stderr, "toc: %s\n", safe_message(text).c_str());
}

void Session::write_json(const Json& json) const {
    const std::string line = dumped(json);
    out.write((out.look().terminal ? safe_json(line) : line) + "\n");
}

void Session::write_summary(const std::string& text) const {
    if (out.look().format == OutputFormat::table) out.write(out.painted(Style::faint, text) + "\n");
}

Json parse_answer(const std::string& body, const std::string& address) {
    Json json = Json::parse(body, nullptr, false);
    if (!json.is_object())
        throw Error(ErrorKind::corrupt,
                    "what " + address + " sends is no answer of tocd: check --server and $TOCD_SERVER");
    return json;
}

std::string bytes_of(const Json& object, const char* key) {
    if (const auto exact = object.find(std::string(key) + "_base64"); exact != object.end()) {
        auto bytes = base64_decode(exact->get_ref<const std::string&>());
        if (!bytes)
            throw Error(ErrorKind::corrupt, std::string("the daemon sent a ") + key + "_base64 that is no base64");
        return *std::move(bytes);
    }
    return object.at(key).get<std::string>();
}

std::string as_of_text(const Json& as_of) {
    if (as_of.is_null()) return "not yet scanned to its end";
    const auto time = parse_iso(as_of.get_ref<const std::string&>());
    if (!time) throw Error(ErrorKind::corrupt, "the daemon sent a time that is none");
    return "as of " + human_time(*time) + ", " + human_age(*time, system_clock().now_ns());
}

Cell size_cell(int64_t size_bytes, bool at_least) {
    return {(at_least ? "≥ " : "") + human_size(size_bytes), std::to_string(size_bytes)};
}

Cell count_cell(int64_t count, bool at_least) {
    return {(at_least ? "≥ " : "") + human_count(count), std::to_string(count)};
}

Cell time_cell(const Json& object, const char* key) {
    const Json& text = object.at(key);
    if (text.is_null()) return {};
    return {human_time(object.at(std::string(key) + "_ns").get<int64_t>()), text.get<std::string>()};
}

Cell text_cell(const Json& object, const char* key) {
    const Json& text = object.at(key);
    if (text.is_null()) return {};
    return {safe_message(text.get_ref<const std::string&>()), text.get<std::string>()};
}

Cell name_cell(const std::string& bytes, Style style) { return {shown_name(bytes), bytes, style}; }

}  // namespace tocd
