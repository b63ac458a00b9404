// What may be missing from an answer: shares that were never scanned to their end, directories that could not be read.
// Thread: one.
#pragma once

#include "client/session.hpp"

#include <string>
#include <vector>

namespace tocd {

// Says so on standard error, a line a share. `shares` are names (none: all); with `under`, an absolute path, only what
// lies below it counts, which may be whole shares. Says nothing, and asks nothing, when the session is quiet.
void note_gaps(const Session& session, const std::vector<std::string>& shares, const std::string& under);

// The same of one DIR object.
void note_directory_gaps(const Session& session, const Json& directory);

}  // namespace tocd
