#include "app/catalogue_look.hpp"

#include "base/log.hpp"
#include "base/no_memory.hpp"
#include "base/priority.hpp"
#include "base/time.hpp"
#include "catalogue/damage.hpp"
#include "catalogue/database.hpp"
#include "catalogue/statement.hpp"

#include <pthread.h>
#include <exception>
#include <utility>

namespace tocd {
namespace {

constexpr auto kAskAgain = std::chrono::milliseconds(10);

void tell_failure(const std::exception& failure) noexcept {
    try {
        log_debug("catalogue", "cannot look at all of it now", {{"reason", std::string_view(reason_of(failure))}});
    } catch (...) {  // no memory even for the text
    }
}

}  // namespace

CatalogueLook::CatalogueLook(std::string catalogue_path, std::chrono::nanoseconds every)
    : path_(std::move(catalogue_path)), every_(every), thread_([this] { run(); }) {}

CatalogueLook::~CatalogueLook() {
    {
        Lock lock(mutex_);
        closed_ = true;
        changed_.notify_all();
        while (!ended_) {
            if (looking_ != nullptr) looking_->interrupt();  // again and again: between two statements it is lost
            changed_.wait_for(mutex_, kAskAgain);
        }
    }
    thread_.join();
}

void CatalogueLook::run() noexcept {
    pthread_setname_np(pthread_self(), "tocd-look");
    give_way(kPublishing);
    read_behind_others();
    for (bool closed = false; !closed;) {
        try {
            look();
        } catch (const std::exception& failure) {
            tell_failure(failure);
        }
        Lock lock(mutex_);
        const int64_t next_ns = system_clock().monotonic_ns() + every_.count();
        while (!closed_) {
            const int64_t left_ns = next_ns - system_clock().monotonic_ns();
            if (left_ns <= 0) break;
            changed_.wait_for(mutex_, std::chrono::nanoseconds(left_ns));
        }
        closed = closed_;
    }
    Lock lock(mutex_);
    ended_ = true;
    changed_.notify_all();
}

void CatalogueLook::look() {
    Database database(path_, Database::Access::read);
    {
        Lock lock(mutex_);
        if (closed_) return;
        looking_ = &database;
    }
    std::string found;
    std::exception_ptr failure;
    try {
        Statement check(database, "PRAGMA integrity_check(1)");
        if (check.step()) found = check.text(0);
    } catch (...) {
        failure = std::current_exception();
    }
    {
        Lock lock(mutex_);
        looking_ = nullptr;
    }
    if (failure) std::rethrow_exception(failure);
    if (!found.empty() && found != "ok") tell_damage(found);
}

}  // namespace tocd
