// Which directories the viewer of a call sees, by their ids; for conditions of SQL it is a value given as a pointer, to functions
// that every connection has:
//   sees_files(sights, directory id)      he sees the files directly in it
//   sees_directory(sights, directory id)  he sees itself
// Thread: that of its ReadCall. What was looked up once is remembered while it lives.
#pragma once

#include "catalogue/read_call.hpp"
#include "catalogue/statement.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct sqlite3;

namespace tocd {

class DirectorySights {
public:
    static constexpr const char* kPointerType = "tocd sights";

    explicit DirectorySights(ReadCall& call);

    // Hidden: also one that is not there, or whose share is not the viewer's.
    [[nodiscard]] Sight::State state_of(int64_t directory_id);
    [[nodiscard]] Sight::Seen seen(int64_t directory_id) { return call_.sight().seen(state_of(directory_id)); }
    [[nodiscard]] bool sees_files(int64_t directory_id) { return seen(directory_id) == Sight::Seen::all; }
    [[nodiscard]] bool sees_directory(int64_t directory_id) { return seen(directory_id) != Sight::Seen::nothing; }

private:
    ReadCall& call_;
    Statement row_;
    std::unordered_map<int64_t, Sight::State> states_;
    std::vector<std::pair<int64_t, std::string>> chain_;
};

// Gives a new connection the functions.
void add_sight_functions(sqlite3* handle);

}  // namespace tocd
