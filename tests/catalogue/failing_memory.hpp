// Memory that runs out on demand: the operator new of this test program fails at an allocation, once or from it on.
// Thread: that of the FailingMemory alone; others get all they ask for.
#pragma once

#include <cstdint>

namespace tocd {

class FailingMemory {
public:
    // `allocation`: the one that fails, counted from 1; 0: none, they are counted only.
    FailingMemory(uint64_t allocation, bool for_ever);
    ~FailingMemory();
    FailingMemory(const FailingMemory&) = delete;
    FailingMemory& operator=(const FailingMemory&) = delete;

    [[nodiscard]] uint64_t allocations() const;
    [[nodiscard]] uint64_t failed() const;
};

}  // namespace tocd
