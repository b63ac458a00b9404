// What the service manager hears of a daemon that serves: a status line that is kept current, and signs of life.
// Thread: the loop's.
#pragma once

#include "app/life_signs.hpp"
#include "app/publish_service.hpp"
#include "app/scan_service.hpp"
#include "catalogue/queued_store.hpp"
#include "catalogue/reader.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocd {

class ServiceReport {
public:
    // Nothing runs, and nothing is told, where there is no service manager. Referents outlive it.
    ServiceReport(uv_loop_t* loop, QueuedStore& store, ReaderPool& readers, const ScanService& scans, const PublishService& publish,
                  std::string config_path);
    ~ServiceReport();
    ServiceReport(const ServiceReport&) = delete;
    ServiceReport& operator=(const ServiceReport&) = delete;

    void tell_ready();
    void tell_reloading();  // until the next tell_ready()
    void tell_stopping();   // the last that is told
    // Why the last reload failed; "" when it did not. Stands in the status line until the next one.
    void set_reload_failure(std::string failure);
    // What became of a damaged catalogue; stands there as long as this.
    void set_damage(std::string damage) { damage_ = std::move(damage); }

private:
    struct Known;  // what the reading thread found
    [[nodiscard]] std::string line() const;
    void tell_status();

    const ScanService& scans_;
    const PublishService& publish_;
    const std::string config_path_;
    std::string reload_failure_;
    std::string damage_;
    std::string told_;  // the status line that the manager has
    std::shared_ptr<Known> known_;
    std::unique_ptr<LifeSigns> life_;
    std::unique_ptr<UvTimer> timer_;
};

}  // namespace tocd
