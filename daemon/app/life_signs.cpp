#include "app/life_signs.hpp"

#include "app/uv_loop.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/process_figures.hpp"
#include "base/time.hpp"

#include <pthread.h>
#include <unistd.h>

#include <optional>

namespace tocd {
namespace {

constexpr int64_t kLeastWorkNs = 1'000'000;              // between two checks; one that is stuck uses none
constexpr int64_t kLongestWorkNs = 3600 * kNsPerSecond;  // without an answer; then it goes round in circles
constexpr const char* kDisk = ": the disk does not answer";

int64_t now_ns() { return system_clock().monotonic_ns(); }

}  // namespace

struct LifeSigns::Shared {
    Mutex mutex;
    Condition asked_signal;
    bool asked TOCD_GUARDED_BY(mutex) = false;  // the reading thread has something to do
    bool closed TOCD_GUARDED_BY(mutex) = false;
    bool writer_open TOCD_GUARDED_BY(mutex) = false;  // asked, and not answered yet
    bool reader_open TOCD_GUARDED_BY(mutex) = false;
    bool told TOCD_GUARDED_BY(mutex) = true;  // on_alive was called for this check
    pid_t reader TOCD_GUARDED_BY(mutex) = 0;  // the reading thread
    bool disk TOCD_GUARDED_BY(mutex) = false;  // at the last check what is open waited for its disk
    int64_t begun_ns TOCD_GUARDED_BY(mutex) = 0;
    std::string read_failure TOCD_GUARDED_BY(mutex);
    std::optional<UvAsync> heard TOCD_GUARDED_BY(mutex);

    void answer(bool Shared::*open) {
        Lock lock(mutex);
        this->*open = false;
        if (!closed) heard->send();
    }
};

LifeSigns::LifeSigns(uv_loop_t* loop, std::chrono::milliseconds every, std::chrono::milliseconds late,
                     LifeChecks checks, std::function<void()> on_alive)
    : late_(late), checks_(std::move(checks)), on_alive_(std::move(on_alive)), shared_(std::make_shared<Shared>()) {
    {
        Lock lock(shared_->mutex);
        shared_->heard.emplace(loop, [this] { hear(); });
    }
    writer_heard_ns_ = reader_heard_ns_ = now_ns();
    thread_ = std::thread([this] { read_when_asked(); });
    timer_ = std::make_unique<UvTimer>(loop, static_cast<uint64_t>(every.count()), [this] { check(); });
    begin();
}

LifeSigns::~LifeSigns() {
    {
        Lock lock(shared_->mutex);
        shared_->closed = true;
        shared_->heard.reset();
        shared_->asked_signal.notify_all();
    }
    thread_.join();
}

void LifeSigns::begin() {
    {
        Lock lock(shared_->mutex);
        shared_->writer_open = shared_->reader_open = shared_->asked = true;
        shared_->told = shared_->disk = false;
        shared_->begun_ns = now_ns();
        shared_->asked_signal.notify_all();
    }
    writer_worked_ns_ = checks_.writer_worked_ns();
    checks_.ask_writer([shared = shared_] { shared->answer(&Shared::writer_open); });
}

// On the loop, after an answer.
void LifeSigns::hear() {
    {
        Lock lock(shared_->mutex);
        if (!shared_->writer_open) writer_heard_ns_ = now_ns();
        if (!shared_->reader_open) reader_heard_ns_ = now_ns();
        if (shared_->writer_open || shared_->reader_open || shared_->told) return;
        shared_->told = true;
    }
    if (warned_) log_info("tocd", "answers again");
    warned_ = false;
    on_alive_();
}

void LifeSigns::check() {
    bool writer_open = false, reader_open = false;
    pid_t reader = 0;
    {
        Lock lock(shared_->mutex);
        writer_open = shared_->writer_open;
        reader_open = shared_->reader_open;
        reader = shared_->reader;
        // A read that failed is tried again; one that hangs holds its thread.
        if (reader_open && !shared_->read_failure.empty()) {
            shared_->asked = true;
            shared_->asked_signal.notify_all();
        }
    }
    if (!writer_open && !reader_open) return begin();
    const int64_t now = now_ns();
    const int64_t worked_ns = checks_.writer_worked_ns();
    const bool works = worked_ns - writer_worked_ns_ >= kLeastWorkNs;
    writer_worked_ns_ = worked_ns;
    const bool writer_waits = writer_open && !works && checks_.writer_waits_for_disk();
    const bool reader_waits = reader_open && is_held_by_kernel(reader);
    const bool writer_lives = !writer_open || ((works || writer_waits) && now - writer_heard_ns_ < kLongestWorkNs);
    const bool reader_lives = !reader_open || (reader_waits && now - reader_heard_ns_ < kLongestWorkNs);
    {
        Lock lock(shared_->mutex);
        shared_->disk = writer_waits || reader_waits;
        if (writer_lives && !reader_open) {
            // The reader is asked anew at each check; the writer's question stays open until it comes to it.
            shared_->reader_open = shared_->asked = true;
            if (!writer_waits) shared_->begun_ns = now;
            shared_->asked_signal.notify_all();
        }
    }
    if (!writer_lives || !reader_lives || writer_waits || reader_waits) warn_if_late();
    if (writer_lives && reader_lives) on_alive_();
}

std::string LifeSigns::trouble() const {
    Lock lock(shared_->mutex);
    const int64_t open_ns = now_ns() - shared_->begun_ns;
    if ((!shared_->writer_open && !shared_->reader_open) || open_ns < std::chrono::nanoseconds(late_).count())
        return {};
    if (shared_->reader_open && !shared_->read_failure.empty())
        return "The catalogue cannot be read: " + shared_->read_failure;
    return std::string(shared_->reader_open ? "The catalogue" : "The catalogue's writer") + " has not answered for " +
           std::to_string(open_ns / kNsPerSecond) + " s" + (shared_->disk ? kDisk : "");
}

void LifeSigns::warn_if_late() {
    const std::string text = trouble();
    if (text.empty() || warned_) return;
    warned_ = true;
    if (text.ends_with(kDisk)) log_error("tocd", "waiting for the disk", {{"reason", text}});
    else log_error("tocd", "no sign of life for the watchdog", {{"reason", text}});
}

void LifeSigns::read_when_asked() {
    pthread_setname_np(pthread_self(), "tocd-lifesigns");
    {
        Lock lock(shared_->mutex);
        shared_->reader = gettid();
    }
    for (;;) {
        {
            Lock lock(shared_->mutex);
            while (!shared_->asked && !shared_->closed) shared_->asked_signal.wait(shared_->mutex);
            if (shared_->closed) return;
            shared_->asked = false;
            shared_->read_failure.clear();
        }
        try {
            checks_.read();
        } catch (const std::exception& error) {
            Lock lock(shared_->mutex);
            shared_->read_failure = error.what();
            continue;
        }
        shared_->answer(&Shared::reader_open);
        try {
            checks_.look();
        } catch (const std::exception&) {
            // What is to be known is for the status line, which then shows the last that was.
        }
    }
}

}  // namespace tocd
