// What the writer commits, told by directory to whoever keeps something made of it: SQLite's own report of every row that
// is written, so that no write can be forgotten.
// Sources: sqlite3_update_hook, sqlite3_rollback_hook. Not told: rows of WITHOUT ROWID tables, which nobody here keeps.
#pragma once

#include "base/bell.hpp"
#include "base/mutex.hpp"
#include "catalogue/database.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace tocd {

class ChangedRows {
public:
    struct Taken {
        uint64_t commit = 0;               // all up to this one is in it; counts up from 1
        std::vector<int64_t> files;        // directories with files of which rows changed; ascending, each once
        std::vector<int64_t> directories;  // of which their own rows changed; ascending, each once
        bool dictionaries = false;         // extensions, owners, shares, scans
    };

    // Tells of `database` from now on, which must end first. Thread: the writer's, as are the next two.
    void watch(Database& database);
    // Commits. `settled`: who asks after it has returned expects to find what it holds.
    void commit(Database& database, bool settled);

    // Calls begin_read() at a moment at which nothing is being committed, and gives what was committed before it and
    // not taken yet. Thread: any.
    [[nodiscard]] Taken take(const std::function<void()>& begin_read);

    [[nodiscard]] uint64_t settled() const;  // the last such commit; 0: none. Thread: any
    [[nodiscard]] bool has_news() const;     // something was committed and not taken. Thread: any
    Bell news;                               // rings with every commit that changed something

private:
    static void row_changed(void* self, int what, const char* database, const char* table, long long row) noexcept;
    static void rolled_back(void* self) noexcept;

    Taken open_;  // of the transaction that runs; in any order, with repeats. The writer's thread's
    const char* last_table_ = nullptr;
    int last_kind_ = 0;

    mutable Mutex mutex_;
    Taken waiting_ TOCD_GUARDED_BY(mutex_);
    uint64_t settled_ TOCD_GUARDED_BY(mutex_) = 0;
    bool has_news_ TOCD_GUARDED_BY(mutex_) = false;
};

}  // namespace tocd
