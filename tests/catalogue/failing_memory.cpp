#include "catalogue/failing_memory.hpp"

#include <cstdlib>
#include <new>

namespace {

struct Limits {
    bool on = false;
    uint64_t made = 0, failing = 0, failed = 0;
    bool for_ever = false;
};
thread_local Limits limits;

bool fails() noexcept {
    if (!limits.on) return false;
    ++limits.made;
    if (limits.failing == 0 || limits.made < limits.failing || (limits.made > limits.failing && !limits.for_ever)) return false;
    ++limits.failed;
    return true;
}

}  // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return fails() ? nullptr : std::malloc(size == 0 ? 1 : size); }
void* operator new(std::size_t size) {
    void* const memory = operator new(size, std::nothrow);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace tocd {

FailingMemory::FailingMemory(uint64_t allocation, bool for_ever) {
    limits = {};
    limits.failing = allocation;
    limits.for_ever = for_ever;
    limits.on = true;
}
FailingMemory::~FailingMemory() { limits.on = false; }
uint64_t FailingMemory::allocations() const { return limits.made; }
uint64_t FailingMemory::failed() const { return limits.failed; }

}  // namespace tocd
