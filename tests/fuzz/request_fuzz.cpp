// Bytes of a connection through RequestReader: however they are split, the same requests and the same refusal come
// out, and what comes out keeps the promises that the routes rely on.
#include "http/parameters.hpp"
#include "http/request_reader.hpp"
#include "http/target.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using tocd::Request;
using tocd::RequestReader;

tocd::ReadLimits small_limits() {
    tocd::ReadLimits limits;  // small, so that a short input reaches them
    limits.request_line_bytes = 200;
    limits.header_bytes = 600;
    limits.headers = 8;
    limits.body_bytes = 100;
    return limits;
}

void require(bool holds) {
    if (!holds) std::abort();
}

bool printable(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7F; });
}

void check(const Request& request, const tocd::ReadLimits& limits) {
    require(!request.path.empty() && request.path[0] == '/');
    require(request.path.find_first_of("? #") == std::string::npos);
    require(request.headers.size() <= limits.headers && request.body.size() <= limits.body_bytes);
    require(printable(request.method) && printable(request.path) && printable(request.query) &&
            printable(request.authority));
    for (const auto& [name, value] : request.headers) {
        require(!name.empty() && printable(name) && printable(value));
        require(name != "transfer-encoding" && name != "expect");
    }
    static_cast<void>(tocd::split_path(request.path));
    static_cast<void>(tocd::split_query(request.query));
}

std::string shown(const Request& request) {
    std::string out = request.method + " " + request.path + "?" + request.query + " " + request.authority +
                      (request.keep_alive ? "+" : "-");
    for (const auto& [name, value] : request.headers) out += "\n" + name + ":" + value;
    return out + "\n\n" + request.body;
}

// Everything that came out, when the input is fed in pieces that end at these places.
std::string feed(std::string_view input, const std::vector<size_t>& cuts) {
    const tocd::ReadLimits limits = small_limits();
    RequestReader reader(limits);
    std::string out;
    size_t at = 0;
    for (size_t i = 0; i <= cuts.size(); ++i) {
        const size_t end = i < cuts.size() ? cuts[i] : input.size();
        reader.feed(input.substr(at, end - at));
        at = end;
        while (reader.state() == RequestReader::State::complete) {
            const Request request = reader.take();
            check(request, limits);
            out += shown(request) + "\n--\n";
        }
    }
    if (reader.state() == RequestReader::State::refused) {
        require(reader.status() >= 400 && !reader.reason().empty());
        return out + std::to_string(reader.status()) + reader.reason();
    }
    return out + (reader.state() == RequestReader::State::idle   ? "idle"
                  : reader.state() == RequestReader::State::head ? "head"
                                                                 : "body");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), std::min<size_t>(size, 4096));
    const std::string whole = feed(input, {});
    std::vector<size_t> every;
    for (size_t i = 1; i < input.size(); ++i) every.push_back(i);
    require(feed(input, every) == whole);
    if (input.size() < 2) return 0;
    // Two places of its own for each input: all of them for each took most of the time.
    const size_t hash = std::hash<std::string_view>()(input);
    const auto place = [&](size_t number) { return 1 + number % (input.size() - 1); };
    require(feed(input, {place(hash)}) == whole);
    require(feed(input, {place(hash >> 32)}) == whole);
    return 0;
}
