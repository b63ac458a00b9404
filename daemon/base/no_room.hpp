// The failure that only more space mends, told apart from others. Thread: any.
#pragma once

#include "base/error.hpp"

#include <cerrno>

namespace tocd {

// A disk, a quota or a limit of a file's size is full. what() has the path and the errno text.
class NoRoom : public Error {
public:
    NoRoom(std::string_view doing, std::string_view path, int error_number)
        : Error(error_from_errno(ErrorKind::unavailable, doing, path, error_number)) {}
    explicit NoRoom(const std::string& message) : Error(ErrorKind::unavailable, message) {}
};

// Whether an errno(3) is one of those.
[[nodiscard]] inline bool is_no_room(int error_number) noexcept {
    return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

}  // namespace tocd
