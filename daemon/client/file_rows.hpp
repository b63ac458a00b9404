// The API's FILE objects, from a stream of lines to cells. Thread: one.
#pragma once

#include "client/session.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace tocd {

// Hands the lines of a stream on, however it is cut into pieces. Throws Error(corrupt) for a line that does not end
// within 64 MiB.
class LineReader {
public:
    explicit LineReader(std::function<bool(std::string_view line)> take) : take_(std::move(take)) {}
    [[nodiscard]] bool feed(std::string_view piece);  // false: take() wants no more
    void finish();                                    // a last line without its end

private:
    std::function<bool(std::string_view)> take_;
    std::string rest_;
};

// Throws Error(corrupt) unless the line is a FILE object.
[[nodiscard]] Json parse_file(std::string_view line, const std::string& address);

// "/usr/lib/" in the directories' colour, then the name; all in the colour of what is gone when the file is. Safe.
[[nodiscard]] std::string painted_path(const Output& out, const std::string& path, bool gone);

// The columns of a long listing and the cells of one file, or of one directory, in them.
[[nodiscard]] std::vector<Column> long_columns();
[[nodiscard]] std::vector<Cell> long_row(const Output& out, const Json& file);

}  // namespace tocd
