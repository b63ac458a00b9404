#include "app/service_report.hpp"

#include "app/service_notice.hpp"
#include "app/status_line.hpp"
#include "app/uv_loop.hpp"

#include <algorithm>
#include <chrono>

namespace tocd {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kEvery{5000};   // how old the status line may be
constexpr milliseconds kLate{60'000};  // where no watchdog says what late is
constexpr int64_t kLookNs = 2 * kNsPerSecond;

Deadline within(int64_t ns) { return Deadline{system_clock().monotonic_ns() + ns}; }

}  // namespace

struct ServiceReport::Known {
    Mutex mutex;
    std::vector<ShareRecord> shares TOCD_GUARDED_BY(mutex);
};

ServiceReport::ServiceReport(uv_loop_t* loop, QueuedStore& store, ReaderPool& readers, const ScanService& scans,
                             const PublishService& publish,
                             std::string config_path)
    : scans_(scans), publish_(publish), config_path_(std::move(config_path)), known_(std::make_shared<Known>()) {
    if (!has_service_manager()) return;
    // Twice in the time that the manager waits, as sd_watchdog_enabled(3) advises.
    const auto watchdog = watchdog_time();
    const milliseconds half = watchdog ? std::chrono::duration_cast<milliseconds>(*watchdog / 2) : kLate;
    const milliseconds every = std::clamp(half, milliseconds(1), kEvery);
    known_->shares = readers.lend()->get_share_figures(Viewer{}, Deadline{});
    const auto look = [&readers, known = known_] {
        std::vector<ShareRecord> shares = readers.lend()->get_share_figures(Viewer{}, within(kLookNs));
        Lock lock(known->mutex);
        known->shares = std::move(shares);
    };
    LifeChecks checks{
        [&store](std::function<void()> answered) { store.ask_for_answer(std::move(answered)); },
        [&store] { return store.worked_ns(); },
        [&store] { return store.waits_for_disk(); },
        [&readers] { readers.lend()->ping(); },
        look,
    };
    life_ = std::make_unique<LifeSigns>(loop, every, half, std::move(checks), [] { notice_alive(); });
    timer_ = std::make_unique<UvTimer>(loop, static_cast<uint64_t>(every.count()), [this] { tell_status(); });
}

ServiceReport::~ServiceReport() = default;

std::string ServiceReport::line() const {
    StatusFacts facts;
    facts.config_path = config_path_;
    facts.progress = scans_.progress();
    facts.trouble = life_->trouble();
    if (facts.trouble.empty()) facts.trouble = reload_failure_;
    if (facts.trouble.empty()) facts.trouble = damage_;
    if (facts.trouble.empty()) facts.trouble = publish_.trouble();
    facts.confined = confined_text(confinement());
    Lock lock(known_->mutex);
    facts.shares = known_->shares;
    return status_line(facts);
}

void ServiceReport::tell_ready() {
    if (!life_) return;
    told_ = line();
    notice_ready(told_);
}

void ServiceReport::tell_reloading() { notice_reloading(); }

void ServiceReport::tell_stopping() {
    timer_.reset();
    notice_stopping();
}

void ServiceReport::set_reload_failure(std::string failure) {
    if (!failure.empty()) failure = "The configuration was not reloaded: " + failure;
    reload_failure_ = std::move(failure);
}

void ServiceReport::tell_status() {
    std::string now = line();
    if (now == told_) return;
    told_ = std::move(now);
    notice_status(told_);
}

}  // namespace tocd
