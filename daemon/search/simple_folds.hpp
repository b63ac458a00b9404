// Unicode's table of simple case foldings, which the build makes from Debian's unicode-data.
#pragma once

#include <span>

namespace tocd {

struct SimpleFold {
    char32_t from;
    char32_t to;
};

// In ascending order of `from`. What is not in it folds to itself.
extern const std::span<const SimpleFold> kSimpleFolds;

}  // namespace tocd
