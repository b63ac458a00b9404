// How far the changes of each share go: looked up at most once a second, however many clients listen.
// Thread: any.
#pragma once

#include "base/mutex.hpp"
#include "catalogue/reader.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tocd {

class ChangeFeed {
public:
    // `readers` outlives it.
    explicit ChangeFeed(ReaderPool& readers) : readers_(readers) {}

    struct Look {
        std::string clock_prefix;                // a change's clock: this and its number
        std::map<std::string, int64_t> numbers;  // by share: of its newest change, where there was one since the daemon started
    };
    // What holds now, or did less than a second ago: then `fresh_in` is the rest of it. A catalogue that does not answer
    // has no news.
    [[nodiscard]] std::shared_ptr<const Look> look(std::chrono::milliseconds& fresh_in) TOCD_EXCLUDES(mutex_);

private:
    void read() TOCD_REQUIRES(mutex_);

    ReaderPool& readers_;
    Mutex mutex_;
    std::shared_ptr<const Look> last_ TOCD_GUARDED_BY(mutex_) = std::make_shared<Look>();
    std::optional<int64_t> newest_ TOCD_GUARDED_BY(mutex_);  // of any share, at the last look
    int64_t version_ TOCD_GUARDED_BY(mutex_) = -1;
    std::optional<int64_t> looked_ns_ TOCD_GUARDED_BY(mutex_);  // monotonic
};

}  // namespace tocd
