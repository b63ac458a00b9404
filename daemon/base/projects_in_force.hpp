// The rules of projects that hold now: exchanged when the configuration is read again, while queries run.
// Thread: any.
#pragma once

#include "base/bell.hpp"
#include "base/mutex.hpp"
#include "base/project_rules.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace tocd {

class ProjectsInForce {
public:
    explicit ProjectsInForce(std::shared_ptr<const ProjectRules> rules = std::make_shared<const ProjectRules>()) : rules_(std::move(rules)) {}

    [[nodiscard]] std::shared_ptr<const ProjectRules> get() const {
        Lock lock(mutex_);
        return rules_;
    }
    void set(std::shared_ptr<const ProjectRules> rules) {
        {
            Lock lock(mutex_);
            rules_.swap(rules);
        }
        ++changes_;
        news.ring();
    }
    [[nodiscard]] uint64_t changes() const noexcept { return changes_; }  // counts up with every set()
    Bell news;                                                           // rings with every set()

private:
    mutable Mutex mutex_;
    std::shared_ptr<const ProjectRules> rules_ TOCD_GUARDED_BY(mutex_);
    std::atomic<uint64_t> changes_{0};
};

}  // namespace tocd
