// Server-sent events (WHATWG HTML, section 9.2) of one client: how scans go on, what they found, and how they ended.
#pragma once

#include "http/change_feed.hpp"
#include "http/message.hpp"
#include "http/scan_feed.hpp"
#include "http/stream_seats.hpp"
#include "model/query.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace tocd {

class EventStream final : public ChunkSource {
public:
    // `feed`, `changes`, `scans` and `readers` outlive the last next(). Scans that ended before, and what they found, are not told.
    // It ends when `may_go_on` says no.
    EventStream(ScanFeed& feed, ChangeFeed& changes, ScanControl& scans, ReaderPool& readers, Viewer viewer, std::function<bool()> may_go_on, StreamSeats::Seat seat);

    bool next(std::string& out) override;
    [[nodiscard]] std::chrono::milliseconds pause() const override { return pause_; }
    void set_wake(std::function<void()> wake) override;
    void close() override { closed_ = true; }

private:
    enum class Sees : uint8_t { nothing, part, whole };
    [[nodiscard]] std::map<std::string, Sees> seen_shares() const;  // without those of which he sees nothing
    [[nodiscard]] std::string seen_clock(const std::string& share);

    ScanFeed& feed_;
    ChangeFeed& changes_;
    ScanControl& scans_;
    ReaderPool& readers_;
    const Viewer viewer_;
    const std::function<bool()> may_go_on_;
    const StreamSeats::Seat seat_;
    std::map<std::string, uint64_t> told_;          // version, by share
    std::map<std::string, int64_t> told_changes_;  // number of the newest change, by share
    std::map<std::string, std::string> seen_up_to_;  // clock, by share of which he sees a part
    uint64_t last_ended_ = 0;
    int64_t said_ns_ = 0;  // monotonic: when anything was said
    std::chrono::milliseconds pause_{0};
    bool closed_ = false;
    Bell::Listening listening_;
};

}  // namespace tocd
