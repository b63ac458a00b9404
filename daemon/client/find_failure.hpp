// What is wrong with the words and filters of a search, said as the person wrote them. Thread: one.
#pragma once

#include "client/commands.hpp"

#include <functional>

namespace tocd {

// Runs `body`. Where the daemon refuses the query, throws QueryError; where it knows no such share or directory, Error that
// says which there are. Gives what `body` gives, and says how a word with a blank was taken when that is kNothing.
int with_find_failures(const Session& session, const FindRequest& request, const std::function<int()>& body);

// The values of a filter, split at commas.
[[nodiscard]] std::vector<std::string> filter_values(const FindRequest& request, const std::string& parameter);
// The directory of --under; "" without it.
[[nodiscard]] std::string filter_under(const FindRequest& request);

}  // namespace tocd
