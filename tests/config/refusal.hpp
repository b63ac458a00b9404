// What parse_config says against a text, for comparing whole messages.
#pragma once

#include "base/error.hpp"
#include "config/load.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace tocd {

// The message with which "c.yaml" is refused; "accepted" when it is not.
inline std::string refusal(std::string_view text) {
    try {
        static_cast<void>(parse_config(text, "c.yaml"));
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::invalid_argument);
        return error.what();
    }
    return "accepted";
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace tocd
