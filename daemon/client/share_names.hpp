// From what a person writes to names of shares. Thread: one.
#pragma once

#include "client/session.hpp"

#include <string>
#include <vector>

namespace tocd {

// As Session::get(); when that finds nothing because one of these shares does not exist, throws what
// check_share_name() does.
[[nodiscard]] Json get_of_shares(const Session& session, const Target& target, const std::vector<std::string>& names);

// `shares` below: the answer of GET /api/v1/shares.

// Throws Error(not_found) that names the nearest share, or all of them, unless there is one of this name.
void check_share_name(const Json& shares, const std::string& name);

// "there is a", "there are a, b, c": names or roots of shares, eight at most, and how many more; of none what to do about it.
[[nodiscard]] std::string those_there(const std::vector<std::string>& all);

// The share of this name, or the one that holds this path (for a word with a '/' in it, or "." or ".."), and that path;
// for a path above shares all configured ones below it.
struct ChosenShare {
    std::string name;
    std::string path;  // absolute; empty when the word was a name, or the root of the share
};
// Throws Error(not_found) as above.
[[nodiscard]] std::vector<ChosenShare> choose_shares(const Json& shares, const std::string& word);

}  // namespace tocd
