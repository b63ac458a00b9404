// Changes that are still to come: one answer that waits for them, and a stream of lines.
#pragma once

#include "base/bell.hpp"
#include "http/message.hpp"
#include "http/routes.hpp"
#include "model/query.hpp"
#include "model/records.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tocd {

// Asks the catalogue for what is new, when anything may be.
class ChangeWatch {
public:
    ChangeWatch(Api& api, Viewer viewer, ChangeQuery query, std::function<bool()> allowed)
        : may_go_on(std::move(allowed)), api_(api), viewer_(std::move(viewer)), query_(std::move(query)) {}
    std::function<bool()> may_go_on;  // false: what waits for more ends, and what was read last is not for him

    // The page after the last one, which the next call goes on from. Throws what Reader::get_changes throws.
    ChangePage read(Deadline deadline);
    // The same, or nothing when the catalogue did not change since.
    std::optional<ChangePage> read_if_new(Deadline deadline);
    [[nodiscard]] Deadline deadline() const;  // of one look, from now
    [[nodiscard]] Api& api() const noexcept { return api_; }
    [[nodiscard]] const ChangeQuery& query() const noexcept { return query_; }

private:
    Api& api_;
    const Viewer viewer_;
    ChangeQuery query_;
    int64_t version_ = -1;
};

// The body of GET /changes. `complete` as in Freshness.
[[nodiscard]] std::string changes_body(const ChangePage& page, bool complete);

// Waits for changes until a time is over, then is the body of GET /changes.
class ChangeWait final : public ChunkSource {
public:
    // `last`: the page that had nothing; it is the answer when there is nothing to the end.
    ChangeWait(ChangeWatch watch, ChangePage last, bool complete, std::chrono::seconds wait, StreamSeats::Seat seat);

    bool next(std::string& out) override;
    [[nodiscard]] std::chrono::milliseconds pause() const override;
    void set_wake(std::function<void()> wake) override;
    void close() override { closed_ = true; }

private:
    ChangeWatch watch_;
    ChangePage last_;
    const bool complete_;
    const int64_t until_ns_;  // monotonic
    int64_t said_ns_;
    const StreamSeats::Seat seat_;
    bool closed_ = false;
    Bell::Listening listening_;
};

// Lines: first where the stream begins, then a change each, after every batch the clock that it led to.
class ChangeLines final : public ChunkSource {
public:
    // `seat`: it follows, and ends only when the server stops; none: it ends with what is known now.
    ChangeLines(ChangeWatch watch, std::optional<StreamSeats::Seat> seat);

    bool next(std::string& out) override;
    [[nodiscard]] std::chrono::milliseconds pause() const override;
    void set_wake(std::function<void()> wake) override;
    void close() override { closed_ = true; }

private:
    ChangeWatch watch_;
    const std::optional<StreamSeats::Seat> seat_;
    std::string clock_;
    bool more_ = true;
    int64_t said_ns_ = 0;  // monotonic
    bool closed_ = false;
    Bell::Listening listening_;
};

}  // namespace tocd
