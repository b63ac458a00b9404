// Looks at all of the catalogue now and then while it is in use: SQLite by itself notices damage only where it happens to
// read, and a page that another one was written over may give wrong rows until then. On a thread that gives way to all others
// (2 s for 16 million files that are in the page cache); what it finds is told as what SQLite met (catalogue/damage).
// Thread: any.
#pragma once

#include "base/mutex.hpp"

#include <chrono>
#include <string>
#include <thread>

namespace tocd {

class Database;

class CatalogueLook {
public:
    // The first look begins at once, each other one `every` after the last has ended. One that fails is no finding.
    explicit CatalogueLook(std::string catalogue_path, std::chrono::nanoseconds every = std::chrono::hours(24));
    ~CatalogueLook();  // gives up a look that runs
    CatalogueLook(const CatalogueLook&) = delete;
    CatalogueLook& operator=(const CatalogueLook&) = delete;

private:
    void run() noexcept TOCD_EXCLUDES(mutex_);
    void look() TOCD_EXCLUDES(mutex_);

    const std::string path_;
    const std::chrono::nanoseconds every_;
    Mutex mutex_;
    Condition changed_;
    Database* looking_ TOCD_GUARDED_BY(mutex_) = nullptr;
    bool closed_ TOCD_GUARDED_BY(mutex_) = false, ended_ TOCD_GUARDED_BY(mutex_) = false;
    std::thread thread_;  // last: it uses the others
};

}  // namespace tocd
