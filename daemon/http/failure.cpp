#include "http/failure.hpp"

#include "base/log.hpp"
#include "base/no_memory.hpp"
#include "base/no_room.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

namespace tocd {
namespace {

constexpr std::string_view kInside = "the server failed to answer this; its log says why";

Answer make(int status, std::string_view kind, std::string_view message, std::string_view parameter,
            HeaderList headers, const QueryProblem* problem = nullptr) {
    Answer answer;
    answer.status = status;
    answer.content_type = "application/json";
    answer.body = failure_body(kind, message, parameter, problem);
    answer.headers = std::move(headers);
    answer.headers.emplace_back("Cache-Control", "no-store");
    if (status == 503) answer.headers.emplace_back("Retry-After", "5");
    return answer;
}

Answer make_inside(std::string_view kind, std::string_view what, std::string_view text) {
    log_error("http", "cannot answer", {{"request", what}, {"error", text}});
    return make(500, kind, kInside, {}, {});
}

Answer explain(const std::exception_ptr& failure, std::string_view what) {
    try {
        std::rethrow_exception(failure);
    } catch (const BadQuery& e) {
        return make(400, kind_name(e.kind()), e.what(), e.parameter(), {}, &e.problem());
    } catch (const BadParameter& e) {
        return make(status_of(e.kind()), kind_name(e.kind()), e.what(), e.parameter(), {});
    } catch (const BadRequest& e) {
        return make(e.status(), kind_name(e.kind()), e.what(), {}, e.headers());
    } catch (const NoRoom& e) {
        log_error("http", "no room", {{"request", what}, {"error", std::string_view(e.what())}});
        return make(507, kind_name(e.kind()), e.what(), {}, {});
    } catch (const Error& e) {
        const int status = status_of(e.kind());
        if (status == 500) return make_inside(kind_name(e.kind()), what, e.what());
        return make(status, kind_name(e.kind()), e.what(), {}, {});
    } catch (const std::bad_alloc&) {
        log_error("http", "no memory", {{"request", what}, {"error", std::string_view(kNoMemory)}});
        return make(503, kind_name(ErrorKind::unavailable), std::string(kNoMemory) + " for this answer now; ask for less, or try again", {}, {});
    } catch (const std::exception& e) {
        return make_inside("internal", what, e.what());
    } catch (...) {
        return make_inside("internal", what, "an exception without text");
    }
}

}  // namespace

int status_of(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::invalid_argument: return 400;
        case ErrorKind::not_found: return 404;
        case ErrorKind::unavailable: return 503;
        case ErrorKind::conflict: return 409;
        case ErrorKind::limit: return 504;
        case ErrorKind::cancelled: return 503;
        case ErrorKind::corrupt:
        case ErrorKind::internal: return 500;
    }
    return 500;
}

std::string failure_body(std::string_view kind, std::string_view message, std::string_view parameter,
                         const QueryProblem* problem) {
    nlohmann::ordered_json error = {{"kind", kind}, {"message", display_text(message)}};
    if (!parameter.empty()) error["parameter"] = display_text(parameter);
    if (problem != nullptr) {
        error["position"] = problem->at_points;
        error["length"] = problem->length_points;
        error["reason"] = display_text(problem->reason);
        error["remedy"] = display_text(problem->remedy);
    }
    return nlohmann::ordered_json{{"error", std::move(error)}}.dump() + "\n";
}

Answer failure_answer(const std::exception_ptr& failure, std::string_view what) noexcept {
    try {
        return explain(failure, what);
    } catch (...) {  // no memory even for the text
        Answer answer;
        answer.status = 503;
        return answer;
    }
}

}  // namespace tocd
