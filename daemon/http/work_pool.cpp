#include "http/work_pool.hpp"

#include "base/log.hpp"
#include "base/priority.hpp"
#include "base/time.hpp"

#include <pthread.h>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <new>
#include <system_error>

namespace tocd {
namespace {

constexpr auto kForMemory = std::chrono::milliseconds(10);

}  // namespace

WorkPool::WorkPool(size_t threads, size_t max_waiting, PoolMetrics& metrics)
    : max_making_(std::max<size_t>(1, threads / 2)), single_(threads <= 1), light_from_(threads - (threads > 2 ? (threads + 2) / 4 : 0)),
      metrics_(metrics),
      // One is left for others, whatever all of one client's take.
      requests_(max_waiting, threads > 2 ? threads - 1 : std::max<size_t>(1, threads)) {
    // Signals belong to the loop's thread; new threads inherit the mask.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        for (size_t i = 0; i < std::max<size_t>(1, threads); ++i) threads_.emplace_back([this, i] { run(i); });
    } catch (const std::system_error& error) {
        if (threads_.empty()) throw;
        log_warning("http", "fewer threads than http.threads: the system gives no more (TasksMax=, ulimit -u, -v)",
                    {{"threads", threads_.size()}, {"error", std::string_view(error.what())}});
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

WorkPool::~WorkPool() { close(); }

bool WorkPool::try_add_request(const std::string& client, Work work) {
    Lock lock(mutex_);
    if (closed_ || !requests_.push(client, std::move(work))) return false;
    count_waiting();
    wake_one(system_clock().monotonic_ns());
    return true;
}

void WorkPool::add_piece(Work work) {
    Lock lock(mutex_);
    if (closed_) return;
    pieces_.push_back(std::move(work));
    count_waiting();
    wake_one(system_clock().monotonic_ns());
}

void WorkPool::close() {
    {
        Lock lock(mutex_);
        closed_ = true;
        requests_.clear();
        pieces_.clear();
        count_waiting();
        light_.notify_all();
        filled_.notify_all();
    }
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void WorkPool::count_waiting() {
    metrics_.requests_waiting.set(static_cast<int64_t>(requests_.size()));
    metrics_.pieces_waiting.set(static_cast<int64_t>(pieces_.size()));
}

bool WorkPool::may_make(int64_t now_ns) const {
    if (pieces_.empty() || making_ >= max_making_) return false;
    return !(single_ && made_last_ && requests_.has_next(now_ns));
}

void WorkPool::wake_one(int64_t now_ns) {
    if (idle_light_ > 0 && requests_.has_next(now_ns, Whose::light)) light_.notify_one();
    else if (may_make(now_ns) || requests_.has_next(now_ns)) filled_.notify_one();
}

bool WorkPool::take(Job& job, Whose whose) {
    Lock lock(mutex_);
    for (;;) {
        if (closed_) return false;
        try {
            if (take_now(job, whose)) return true;
        } catch (const std::bad_alloc&) {
            filled_.wait_for(mutex_, kForMemory);
            continue;
        }
        const bool light = whose == Whose::light;
        idle_light_ += light;
        (light ? light_ : filled_).wait(mutex_);
        idle_light_ -= light;
    }
}

bool WorkPool::take_now(Job& job, Whose whose) {
    const int64_t now_ns = system_clock().monotonic_ns();
    job.piece = whose == Whose::all && may_make(now_ns);
    if (job.piece) {
        job.work = std::move(pieces_.front());
        pieces_.pop_front();
        ++making_;
    } else if (requests_.has_next(now_ns, whose)) {
        auto next = requests_.pop(now_ns, whose);
        job.client = std::move(next.client);
        job.work = std::move(next.item);
    } else {
        return false;
    }
    made_last_ = job.piece;
    count_waiting();
    wake_one(now_ns);
    return true;
}

void WorkPool::ended(const Job& job, int64_t begun_ns) {
    const int64_t now_ns = system_clock().monotonic_ns();
    Lock lock(mutex_);
    try {
        if (job.piece) --making_;
        else requests_.spent(job.client, now_ns - begun_ns, now_ns);
    } catch (const std::bad_alloc&) {  // then it is not counted
    }
    // This thread may take another one than what had to wait for this job.
    wake_one(now_ns);
}

void WorkPool::run(size_t worker) {
    const bool light = worker >= light_from_;
    if (!light) give_way(kBehindLightQueries);
    for (;;) {
        Job job;
        if (!take(job, light ? Whose::light : Whose::all)) return;
        metrics_.threads_busy.add(1);
        const int64_t begun_ns = system_clock().monotonic_ns();
        job.work(worker);
        job.work = nullptr;
        metrics_.threads_busy.add(-1);
        ended(job, begun_ns);
    }
}

}  // namespace tocd
