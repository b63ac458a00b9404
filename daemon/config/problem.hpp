// What is wrong with a configuration, where, and how all of it is said in one Error.
// Thread: any (pure).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

struct Position {
    int line = 0;  // 1-based; 0: the value is not from a file
    int column = 0;
};

// Where each key and list entry that a file says stands, by its path: "http.threads", "shares[1].exclude[0]".
using Positions = std::map<std::string, Position, std::less<>>;

struct Problem {
    Position at;
    std::string key;     // as in Positions; empty: the whole file
    std::string reason;  // with the remedy
};

// The position of `key`, else of the nearest key around it ("shares[1]" for "shares[1].name"); {0, 0} when there is
// none.
[[nodiscard]] Position position_of(const Positions& positions, std::string_view key);

// Throws Error(invalid_argument), one line per problem in the order of the file: "tocd.yaml:3:5: shares[0].path:
// reason". Returns when there is none. After 20 lines only the number of the others is told.
void throw_problems(const std::string& file_name, std::vector<Problem> problems);

}  // namespace tocd
