// Tells everybody who listens that there is something new, without saying what.
// Thread: any.
#pragma once

#include "base/mutex.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace tocd {

class Bell {
    struct State {
        Mutex mutex;
        std::map<uint64_t, std::function<void()>> listeners TOCD_GUARDED_BY(mutex);
        uint64_t next TOCD_GUARDED_BY(mutex) = 1;
    };

public:
    // At its end, which may come after the bell's, the listener does not run any more and is not running.
    class Listening {
    public:
        Listening() = default;
        Listening(Listening&& other) noexcept
            : state_(std::move(other.state_)), number_(std::exchange(other.number_, 0)) {}
        Listening& operator=(Listening&& other) noexcept {
            std::swap(state_, other.state_);
            std::swap(number_, other.number_);
            return *this;
        }
        ~Listening() {
            if (!state_) return;
            Lock lock(state_->mutex);
            state_->listeners.erase(number_);
        }

    private:
        friend class Bell;
        Listening(std::shared_ptr<State> state, uint64_t number) : state_(std::move(state)), number_(number) {}
        std::shared_ptr<State> state_;
        uint64_t number_ = 0;
    };

    // `listener` runs on the thread that rings: it only notes or wakes, and never touches this bell.
    [[nodiscard]] Listening listen(std::function<void()> listener) {
        Lock lock(state_->mutex);
        const uint64_t number = state_->next++;
        state_->listeners.emplace(number, std::move(listener));
        return {state_, number};
    }

    void ring() {
        Lock lock(state_->mutex);
        for (const auto& [number, listener] : state_->listeners) listener();
    }

private:
    const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace tocd
