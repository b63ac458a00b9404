#include "app/spare_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace tocd {
namespace {

constexpr size_t kSpareBytes = 4 << 20;    // of address space: it is never touched
constexpr size_t kSmallBytes = 256 << 10;  // rows of a page of an answer; what is larger can do without
constexpr int kTries = 100;
constexpr useconds_t kWaitUs = 1000;

std::atomic<void*> spare{nullptr};

[[maybe_unused]] void use_spare() noexcept {
    if (void* const laid_aside = spare.exchange(nullptr)) munmap(laid_aside, kSpareBytes);
}

[[maybe_unused]] void* try_again(size_t size_bytes) {  // not under a sanitizer
    if (size_bytes > kSmallBytes) throw std::bad_alloc();
    use_spare();
    for (int i = 0; i < kTries; ++i) {
        if (i > 0) usleep(kWaitUs);
        if (void* const memory = std::malloc(size_bytes)) return memory;
    }
    throw std::bad_alloc();
}

}  // namespace

void keep_spare_memory() noexcept {
    if (spare.load() != nullptr) return;
    void* fresh = mmap(nullptr, kSpareBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED) return;
    void* none = nullptr;
    if (!spare.compare_exchange_strong(none, fresh)) munmap(fresh, kSpareBytes);
}

}  // namespace tocd

// All forms but those of aligned memory, each by itself. A sanitizer has its own, and tells them from malloc.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void* operator new(std::size_t size_bytes) {
    if (size_bytes == 0) size_bytes = 1;
    if (void* const memory = std::malloc(size_bytes)) return memory;
    return tocd::try_again(size_bytes);
}
void* operator new[](std::size_t size_bytes) { return operator new(size_bytes); }
void* operator new(std::size_t size_bytes, const std::nothrow_t&) noexcept {
    try {
        return operator new(size_bytes);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void* operator new[](std::size_t size_bytes, const std::nothrow_t& none) noexcept { return operator new(size_bytes, none); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
#endif
