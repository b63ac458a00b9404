#include "catalogue/changed_rows.hpp"

#include "model/file_id.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tocd {
namespace {

enum Kind { nothing, file, directory, dictionary };

// Files are told by their directory's id, as are the small tables beside them.
Kind kind_of(const char* table) noexcept {
    for (const char* name : {"file", "file_detail", "staged_gone"})
        if (std::strcmp(table, name) == 0) return file;
    for (const char* name : {"directory", "directory_stamp"})
        if (std::strcmp(table, name) == 0) return directory;
    for (const char* name : {"extension", "owner", "share", "scan"})
        if (std::strcmp(table, name) == 0) return dictionary;
    return nothing;
}

void add_once(std::vector<int64_t>& ids, int64_t id) {
    if (ids.empty() || ids.back() != id) ids.push_back(id);
}

void sort_once(std::vector<int64_t>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

void append(std::vector<int64_t>& to, std::vector<int64_t>& from) {
    to.insert(to.end(), from.begin(), from.end());
    from.clear();
}

}  // namespace

void ChangedRows::watch(Database& database) {
    sqlite3_update_hook(database.handle(), row_changed, this);
    sqlite3_rollback_hook(database.handle(), rolled_back, this);
}

// Called once per row that is written: the table's name is compared by its address as long as it is the same one.
void ChangedRows::row_changed(void* self, int, const char*, const char* table, long long row) noexcept {
    auto& changed = *static_cast<ChangedRows*>(self);
    if (table != changed.last_table_) {
        changed.last_table_ = table;
        changed.last_kind_ = kind_of(table);
    }
    switch (changed.last_kind_) {
        case file: return add_once(changed.open_.files, directory_of_file(row));
        case directory: return add_once(changed.open_.directories, row);
        case dictionary: changed.open_.dictionaries = true; return;
        default: return;
    }
}

void ChangedRows::rolled_back(void* self) noexcept { static_cast<ChangedRows*>(self)->open_ = {}; }

void ChangedRows::commit(Database& database, bool settled) {
    {
        Lock lock(mutex_);
        database.execute("COMMIT");
        last_table_ = nullptr;  // another table's name may come to stand at its address when the schema is read again
        append(waiting_.files, open_.files);
        append(waiting_.directories, open_.directories);
        waiting_.dictionaries |= std::exchange(open_.dictionaries, false);
        ++waiting_.commit;
        if (settled) settled_ = waiting_.commit;
        has_news_ = true;
        // A scan that meets nothing new stamps every directory: while nobody takes them, they stay few.
        if (waiting_.directories.size() > 1'000'000) sort_once(waiting_.directories);
    }
    news.ring();
}

ChangedRows::Taken ChangedRows::take(const std::function<void()>& begin_read) {
    Taken out;
    {
        Lock lock(mutex_);
        begin_read();
        out = waiting_;
        waiting_ = {.commit = out.commit};
        has_news_ = false;
    }
    sort_once(out.files);
    sort_once(out.directories);
    return out;
}

uint64_t ChangedRows::settled() const {
    Lock lock(mutex_);
    return settled_;
}

bool ChangedRows::has_news() const {
    Lock lock(mutex_);
    return has_news_;
}

}  // namespace tocd
