// A disk under SQLite: remembers what was written and synced when, and fails on demand. It stands before the system's own
// VFS for every connection that is opened while it lives (https://sqlite.org/vfs.html).
// Thread: one.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <vector>

namespace tocd {

class TestDisk {
public:
    TestDisk();
    ~TestDisk();
    TestDisk(const TestDisk&) = delete;
    TestDisk& operator=(const TestDisk&) = delete;

    struct Event {
        enum class Kind : uint8_t { write, truncate, sync, remove } kind;
        std::string path;
        int64_t offset_bytes = 0;  // truncate: the new size
        std::string bytes{};       // write
        bool is_synced = false;    // remove: with its directory
    };
    std::vector<Event> events;  // while `records`
    bool records = false;

    // Calls that reach the disk are counted; the one with this number fails, and all after it where `for_ever`. 0: none.
    uint64_t calls = 0;
    uint64_t failing_call = 0;
    bool for_ever = false;
    uint64_t failed = 0;

    // For the VFS: whether this call fails, and what it did.
    [[nodiscard]] bool fails() noexcept;
    void note(Event event);

private:
    sqlite3_vfs vfs_{};
};

}  // namespace tocd
