#include "app/publish_service.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/priority.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "catalogue/reader.hpp"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>

namespace tocd {
namespace {

constexpr int64_t kLongestWaitNs = 60 * kNsPerSecond;  // the clock may be set meanwhile
constexpr int64_t kUnknownWaitNs = 1 * kNsPerSecond;   // until the first scan has ended
constexpr int64_t kReadNs = 10 * kNsPerSecond;

int64_t every_ns(const PublishConfig& config) { return std::chrono::nanoseconds(config.every).count(); }

PublicationState first_state(const PublishConfig& config, UnixNs now_ns) {
    PublicationState state;
    state.name = config.name;
    state.path = publication_path(config);
    state.next_ns = now_ns;
    struct stat info {};
    if (::stat(state.path.c_str(), &info) != 0) return state;
    state.last_ns = std::min<UnixNs>(info.st_mtim.tv_sec * kNsPerSecond + info.st_mtim.tv_nsec, now_ns);
    state.next_ns = state.last_ns + every_ns(config);
    return state;
}

}  // namespace

PublishService::PublishService(ReaderPool& readers) : readers_(readers), thread_([this] { run(); }) {}

PublishService::~PublishService() {
    close();
    thread_.join();
}

void PublishService::close() {
    Lock lock(mutex_);
    closed_ = true;
    given_up_ = true;
    changed_.notify_all();
}

void PublishService::set_publications(const std::vector<PublishConfig>& publications, const AccessInForce& access) {
    // What stands at the paths is looked at by the thread: a dead mount must not hold up the loop.
    Lock lock(mutex_);
    std::vector<Entry> entries;
    for (const PublishConfig& config : publications) {
        const Publication fresh = publication_of(config, access);
        const auto old = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.publication == fresh; });
        entries.push_back(old != entries_.end() ? *old : Entry{fresh, {}});
    }
    const auto runs = [](const Entry& entry) { return entry.state.running; };
    if (std::any_of(entries_.begin(), entries_.end(), runs) && std::none_of(entries.begin(), entries.end(), runs)) given_up_ = true;
    entries_ = std::move(entries);
    changed_.notify_all();
}

std::vector<PublicationState> PublishService::states() const {
    Lock lock(mutex_);
    std::vector<PublicationState> out;
    for (const Entry& entry : entries_) {
        out.push_back(entry.state);
        out.back().name = entry.publication.config.name;
    }
    return out;
}

std::string PublishService::trouble() const {
    Lock lock(mutex_);
    for (const Entry& entry : entries_)
        if (!entry.state.failure.empty())
            return "Publication " + entry.publication.config.name + " failed " + format_iso(entry.state.failed_ns / kNsPerSecond * kNsPerSecond) + ": " +
                   entry.state.failure;
    return {};
}

bool PublishService::take_due(Publication& due, UnixNs now_ns, int64_t& wait_ns) {
    Entry* next = nullptr;
    for (Entry& entry : entries_)
        if (!entry.state.path.empty() && (next == nullptr || entry.state.next_ns < next->state.next_ns)) next = &entry;
    wait_ns = next == nullptr ? kLongestWaitNs : std::clamp<int64_t>(next->state.next_ns - now_ns, 0, kLongestWaitNs);
    if (next == nullptr || wait_ns > 0) return false;
    next->state.running = true;
    given_up_ = false;
    due = next->publication;
    return true;
}

// Before the first scan has ended there is nothing to publish, and an older file that says more.
bool PublishService::knows_anything() {
    try {
        for (const ShareRecord& share : readers_.lend()->get_share_figures(Viewer{}, {system_clock().monotonic_ns() + kReadNs}))
            if (share.last_complete_ns != 0) return true;
    } catch (const std::exception&) {
    }
    return false;
}

void PublishService::run() {
    pthread_setname_np(pthread_self(), "tocd-publish");
    give_way(kPublishing);
    read_behind_others();
    bool known = false;
    while (!closed_) {
        std::vector<Publication> fresh;
        bool any = false;
        {
            Lock lock(mutex_);
            any = !entries_.empty();
            for (const Entry& entry : entries_)
                if (entry.state.path.empty()) fresh.push_back(entry.publication);
        }
        for (const Publication& publication : fresh) {
            const PublicationState state = first_state(publication.config, system_clock().now_ns());  // may wait for a mount
            Lock lock(mutex_);
            for (Entry& entry : entries_)
                if (entry.publication == publication) entry.state = state;
        }
        Publication due;
        int64_t wait_ns = 0;
        bool is_due = false;
        if (any && !known) known = knows_anything();
        {
            Lock lock(mutex_);
            if (!closed_) {
                is_due = known && take_due(due, system_clock().now_ns(), wait_ns);
                if (!known) wait_ns = any ? kUnknownWaitNs : kLongestWaitNs;
                // New ones may have come since: nobody rings for them again.
                const bool news = std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) { return entry.state.path.empty(); });
                if (!is_due && !news) changed_.wait_for(mutex_, std::chrono::nanoseconds(wait_ns));
            }
        }
        if (is_due) publish(due);
    }
}

void PublishService::publish(const Publication& publication) {
    const PublishConfig& config = publication.config;
    const UnixNs begun_ns = system_clock().now_ns();
    std::string failure;
    int64_t size_bytes = 0;
    try {
        size_bytes = write_publication(readers_, publication, given_up_);
        log_info("publish", "written", {{"name", config.name}, {"path", publication_path(config)}, {"size_bytes", size_bytes}});
    } catch (const std::exception& error) {
        if (given_up_) return;  // no fault of its
        failure = error.what();
        log_error("publish", "not written: the older file stays", {{"name", config.name}, {"path", publication_path(config)}, {"error", failure}});
    }
    Lock lock(mutex_);
    for (Entry& entry : entries_) {
        if (!(entry.publication == publication)) continue;
        PublicationState& state = entry.state;
        state.running = false;
        state.next_ns = begun_ns + every_ns(config);
        state.failure = failure;
        if (failure.empty()) {
            ++state.written;
            state.last_ns = begun_ns;
            state.size_bytes = size_bytes;
        } else {
            ++state.failed;
            state.failed_ns = system_clock().now_ns();
        }
    }
}

}  // namespace tocd
