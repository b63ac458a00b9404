#include "app/start_progress.hpp"

#include "app/service_notice.hpp"
#include "base/process_figures.hpp"

#include <sys/resource.h>
#include <cstdint>
#include <string>

namespace tocd {
namespace {

// Below that is what looking costs, and a busy wait of SQLite for a lock that somebody holds.
constexpr int64_t kLeastWorkUs = 5000;

struct Work {
    int64_t processor_us;
    int64_t blocks;
};

Work work_so_far() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto us = [](const timeval& time) { return int64_t{time.tv_sec} * 1'000'000 + time.tv_usec; };
    return {us(usage.ru_utime) + us(usage.ru_stime), usage.ru_inblock + usage.ru_oublock};
}

}  // namespace

StartProgress::StartProgress(std::chrono::milliseconds every) : every_(every) {
    if (has_service_manager()) thread_ = std::thread([this] { work(); });
}

StartProgress::~StartProgress() {
    if (!thread_.joinable()) return;
    {
        Lock lock(mutex_);
        ended_ = true;
        ended_signal_.notify_all();
    }
    thread_.join();
}

void StartProgress::work() {
    const auto started = std::chrono::steady_clock::now();
    Work before = work_so_far();
    for (auto next = started + every_;; next += every_) {
        {
            Lock lock(mutex_);
            while (!ended_ && std::chrono::steady_clock::now() < next) ended_signal_.wait_until(mutex_, next);
            if (ended_) return;
        }
        const Work now = work_so_far();
        const bool worked = now.processor_us - before.processor_us >= kLeastWorkUs || now.blocks != before.blocks ||
                            holds_any_thread();  // one sync of a slow disk may take minutes
        before = now;
        if (!worked) continue;
        const auto taken = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started);
        notice_still_starting(3 * every_, "Opening the catalogue for " + std::to_string(taken.count()) + " s");
    }
}

}  // namespace tocd
