#include "http/crowding.hpp"

#include <tuple>
#include <unordered_map>

namespace tocd {

std::optional<uint64_t> gives_way(const std::vector<Held>& all) {
    std::unordered_map<std::string, size_t> connections;
    for (const Held& one : all) connections[*one.client] += one.worth != Held::Worth::busy;
    const Held* least = nullptr;
    std::tuple<size_t, Held::Worth, uint64_t> least_rank;
    for (const Held& one : all) {
        if (one.worth == Held::Worth::busy) continue;
        const std::tuple rank{all.size() - connections[*one.client], one.worth, one.connection};
        if (least != nullptr && rank >= least_rank) continue;
        least = &one;
        least_rank = rank;
    }
    if (least == nullptr) return std::nullopt;
    return least->connection;
}

std::optional<uint64_t> takes_most(const std::vector<Held>& all) {
    std::unordered_map<std::string, size_t> bytes;
    for (const Held& one : all) bytes[*one.client] += one.bytes;
    const Held* most = nullptr;
    std::tuple<size_t, size_t> most_rank;
    for (const Held& one : all) {
        const std::tuple rank{bytes[*one.client], one.bytes};
        if (one.bytes == 0 || (most != nullptr && rank <= most_rank)) continue;
        most = &one;
        most_rank = rank;
    }
    if (most == nullptr) return std::nullopt;
    return most->connection;
}

}  // namespace tocd
