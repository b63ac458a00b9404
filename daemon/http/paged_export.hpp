// All that a query finds, as lines or the like: pages of the catalogue, one after the other, in bounded memory.
#pragma once

#include "http/message.hpp"
#include "http/routes.hpp"
#include "http/stream_seats.hpp"
#include "model/query.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tocd {

// Who is exported to: his viewer, his seat among the exports, whether he is gone, and whether he still may see it (may_go_on_now_and_then()).
struct ExportClient {
    Viewer viewer;
    StreamSeats::Seat seat;
    std::shared_ptr<const std::atomic<bool>> gone;
    std::function<bool()> may_go_on;
};

// Of this call. Throws Error(limit) when there is no seat.
[[nodiscard]] ExportClient export_client(const Call& call);

class PagedExport : public ChunkSource {
public:
    // Throws Error(limit) when a page was cut, Error(cancelled) when he may not go on.
    bool next(std::string& out) final;
    // Of the first page; 0 before it was read.
    [[nodiscard]] UnixNs as_of_ns() const noexcept { return as_of_ns_; }

protected:
    // At most `most` rows; 0: all.
    PagedExport(Api& api, ExportClient client, int64_t most);
    // Appends one more page to lines_, of at most left() rows, and tells it by took().
    virtual void read_page() = 0;
    void took(bool complete, UnixNs as_of_ns, size_t rows, bool is_last);
    [[nodiscard]] uint32_t at_most(int64_t rows) const noexcept { return static_cast<uint32_t>(rows < left_ ? rows : left_); }
    // A page may take longer than an interactive query: nobody waits at a screen.
    [[nodiscard]] Deadline deadline() const;

    Api& api_;
    const Viewer viewer_;
    std::string lines_;  // of pages that were read and not yet handed out

private:
    const StreamSeats::Seat seat_;
    const std::shared_ptr<const std::atomic<bool>> gone_;
    const std::function<bool()> may_go_on_;
    int64_t left_;
    bool read_all_ = false;
    UnixNs as_of_ns_ = 0;
    size_t handed_ = 0;  // bytes of lines_ that were
};

// The answer that begins with the first piece of `source`: so what is wrong with the query is an answer and no cut connection.
[[nodiscard]] Answer export_answer(std::unique_ptr<PagedExport> source, std::string_view media_type, const std::string& file_name);

}  // namespace tocd
