// A consistent copy of the whole catalogue as one file that any SQLite tool opens, made while the writer goes on.
// Thread: one at a time per snapshot.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace tocd {

class Snapshot {
public:
    // Copies the catalogue page by page in one read transaction, which ends with the copy: the writer goes on, and its log
    // grows by no more than is committed meanwhile. The copy is in rollback mode, so that it opens where nothing may be
    // written. It is made as `catalogue` + `suffix` (what a crash has left there is replaced), and has no name any more
    // when it is done: it lasts as long as this object. One at a time for each suffix.
    // Throws NoRoom (base/no_room); Error(cancelled) soon after `given_up` is set; otherwise what Database throws. All name
    // the path.
    Snapshot(const std::string& catalogue, std::string_view suffix, const std::atomic<bool>& given_up);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    [[nodiscard]] int64_t size_bytes() const noexcept { return size_bytes_; }
    // Appends the next bytes, at most `most`; none: that was the end. Throws Error(unavailable), and Error(corrupt) when
    // there are fewer than size_bytes().
    void read(std::string& out, size_t most);

private:
    int fd_ = -1;
    int64_t size_bytes_ = 0;
    int64_t left_ = 0;
};

}  // namespace tocd
