// Every failure's status and body, in one place.
#pragma once

#include "base/error.hpp"
#include "http/message.hpp"
#include "search/query_problem.hpp"

#include <exception>
#include <string>
#include <string_view>

namespace tocd {

// A parameter of the request is not what it must be: what() says what is accepted; or it names what is not there.
class BadParameter : public Error {
public:
    BadParameter(std::string parameter, const std::string& message, ErrorKind kind = ErrorKind::invalid_argument)
        : Error(kind, message), parameter_(std::move(parameter)) {}
    [[nodiscard]] const std::string& parameter() const noexcept { return parameter_; }

private:
    std::string parameter_;
};

// The same, where it is a query that cannot be read.
class BadQuery : public BadParameter {
public:
    BadQuery(std::string parameter, QueryProblem problem)
        : BadParameter(std::move(parameter), problem.text()), problem_(std::move(problem)) {}
    [[nodiscard]] const QueryProblem& problem() const noexcept { return problem_; }

private:
    QueryProblem problem_;
};

// A failure that has a status of its own: 405, 415, 421, 403.
class BadRequest : public Error {
public:
    BadRequest(int status, const std::string& message, HeaderList headers = {})
        : Error(status >= 500 ? ErrorKind::unavailable : ErrorKind::invalid_argument, message),
          status_(status),
          headers_(std::move(headers)) {}
    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] const HeaderList& headers() const noexcept { return headers_; }

private:
    int status_;
    HeaderList headers_;
};

[[nodiscard]] int status_of(ErrorKind kind) noexcept;

// {"error":{"kind":…,"message":…,"parameter":…}}, always valid UTF-8. Of a query also where, why and what helps.
[[nodiscard]] std::string failure_body(std::string_view kind, std::string_view message, std::string_view parameter = {},
                                       const QueryProblem* problem = nullptr);

// The answer to an exception. What is not an Error, and what broke inside, is logged with `what` (the request line)
// and told to the client without details: its text may name paths and statements.
[[nodiscard]] Answer failure_answer(const std::exception_ptr& failure, std::string_view what) noexcept;

}  // namespace tocd
