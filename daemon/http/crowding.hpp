// Who gives way when there is not room for all: the client that holds most, and of what it holds that which is worth least.
// Thread: any (pure).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocd {

// One open connection. Later ones have higher numbers.
struct Held {
    enum class Worth : uint8_t { idle, unfinished, busy };  // between requests; some of one is there; it is answered
    uint64_t connection = 0;
    const std::string* client = nullptr;  // client_of() its peer; outlives the call
    Worth worth = Worth::idle;
    size_t bytes = 0;  // memory that it takes
};

// The connection that is closed for a new one: of the client that has most which are not being answered, the oldest idle
// one, or else the oldest. None: all are being answered.
[[nodiscard]] std::optional<uint64_t> gives_way(const std::vector<Held>& all);

// The connection that takes most memory, of the client that does. None: nobody takes any.
[[nodiscard]] std::optional<uint64_t> takes_most(const std::vector<Held>& all);

}  // namespace tocd
