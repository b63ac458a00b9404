#include "index/index_workers.hpp"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>

namespace tocd {

struct IndexWorkers::Job {
    const std::function<void(size_t)>* work = nullptr;
    size_t parts = 0;
    std::atomic<size_t> next{0};
    Mutex mutex;
    Condition changed;
    size_t done TOCD_GUARDED_BY(mutex) = 0;
    std::exception_ptr failure TOCD_GUARDED_BY(mutex);
};

IndexWorkers::IndexWorkers(size_t helpers) {
    try {
        for (size_t i = 0; i < helpers; ++i) threads_.emplace_back([this] { help(); });
    } catch (const std::system_error&) {  // the system gives no more threads: fewer do, and none does
    }
}

IndexWorkers::~IndexWorkers() {
    {
        Lock lock(mutex_);
        closed_ = true;
        news_.notify_all();
    }
    for (std::thread& thread : threads_) thread.join();
}

void IndexWorkers::work_on(Job& job) {
    for (size_t part = job.next.fetch_add(1); part < job.parts; part = job.next.fetch_add(1)) {
        std::exception_ptr failure;
        try {
            (*job.work)(part);
        } catch (...) {
            failure = std::current_exception();
        }
        Lock lock(job.mutex);
        if (failure) job.failure = failure;
        if (++job.done == job.parts) job.changed.notify_all();
    }
}

void IndexWorkers::help() {
    pthread_setname_np(pthread_self(), "tocd-search");
    for (;;) {
        std::shared_ptr<Job> job;
        {
            Lock lock(mutex_);
            while (jobs_.empty() && !closed_) news_.wait(mutex_);
            if (closed_) return;
            job = jobs_.front();
            if (job->next.load() >= job->parts) {
                jobs_.pop_front();
                continue;
            }
        }
        work_on(*job);
    }
}

void IndexWorkers::run(size_t parts, const std::function<void(size_t)>& work) {
    if (parts == 0) return;
    const auto job = std::make_shared<Job>();
    job->work = &work;
    job->parts = parts;
    if (parts > 1 && !threads_.empty()) {
        Lock lock(mutex_);
        jobs_.push_back(job);
        news_.notify_all();
    }
    work_on(*job);
    {
        Lock lock(mutex_);
        std::erase(jobs_, job);
    }
    Lock lock(job->mutex);
    while (job->done < job->parts) job->changed.wait(job->mutex);
    if (job->failure) std::rethrow_exception(job->failure);
}

}  // namespace tocd
