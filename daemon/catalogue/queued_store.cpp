#include "catalogue/queued_store.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/no_memory.hpp"
#include "base/priority.hpp"
#include "base/process_figures.hpp"

#include <ctime>
#include <future>
#include <pthread.h>
#include <unistd.h>

namespace tocd {
namespace {

// Entries that may wait: about 8 MB. What waits when the scanner ends is stored by one core alone, so not more. A task of
// its own weight above that waits until the queue is empty.
constexpr size_t kMaxWeight = 50'000;
constexpr auto kIdleCommit = std::chrono::milliseconds(100);

}  // namespace

QueuedStore::QueuedStore(std::function<std::unique_ptr<ScanWriter>()> make) {
    std::promise<void> opened;
    thread_ = std::thread([this, make = std::move(make), &opened] {
        work(make, [&opened](std::exception_ptr error) {
            if (error) opened.set_exception(error);
            else opened.set_value();
        });
    });
    try {
        opened.get_future().get();
    } catch (...) {
        thread_.join();
        throw;
    }
}

QueuedStore::~QueuedStore() {
    {
        Lock lock(mutex_);
        closed_ = true;
        filled_.notify_all();
        room_.notify_all();
    }
    thread_.join();
}

void QueuedStore::work(const std::function<std::unique_ptr<ScanWriter>()>& make, std::function<void(std::exception_ptr)> opened) {
    pthread_setname_np(pthread_self(), "tocd-writer");
    give_way(kBehindQueries);
    thread_number_ = gettid();
    std::unique_ptr<ScanWriter> writer;
    try {
        writer = make();
    } catch (...) {
        opened(std::current_exception());
        return;
    }
    writer_ = writer.get();
    opened(nullptr);
    bool purging = false;  // there is something to forget when there is nothing else to do
    for (;;) {
        Task task;
        bool idle = false;
        {
            Lock lock(mutex_);
            while (tasks_.empty() && !closed_ && !idle) {
                if (purging) idle = true;
                else if (!writer->has_waiting()) filled_.wait(mutex_);
                else idle = filled_.wait_for(mutex_, kIdleCommit) == std::cv_status::timeout;
            }
            if (!tasks_.empty()) {
                task = std::move(tasks_.front());
                tasks_.pop_front();
            } else if (closed_) {
                writer_ = nullptr;
                return;  // the writer's destructor commits
            }
        }
        try {
            if (task.run) task.run(*writer);
            else if (purging) purging = writer->purge_some();
            else writer->commit_waiting();
            if (task.run) purging = writer->has_purges();
        } catch (const std::exception& error) {
            purging = false;
            log_error("catalogue", "cannot store", {{"reason", std::string_view(reason_of(error))}});
        }
        if (task.run) {
            Lock lock(mutex_);
            weight_ -= task.weight;
            room_.notify_all();
        }
    }
}

void QueuedStore::post(size_t weight, std::function<void(ScanWriter&)> run) {
    Lock lock(mutex_);
    while (weight > 0 && weight_ > 0 && weight_ + weight > kMaxWeight && !closed_) room_.wait(mutex_);
    if (closed_) throw Error(ErrorKind::cancelled, "tocd is stopping");
    weight_ += weight;
    tasks_.push_back({std::move(run), weight});
    filled_.notify_one();
}

template <class Result>
Result QueuedStore::ask(std::function<Result(ScanWriter&)> question) {
    auto task = std::make_shared<std::packaged_task<Result(ScanWriter&)>>(std::move(question));
    std::future<Result> answer = task->get_future();
    post(1, [task](ScanWriter& writer) { (*task)(writer); });
    return answer.get();
}

// What fails on the writer's thread is told to the scan with its next call, and makes it end as interrupted.
void QueuedStore::post_for(int64_t scan_id, size_t weight, std::function<void(ScanWriter&)> run) {
    {
        Lock lock(mutex_);
        if (const auto found = failed_.find(scan_id); found != failed_.end()) std::rethrow_exception(found->second);
    }
    post(weight, [this, scan_id, run = std::move(run)](ScanWriter& writer) {
        try {
            run(writer);
        } catch (...) {
            Lock lock(mutex_);
            failed_.try_emplace(scan_id, std::current_exception());
        }
    });
}

namespace {

// Calls `next` once, at the latest when it goes out of sight: a scan that waits for an answer gets one.
class OneAnswer {
public:
    explicit OneAnswer(ListingStore::Next next) : next_(std::move(next)) {}
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;
    ~OneAnswer() {
        if (!called_) next_({});
    }
    void operator()(std::vector<DirectoryToList> directories) {
        called_ = true;
        next_(std::move(directories));
    }

private:
    ListingStore::Next next_;
    bool called_ = false;
};

}  // namespace

void QueuedStore::give_up() noexcept {
    Lock lock(mutex_);  // the writer stays while it is asked
    if (ScanWriter* const writer = writer_) writer->give_up();
}

void QueuedStore::configure_shares(std::vector<ConfiguredShare> shares, SharesConfigured done) {
    post(0, [shares = std::move(shares), done = std::move(done)](ScanWriter& writer) {
        std::vector<KeptAccess> kept;
        try {
            kept = writer.configure_shares(shares);
        } catch (const std::exception& error) {
            return done(error.what(), {});
        }
        done("", std::move(kept));
    });
}

std::vector<KeptAccess> QueuedStore::configure_shares(const std::vector<ConfiguredShare>& shares) {
    return ask<std::vector<KeptAccess>>([&shares](ScanWriter& writer) { return writer.configure_shares(shares); });
}

void QueuedStore::ask_for_answer(std::function<void()> answered) {
    post(0, [answered = std::move(answered)](ScanWriter&) { answered(); });
}

int64_t QueuedStore::worked_ns() {
    clockid_t clock{};
    timespec used{};
    if (pthread_getcpuclockid(thread_.native_handle(), &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
    return int64_t{used.tv_sec} * kNsPerSecond + used.tv_nsec;
}

bool QueuedStore::waits_for_disk() const { return is_held_by_kernel(thread_number_); }

ScanBegun QueuedStore::begin(const ScanStart& start) {
    return ask<ScanBegun>([&start](ScanWriter& writer) { return writer.begin(start); });
}

void QueuedStore::expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) {
    post_for(scan_id, 1, [=, items = std::move(items)](ScanWriter& writer) mutable {
        writer.expect(scan_id, job_id, std::move(items));
    });
}

void QueuedStore::take(int64_t scan_id, std::vector<Listing> listings, Next next) {
    size_t weight = listings.size();
    for (const Listing& listing : listings) weight += listing.entries.size();
    post_for(scan_id, weight, [scan_id, listings = std::move(listings), next = std::move(next)](ScanWriter& writer) mutable {
        OneAnswer answer(std::move(next));
        writer.take(scan_id, std::move(listings), [&answer](std::vector<DirectoryToList> more) { answer(std::move(more)); });
    });
}

void QueuedStore::plan(int64_t scan_id, size_t count, Next next) {
    post_for(scan_id, 1, [scan_id, count, next = std::move(next)](ScanWriter& writer) {
        OneAnswer answer(next);
        writer.plan(scan_id, count, [&answer](std::vector<DirectoryToList> more) { answer(std::move(more)); });
    });
}

void QueuedStore::take_unchanged(int64_t scan_id, Unchanged unchanged) {
    const size_t weight = unchanged.nodes.size();
    post_for(scan_id, weight, [scan_id, unchanged = std::move(unchanged)](ScanWriter& writer) mutable {
        writer.take_unchanged(scan_id, std::move(unchanged));
    });
}

ScanRecord QueuedStore::confirm(int64_t scan_id) {
    return ask<ScanRecord>([scan_id](ScanWriter& writer) { return writer.confirm(scan_id); });
}

void QueuedStore::job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) {
    post_for(scan_id, 1, [=, left_over = std::move(left_over), next = std::move(next)](ScanWriter& writer) mutable {
        OneAnswer answer(std::move(next));
        writer.job_done(scan_id, job_id, std::move(left_over), [&answer](std::vector<DirectoryToList> more) { answer(std::move(more)); });
    });
}

ScanRecord QueuedStore::refuse(const ScanStart& start, const std::string& failure) {
    return ask<ScanRecord>([&](ScanWriter& writer) { return writer.refuse(start, failure); });
}

ScanRecord QueuedStore::finish(int64_t scan_id, ScanEnding ending, const std::string& failure) {
    return ask<ScanRecord>([&](ScanWriter& writer) {
        std::exception_ptr failed;
        {
            Lock lock(mutex_);
            if (const auto found = failed_.extract(scan_id)) failed = found.mapped();
        }
        if (!failed) return writer.finish(scan_id, ending, failure);
        try {
            std::rethrow_exception(failed);
        } catch (const std::exception& error) {
            return writer.finish(scan_id, ScanEnding::interrupted, reason_of(error));
        }
    });
}

}  // namespace tocd
