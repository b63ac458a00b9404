// For LD_PRELOAD: while it is switched on, by SIGUSR2, one of every TOCD_FAILING_MALLOC allocations finds no memory, by chance.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>

extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
}

namespace {

std::atomic<uint64_t> one_of{0}, state{88172645463325252};
std::atomic<bool> on{false};

__attribute__((constructor)) void read_environment() {
    if (const char* const text = std::getenv("TOCD_FAILING_MALLOC")) one_of = std::strtoull(text, nullptr, 10);
    std::signal(SIGUSR2, [](int) { on = !on; });
}

bool fails() noexcept {
    if (!on || one_of == 0) return false;
    uint64_t x = state;  // xorshift; a step that another thread makes as well does no harm
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    state = x;
    if ((x >> 20) % one_of != 0) return false;
    errno = ENOMEM;
    return true;
}

}  // namespace

extern "C" {
void* malloc(size_t size) noexcept { return fails() ? nullptr : __libc_malloc(size); }
void* calloc(size_t count, size_t size) noexcept { return fails() ? nullptr : __libc_calloc(count, size); }
void* realloc(void* memory, size_t size) noexcept { return fails() ? nullptr : __libc_realloc(memory, size); }
}
