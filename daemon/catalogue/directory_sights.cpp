#include "catalogue/directory_sights.hpp"

#include "catalogue/sql_function.hpp"

#include <sqlite3.h>

namespace tocd {
namespace {

constexpr size_t kMostKept = 1'000'000;
constexpr size_t kDeepest = 1'000'000;  // levels; only a chain that bites its own tail is longer

template <bool (DirectorySights::*kSees)(int64_t)>
void answer(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
    answer_sql(context, [&]() -> int64_t {
        auto* const sights = static_cast<DirectorySights*>(sqlite3_value_pointer(values[0], DirectorySights::kPointerType));
        if (sights == nullptr) throw Error(ErrorKind::internal, "this function is for tocd itself");
        return (sights->*kSees)(sqlite3_value_int64(values[1]));
    });
}

}  // namespace

DirectorySights::DirectorySights(ReadCall& call)
    : call_(call), row_(call.database(), "SELECT ifnull(parent_id, 0), ifnull(name_raw, name), share_id FROM directory WHERE id = ?1") {}

Sight::State DirectorySights::state_of(int64_t directory_id) {
    if (const auto known = states_.find(directory_id); known != states_.end()) return known->second;
    if (states_.size() >= kMostKept) states_.clear();
    chain_.clear();
    Sight::State state = Sight::kHidden;
    for (int64_t id = directory_id; chain_.size() < kDeepest;) {
        if (const auto known = states_.find(id); known != states_.end()) {
            state = known->second;
            break;
        }
        row_.reset();
        if (!row_.bind(1, id).step()) break;
        if (row_.integer(0) == 0) {
            const ShareRow* const share = call_.share(row_.integer(2));
            state = share == nullptr ? Sight::kHidden : share->sight;
            states_.emplace(id, state);
            break;
        }
        chain_.emplace_back(id, row_.text(1));
        id = row_.integer(0);
    }
    row_.reset();
    for (auto step = chain_.rbegin(); step != chain_.rend(); ++step) {
        state = call_.sight().below(state, step->second);
        states_.emplace(step->first, state);
    }
    return state;
}

void add_sight_functions(sqlite3* handle) {
    constexpr int kKind = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    sqlite3_create_function_v2(handle, "sees_files", 2, kKind, nullptr, answer<&DirectorySights::sees_files>, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(handle, "sees_directory", 2, kKind, nullptr, answer<&DirectorySights::sees_directory>, nullptr, nullptr, nullptr);
}

}  // namespace tocd
