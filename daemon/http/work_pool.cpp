#include "http/work_pool.hpp"

#include "base/log.hpp"
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
    : max_making_(std::max<size_t>(1, threads / 2)), single_(threads <= 1), metrics_(metrics),
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
    filled_.notify_one();
    return true;
}

void WorkPool::add_piece(Work work) {
    Lock lock(mutex_);
    if (closed_) return;
    pieces_.push_back(std::move(work));
    count_waiting();
    filled_.notify_one();
}

void WorkPool::close() {
    {
        Lock lock(mutex_);
        closed_ = true;
        requests_.clear();
        pieces_.clear();
        count_waiting();
        filled_.notify_all();
    }
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void WorkPool::count_waiting() {
    metrics_.requests_waiting.set(static_cast<int64_t>(requests_.size()));
    metrics_.pieces_waiting.set(static_cast<int64_t>(pieces_.size()));
}

void WorkPool::run(size_t worker) {
    for (;;) {
        Work work;
        std::string client;
        bool piece = false;
        {
            Lock lock(mutex_);
            for (;;) {
                if (closed_) return;
                const bool has_request = requests_.has_next();
                const bool yields = single_ && made_last_ && has_request;
                piece = !pieces_.empty() && making_ < max_making_ && !yields;
                if (piece || has_request) break;
                filled_.wait(mutex_);
            }
            if (piece) {
                work = std::move(pieces_.front());
                pieces_.pop_front();
            } else {
                try {
                    auto next = requests_.pop(system_clock().monotonic_ns());
                    client = std::move(next.client);
                    work = std::move(next.item);
                } catch (const std::bad_alloc&) {
                    filled_.wait_for(mutex_, kForMemory);
                    continue;
                }
            }
            count_waiting();
            made_last_ = piece;
            if (piece) ++making_;
        }
        metrics_.threads_busy.add(1);
        const int64_t begun_ns = system_clock().monotonic_ns();
        work(worker);
        work = nullptr;
        metrics_.threads_busy.add(-1);
        const int64_t now_ns = system_clock().monotonic_ns();
        if (!piece) {
            Lock lock(mutex_);
            try {
                requests_.spent(client, now_ns - begun_ns, now_ns);
            } catch (const std::bad_alloc&) {  // then it is not counted
            }
            // This thread may make a piece next, and the client's next request had to wait for this one: another begins it.
            if (!pieces_.empty() && requests_.has_next()) filled_.notify_one();
            continue;
        }
        // A thread that found only pieces beyond the cap went to sleep: one more may be made now.
        Lock lock(mutex_);
        --making_;
        if (!pieces_.empty()) filled_.notify_one();
    }
}

}  // namespace tocd
