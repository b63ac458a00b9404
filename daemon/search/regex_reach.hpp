// How far what a regular expression finds in a path can reach.
// Thread: any (pure).
#pragma once

#include <string_view>

namespace tocd {

enum class RegexReach {
    path,  // anywhere: it may go over a '/', or look at what is around it
    part,  // what it finds lies between two '/', and what is around that does not matter
    name,  // the same, and it ends where the path ends
};

// `pattern`: one that Regex takes. Says `path` of all that it is not sure of.
[[nodiscard]] RegexReach regex_reach(std::string_view pattern);

}  // namespace tocd
