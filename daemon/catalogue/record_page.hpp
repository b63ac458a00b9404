// Rows in SQLite's own format: a record, and a leaf page of a table that holds them.
// Source: https://sqlite.org/fileformat2.html, sections 1.6 (b-tree pages) and 2.1 (record format, schema format 4).
// Thread: any, one object per thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tocd {

// A row whose first column is its id, whose second is text (or not) and whose others are integers or NULL; as many as
// are there: those at the end that are NULL may be left out.
class Record {
public:
    static constexpr size_t kMostNumbers = 14;

    Record() noexcept { add_null(); }  // the id is the row's key
    // Begins the row. The text must live until put().
    explicit Record(std::string_view text) noexcept;
    // At most kMostNumbers of them.
    void add(int64_t value) noexcept;
    void add_null() noexcept { types_[types_bytes_++] = 0; }
    void add(const std::optional<int64_t>& value) noexcept { value ? add(*value) : add_null(); }

    [[nodiscard]] size_t bytes() const noexcept { return types_bytes_ + text_.size() + numbers_bytes_; }
    void put(char* at) const noexcept;  // bytes() of them

private:
    std::string_view text_;
    std::array<char, 2 + 9 + kMostNumbers> types_;  // its size first
    std::array<char, 8 * kMostNumbers> numbers_;
    size_t types_bytes_ = 1;
    size_t numbers_bytes_ = 0;
};

// Fills a page that somebody else owns. Rows come in the order of their ids.
class LeafPage {
public:
    static constexpr size_t kBytes = 65536;  // SQLite's largest page

    explicit LeafPage(char* page) noexcept : page_(page) { clear(); }

    void clear() noexcept;
    // False: there is no room for it; an empty page has room for any record below 60,000 bytes.
    [[nodiscard]] bool add(int64_t id, const Record& record) noexcept;
    [[nodiscard]] size_t rows() const noexcept { return rows_; }

private:
    char* const page_;
    size_t rows_ = 0;
    size_t content_at_ = kBytes;  // rows fill the page from its end
};

}  // namespace tocd
