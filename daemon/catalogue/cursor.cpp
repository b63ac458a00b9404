#include "catalogue/cursor.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace tocd {
namespace {

constexpr char kFormat = 1;

void append_number(std::string& out, uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift & 0xFF));
}

uint64_t number_at(std::string_view bytes, size_t offset) {
    uint64_t number = 0;
    for (size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
    return number;
}

void append_list(std::string& out, const std::vector<std::string>& texts) {
    append_number(out, texts.size());
    for (const std::string& text : texts) {
        append_number(out, text.size());
        out += text;
    }
}

void append_limit(std::string& out, const std::optional<int64_t>& limit) {
    out.push_back(limit ? 1 : 0);
    append_number(out, static_cast<uint64_t>(limit.value_or(0)));
}

// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): a guard against mistakes, not a secret. A forged cursor only
// starts the same query at another place.
// `order`: of the rows.
uint64_t check_sum(const FileQuery& query, std::string_view order, std::string_view body) {
    std::string all;
    append_list(all, query.names);
    append_list(all, query.extensions);
    append_list(all, query.owners);
    append_list(all, query.projects);
    append_list(all, query.shares);
    append_list(all, {query.under.value_or(""), query.search ? query.search->text : ""});
    append_limit(all, query.min_size_bytes);
    append_limit(all, query.max_size_bytes);
    all.append({static_cast<char>(query.modified_after_ns.has_value()),
                static_cast<char>(query.modified_before_ns.has_value()), static_cast<char>(query.under.has_value()),
                static_cast<char>(query.gone)});
    all += order;
    all += body;
    uint64_t hash = 0xCBF29CE484222325;
    for (const char c : all) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    return hash;
}

std::string order_of(const FileQuery& query) { return {static_cast<char>(query.sort), static_cast<char>(query.descending)}; }

std::string order_of(const DatasetQuery& datasets) {
    return {'d', static_cast<char>(datasets.sort), static_cast<char>(datasets.descending), static_cast<char>(datasets.by_name)};
}

// format (1 byte), id (8), number (8), text, check sum (8)
std::string encode(const FileQuery& query, std::string_view order, const SortPosition& position) {
    std::string body(1, kFormat);
    append_number(body, static_cast<uint64_t>(position.id));
    append_number(body, static_cast<uint64_t>(position.number));
    body += position.text;
    const uint64_t sum = check_sum(query, order, body);
    append_number(body, sum);
    return base64url_encode(body);
}

SortPosition decode(const FileQuery& query, std::string_view order, const std::string& after) {
    const Error refused(
        ErrorKind::invalid_argument,
        "this \"after\" does not continue this query; take \"next\" of its last page, or start without it");
    const std::optional<std::string> bytes = base64url_decode(after);
    if (!bytes || bytes->size() < 25 || (*bytes)[0] != kFormat) throw refused;
    const std::string_view body = std::string_view(*bytes).substr(0, bytes->size() - 8);
    if (number_at(*bytes, body.size()) != check_sum(query, order, body)) throw refused;
    SortPosition position;
    position.id = static_cast<int64_t>(number_at(body, 1));
    position.number = static_cast<int64_t>(number_at(body, 9));
    position.text = std::string(body.substr(17));
    return position;
}

}  // namespace

std::string encode_cursor(const FileQuery& query, const SortPosition& position) { return encode(query, order_of(query), position); }
SortPosition decode_cursor(const FileQuery& query) { return decode(query, order_of(query), query.after); }

std::string encode_cursor(const FileQuery& query, const DatasetQuery& datasets, const SortPosition& position) {
    return encode(query, order_of(datasets), position);
}
SortPosition decode_cursor(const FileQuery& query, const DatasetQuery& datasets) { return decode(query, order_of(datasets), datasets.after); }

}  // namespace tocd
