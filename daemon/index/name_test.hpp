// A text value of a query, looked for in the names of chunks: by words of 64 bytes where the text has something fixed
// in it, name by name where not. Answers as search/sought_text does for each name.
// Thread: any; one object may be used by several at once.
#pragma once

#include "index/byte_search.hpp"
#include "index/file_chunk.hpp"
#include "model/query_tree.hpp"
#include "search/sought_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

// The longest run of a folded pattern without '*' and '?'.
[[nodiscard]] std::string_view longest_literal(std::string_view folded_glob) noexcept;

// A folded text, looked for in the folded names of a column.
class LiteralInNames {
public:
    explicit LiteralInNames(const std::string& folded);
    // Rows of `alive` whose names hold it. `at_begin` gets those that begin with it, when it is not null.
    [[nodiscard]] RowBits find(const NameColumn& names, const RowBits& alive, RowBits* at_begin = nullptr) const;

private:
    struct Place {
        const NameColumn& names;
        size_t begin, end;  // rows
    };
    void find_in(const Place& place, const RowBits& alive, RowBits& out, RowBits* at_begin) const;
    std::string folded_;
    SoughtTrigrams trigrams_;
    std::optional<ByteSearch> search_;  // none: it is not ASCII
};

class NameTest {
public:
    // Throws as SoughtText.
    explicit NameTest(const TextValue& value);
    [[nodiscard]] RowBits matching(const FileChunk& chunk, const RowBits& alive) const;

private:
    SoughtText sought_;
    bool literal_decides_ = false;
    std::vector<LiteralInNames> any_of_;  // one of these has to be there; none: every name is looked at
};

// The folded texts of which one has to be in whatever `value` is found in; none: nothing of the kind is known.
[[nodiscard]] std::vector<std::string> required_literals(const TextValue& value);

}  // namespace tocd
