#include "base/error.hpp"

#include "base/text.hpp"

#include <cstring>

namespace tocd {

std::string_view kind_name(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::invalid_argument: return "invalid_argument";
        case ErrorKind::not_found: return "not_found";
        case ErrorKind::unavailable: return "unavailable";
        case ErrorKind::conflict: return "conflict";
        case ErrorKind::corrupt: return "corrupt";
        case ErrorKind::limit: return "limit";
        case ErrorKind::cancelled: return "cancelled";
        case ErrorKind::internal: return "internal";
    }
    return "internal";
}

std::string errno_text(int error_number) {
    char buffer[128];
    return strerror_r(error_number, buffer, sizeof buffer);  // GNU variant: returns the text
}

Error error_from_errno(ErrorKind kind, std::string_view doing, std::string_view subject, int error_number) {
    std::string message(doing);
    if (!subject.empty()) message.append(" ").append(display_text(subject));
    return Error(kind, message + ": " + errno_text(error_number));
}

}  // namespace tocd
