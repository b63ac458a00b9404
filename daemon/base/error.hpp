// The one exception of tocd: what failed, on which thing, and why.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace tocd {

enum class ErrorKind {
    invalid_argument,  // the caller asked for something malformed
    not_found,         // the named thing does not exist (or may not be seen)
    unavailable,       // it exists but cannot be reached now; trying again may help
    conflict,          // it contradicts something that holds already
    corrupt,           // stored or received bytes are not what they must be
    limit,             // a cap (rows, bytes, time) was reached
    cancelled,         // somebody asked to stop
    internal,          // a broken promise of our own
};

// The kind's name as the API and the log print it: "invalid_argument" and so on.
[[nodiscard]] std::string_view kind_name(ErrorKind kind) noexcept;

class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

private:
    ErrorKind kind_;
};

// What a name that leads nowhere was to name.
enum class Named { share, directory, file, scan };

class NotFound : public Error {
public:
    NotFound(Named what, const std::string& message) : Error(ErrorKind::not_found, message), what_(what) {}
    [[nodiscard]] Named named() const noexcept { return what_; }

private:
    Named what_;
};

// "cannot open directory /srv/a: Permission denied"; `doing` names the act, `subject` the thing (may be empty).
[[nodiscard]] Error error_from_errno(ErrorKind kind, std::string_view doing, std::string_view subject, int error_number);

// The text of errno(3) without the thread-unsafe strerror: "Permission denied".
[[nodiscard]] std::string errno_text(int error_number);

}  // namespace tocd
