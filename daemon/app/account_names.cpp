#include "app/account_names.hpp"

#include "base/accounts.hpp"
#include "base/mutex.hpp"

#include <pthread.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <thread>

namespace tocd {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPatience{5000};  // far below the 2 min of the watchdog and the 90 s of a start
constexpr milliseconds kKeep{600'000};

struct Account {
    bool is_group;
    uint32_t id;
    auto operator<=>(const Account&) const = default;
};

class LookUps {
public:
    LookUps(AccountNames slow, milliseconds patience, milliseconds keep)
        : slow_(std::move(slow)), patience_(patience), keep_(keep), left_(patience) {}

    std::optional<std::string> name(Account account) {
        Lock lock(mutex_);
        Known& known = known_[account];
        if (queue_unless_fresh(account, known) || known.answered) return known.name;
        const Clock::time_point begun = Clock::now();
        left_ = std::min<Clock::duration>(patience_, left_ + (begun - waited_at_) / 10);
        while (!known.answered && Clock::now() < begun + left_) changed_.wait_until(mutex_, begun + left_);
        waited_at_ = Clock::now();
        left_ = std::max<Clock::duration>(Clock::duration::zero(), left_ - (waited_at_ - begun));
        return known.name;
    }

    void prepare(Account account) {
        Lock lock(mutex_);
        queue_unless_fresh(account, known_[account]);
    }

    void work() {
        pthread_setname_np(pthread_self(), "tocd-accounts");
        for (;;) {
            Account account{};
            {
                Lock lock(mutex_);
                while (queue_.empty() && !closed_) changed_.wait(mutex_);
                if (closed_) return;
                account = queue_.front();
                queue_.pop_front();
            }
            const auto& look_up = account.is_group ? slow_.group : slow_.user;
            std::optional<std::string> name = look_up(account.id);
            Lock lock(mutex_);
            Known& known = known_[account];
            if (name || !known.answered) known.name = std::move(name);
            known.answered = true;
            known.queued = false;
            known.at = Clock::now();
            changed_.notify_all();
        }
    }

    void close() {
        Lock lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }

private:
    struct Known {
        std::optional<std::string> name;
        bool answered = false;
        bool queued = false;
        Clock::time_point at;
    };
    // True when it is fresh.
    bool queue_unless_fresh(Account account, Known& known) TOCD_REQUIRES(mutex_) {
        if (known.answered && Clock::now() - known.at < keep_) return true;
        if (!known.queued) {
            known.queued = true;
            queue_.push_back(account);
            changed_.notify_all();
        }
        return false;
    }

    const AccountNames slow_;
    const Clock::duration patience_;
    const Clock::duration keep_;
    Mutex mutex_;
    Condition changed_;
    bool closed_ TOCD_GUARDED_BY(mutex_) = false;
    std::map<Account, Known> known_ TOCD_GUARDED_BY(mutex_);
    std::deque<Account> queue_ TOCD_GUARDED_BY(mutex_);
    Clock::duration left_ TOCD_GUARDED_BY(mutex_);
    Clock::time_point waited_at_ TOCD_GUARDED_BY(mutex_) = Clock::now();
};

}  // namespace

AccountNames patient_names(AccountNames slow, milliseconds patience, milliseconds keep) {
    auto look_ups = std::make_shared<LookUps>(std::move(slow), patience, keep);
    // Not joined: nobody waits for a directory server at the end.
    std::thread([look_ups] { look_ups->work(); }).detach();
    const std::shared_ptr<void> open(nullptr, [look_ups](void*) { look_ups->close(); });
    const auto names = [look_ups, open](bool is_group) {
        return [look_ups, open, is_group](uint32_t id) { return look_ups->name({is_group, id}); };
    };
    return {names(false), names(true), [look_ups, open](uint32_t uid, uint32_t gid) {
                look_ups->prepare({false, uid});
                look_ups->prepare({true, gid});
            }};
}

AccountNames system_account_names() {
    return patient_names({user_name, group_name, {}}, kPatience, kKeep);
}

}  // namespace tocd
