// std::mutex with clang's thread-safety annotations, so that "guarded by" is checked by the compiler.
// Source: https://clang.llvm.org/docs/ThreadSafetyAnalysis.html; the macros are empty for g++.
#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define TOCD_ANNOTATE(x) __attribute__((x))
#else
#define TOCD_ANNOTATE(x)
#endif
#define TOCD_GUARDED_BY(m) TOCD_ANNOTATE(guarded_by(m))
#define TOCD_REQUIRES(m) TOCD_ANNOTATE(requires_capability(m))
#define TOCD_EXCLUDES(m) TOCD_ANNOTATE(locks_excluded(m))

namespace tocd {

class TOCD_ANNOTATE(capability("mutex")) Mutex {
public:
    void lock() TOCD_ANNOTATE(acquire_capability()) { mutex_.lock(); }
    void unlock() TOCD_ANNOTATE(release_capability()) { mutex_.unlock(); }

private:
    std::mutex mutex_;
};

class TOCD_ANNOTATE(scoped_lockable) Lock {
public:
    explicit Lock(Mutex& mutex) TOCD_ANNOTATE(acquire_capability(mutex)) : mutex_(mutex) { mutex_.lock(); }
    ~Lock() TOCD_ANNOTATE(release_capability()) { mutex_.unlock(); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    Mutex& mutex_;
};

// Waits with a Mutex held; spurious wake-ups happen, so callers loop on their condition.
using Condition = std::condition_variable_any;

}  // namespace tocd
