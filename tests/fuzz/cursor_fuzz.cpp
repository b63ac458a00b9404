// Text of strangers as the cursor of a page, and positions of any bytes through a cursor and back: what is accepted leads to the place
// that it was made of, of files as of datasets, and for no other query.
#include "base/error.hpp"
#include "catalogue/cursor.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

using tocd::FileQuery;
using tocd::SortPosition;

void require(bool holds) {
    if (!holds) std::abort();
}

// Some of the queries that a page may be of, by a byte.
FileQuery query_of(uint8_t kind) {
    FileQuery query;
    if (kind & 1) query.names = {"run", ""};
    if (kind & 2) query.under = "/srv/\xFF";
    if (kind & 4) query.min_size_bytes = -1;
    if (kind & 8) query.modified_after_ns = 5;
    query.descending = (kind & 16) != 0;
    query.sort = static_cast<tocd::FileSort>(kind >> 5);
    return query;
}

template <class Decode>
bool accepted(Decode decode, SortPosition& position) {
    try {
        position = decode();
        return true;
    } catch (const tocd::Error& error) {
        require(error.kind() == tocd::ErrorKind::invalid_argument);
        return false;
    }
}

void as_cursor(FileQuery query, const std::string& text) {
    query.after = text;
    SortPosition position;
    if (accepted([&] { return tocd::decode_cursor(query); }, position)) {
        query.after = tocd::encode_cursor(query, position);
        require(tocd::decode_cursor(query) == position);
    }
    tocd::DatasetQuery datasets;
    datasets.after = text;
    static_cast<void>(accepted([&] { return tocd::decode_cursor(query, datasets); }, position));
}

void as_position(FileQuery query, std::string_view bytes) {
    SortPosition wanted;
    if (bytes.size() < 2 * sizeof(int64_t)) return;
    std::memcpy(&wanted.number, bytes.data(), sizeof(int64_t));
    std::memcpy(&wanted.id, bytes.data() + sizeof(int64_t), sizeof(int64_t));
    wanted.text = bytes.substr(2 * sizeof(int64_t));
    query.after = tocd::encode_cursor(query, wanted);
    require(tocd::decode_cursor(query) == wanted);

    FileQuery other = query;
    other.descending = !other.descending;
    SortPosition position;
    require(!accepted([&] { return tocd::decode_cursor(other); }, position));

    tocd::DatasetQuery datasets;
    datasets.after = query.after;
    require(!accepted([&] { return tocd::decode_cursor(query, datasets); }, position));
    datasets.after = tocd::encode_cursor(query, datasets, wanted);
    require(tocd::decode_cursor(query, datasets) == wanted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const FileQuery query = query_of(data[0]);
    const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    as_cursor(query, rest);
    as_position(query, rest);
    return 0;
}
