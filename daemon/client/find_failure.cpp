#include "client/find_failure.hpp"

#include "client/query_words.hpp"
#include "client/share_names.hpp"
#include "client/unknown_path.hpp"

namespace tocd {

int with_find_failures(const Session& session, const FindRequest& request, const std::function<int()>& body) {
    try {
        const int code = body();
        if (code == kNothing && !request.one_text.empty())
            session.note("\"" + request.one_text + "\" was looked for as one text, with its blanks; a whole query in one word "
                         "stands behind --query");
        return code;
    } catch (const ApiError& error) {
        if (error.parameter() == "q" && error.place())
            throw QueryError(error.what(), request.query, error.place()->position, error.place()->length);
        if (error.kind() != ErrorKind::not_found) throw;
        const Json shares = session.get(Target("/api/v1/shares"));
        for (const std::string& name : filter_values(request, "share")) check_share_name(shares, name);
        const std::string under = filter_under(request);
        if (under.empty()) throw;
        throw Error(error.kind(), explain_unknown_path(session, under));
    }
}

std::vector<std::string> filter_values(const FindRequest& request, const std::string& parameter) {
    std::vector<std::string> out;
    for (const auto& [name, value] : request.filters) {
        if (name != parameter) continue;
        for (std::string_view rest = value;;) {
            const size_t comma = rest.find(',');
            out.emplace_back(rest.substr(0, comma));
            if (comma == rest.npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return out;
}

std::string filter_under(const FindRequest& request) {
    for (const auto& [name, value] : request.filters)
        if (name == "under") return value;
    return {};
}

}  // namespace tocd
