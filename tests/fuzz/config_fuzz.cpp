// Any bytes are either a configuration or refused with Error; a configuration that was read prints and reads back.
#include "base/error.hpp"
#include "config/load.hpp"
#include "config/print.hpp"

#include <cstdint>
#include <cstdlib>
#include <optional>

namespace {

constexpr size_t kSmallBytes = 4096;  // what is printed of so few bytes stays below the limit of a file

std::optional<tocd::Config> read(std::string_view text) {
    try {
        return tocd::parse_config(text, "fuzz.yaml");
    } catch (const tocd::Error&) {
        return std::nullopt;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto config = read({reinterpret_cast<const char*>(data), size});
    if (config && size <= kSmallBytes && tocd::parse_config(tocd::print_config(*config), "printed.yaml") != *config) std::abort();
    return 0;
}
