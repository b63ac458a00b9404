#include "catalogue/record_page.hpp"

#include <bit>
#include <cstring>

namespace tocd {
namespace {

constexpr size_t kHeaderBytes = 8;
constexpr size_t kPointerBytes = 2;
constexpr char kZero = 8;  // the types of these two numbers, which have no bytes
constexpr char kOne = 9;
constexpr uint64_t kText = 13;

// Seven bits a byte, the highest first; the ninth byte has eight.
char* put_varint(char* at, uint64_t value) noexcept {
    if (value < 0x80) {
        *at++ = static_cast<char>(value);
        return at;
    }
    char bytes[9];
    size_t size = 0;
    if (value >> 56 != 0) {
        bytes[size++] = static_cast<char>(value);
        value >>= 8;
        while (size < 9) {
            bytes[size++] = static_cast<char>(value | 0x80);
            value >>= 7;
        }
    } else {
        for (; value != 0; value >>= 7, ++size) bytes[size] = static_cast<char>(size == 0 ? value & 0x7F : value | 0x80);
    }
    while (size > 0) *at++ = bytes[--size];
    return at;
}

size_t varint_bytes(uint64_t value) noexcept {
    const size_t bits = static_cast<size_t>(std::bit_width(value));
    return bits > 56 ? 9 : bits == 0 ? 1 : (bits + 6) / 7;
}

void put_16(char* at, size_t value) noexcept {
    at[0] = static_cast<char>(value >> 8);
    at[1] = static_cast<char>(value);
}

}  // namespace

Record::Record(std::string_view text) noexcept : Record() {
    text_ = text;
    types_bytes_ = static_cast<size_t>(put_varint(&types_[types_bytes_], kText + 2 * text.size()) - types_.data());
}

void Record::add(int64_t value) noexcept {
    if (value == 0 || value == 1) {
        types_[types_bytes_++] = value == 0 ? kZero : kOne;
        return;
    }
    struct Type {
        uint8_t type, bytes;
    };
    // By the number of bytes that the value needs with its sign.
    static constexpr Type kTypes[] = {{1, 1}, {1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 6}, {5, 6}, {6, 8}, {6, 8}};
    const size_t bits = static_cast<size_t>(std::bit_width(static_cast<uint64_t>(value < 0 ? ~value : value))) + 1;
    const Type type = kTypes[(bits + 7) / 8];
    types_[types_bytes_++] = static_cast<char>(type.type);
    const uint64_t big_endian = __builtin_bswap64(static_cast<uint64_t>(value) << (64 - 8 * type.bytes));
    std::memcpy(&numbers_[numbers_bytes_], &big_endian, sizeof big_endian);
    numbers_bytes_ += type.bytes;
}

void Record::put(char* at) const noexcept {
    *at = static_cast<char>(types_bytes_);
    std::memcpy(at + 1, types_.data() + 1, types_bytes_ - 1);
    at += types_bytes_;
    if (!text_.empty()) std::memcpy(at, text_.data(), text_.size());  // a null pointer is undefined there
    std::memcpy(at + text_.size(), numbers_.data(), numbers_bytes_);
}

void LeafPage::clear() noexcept {
    rows_ = 0;
    content_at_ = kBytes;
    constexpr char kTableLeaf = 13;
    std::memset(page_, 0, kHeaderBytes);  // no rows, and content that begins at 0, which means 65536
    page_[0] = kTableLeaf;
}

bool LeafPage::add(int64_t id, const Record& record) noexcept {
    const uint64_t rowid = static_cast<uint64_t>(id);
    const size_t size = varint_bytes(record.bytes()) + varint_bytes(rowid) + record.bytes();
    const size_t pointer_at = kHeaderBytes + kPointerBytes * rows_;
    if (pointer_at + kPointerBytes + size > content_at_) return false;
    content_at_ -= size;
    record.put(put_varint(put_varint(page_ + content_at_, record.bytes()), rowid));
    put_16(page_ + pointer_at, content_at_);
    ++rows_;
    put_16(page_ + 3, rows_);
    put_16(page_ + 5, content_at_);
    return true;
}

}  // namespace tocd
