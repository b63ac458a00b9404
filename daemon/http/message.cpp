#include "http/message.hpp"

namespace tocd {

std::string_view header_value(const HeaderList& headers, std::string_view name) noexcept {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

}  // namespace tocd
