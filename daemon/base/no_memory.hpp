// What is said where memory ran out: std::bad_alloc itself has no text that tells anybody anything. Thread: any.
#pragma once

#include <exception>
#include <new>

namespace tocd {

inline constexpr const char* kNoMemory = "there is not enough memory (MemoryMax=, ulimit -v)";

// The text of a failure. Allocates nothing.
[[nodiscard]] inline const char* reason_of(const std::exception& failure) noexcept {
    return dynamic_cast<const std::bad_alloc*>(&failure) != nullptr ? kNoMemory : failure.what();
}

}  // namespace tocd
