#include "catalogue/index_feed.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/no_memory.hpp"
#include "base/priority.hpp"
#include "base/time.hpp"
#include "catalogue/index_rows.hpp"
#include "catalogue/migrate.hpp"
#include "catalogue/read_call.hpp"
#include "catalogue/statement.hpp"
#include "index/age_memory.hpp"
#include "index/index_update.hpp"
#include "index/dataset_facts.hpp"
#include "index/kept_sums.hpp"
#include "index/sight_memory.hpp"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace tocd {
namespace {

constexpr size_t kLoadParts = 16;                                // per thread: directories differ much in size
constexpr int64_t kDirectories = 64 * static_cast<int64_t>(DirectoryTable::kPage);  // so many read at a time
constexpr auto kRest = std::chrono::milliseconds(250);           // between epochs, unless somebody waits
constexpr auto kAfterFailure = std::chrono::seconds(10);

// Runs of ids that follow each other closely are read by one statement.
template <class Read>
void for_runs(const std::vector<int64_t>& ids, Read&& read) {
    for (size_t begin = 0; begin < ids.size();) {
        size_t end = begin + 1;
        while (end < ids.size() && ids[end] - ids[end - 1] <= 4) ++end;
        read(ids[begin], ids[end - 1]);
        begin = end;
    }
}

int64_t files_of(const ChunkList& chunks) {
    int64_t files = 0;
    for (const auto& chunk : chunks) files += static_cast<int64_t>(chunk->rows());
    return files;
}

// The name of a share's root is the share's path, which another table has.
void add_roots(Database& database, std::vector<int64_t>& directories) {
    Statement roots(database, "SELECT id FROM directory WHERE parent_id IS NULL");
    while (roots.step()) directories.push_back(roots.integer(0));
    std::sort(directories.begin(), directories.end());
    directories.erase(std::unique(directories.begin(), directories.end()), directories.end());
}

// BEGIN alone sees nothing yet: the first read decides on what moment it is.
void begin_read(std::optional<Transaction>& read, Database& database) {
    read.emplace(database, Transaction::Kind::read);
    static_cast<void>(database.read_integer("SELECT count(*) FROM share"));
}

}  // namespace

IndexFeed::IndexFeed(std::string database_path, ChangedRows& changes, size_t threads, ProjectsInForce* projects)
    : path_(std::move(database_path)), changes_(changes), projects_(projects), workers_(std::max<size_t>(threads, 1) - 1) {
    const auto wake = [this] {
        Lock lock(mutex_);
        rung_ = true;
        changed_.notify_all();
    };
    listening_ = changes_.news.listen(wake);
    if (projects_ != nullptr) listening_to_rules_ = projects_->news.listen(wake);
    thread_ = std::thread([this] { work(); });
}

IndexFeed::~IndexFeed() {
    {
        Lock lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }
    thread_.join();
}

std::shared_ptr<const IndexEpoch> IndexFeed::pin(int64_t wait_ns) {
    const uint64_t settled = changes_.settled();
    const auto is_new_enough = [&](const IndexEpoch& epoch) {
        return epoch.commit >= settled && (projects_ == nullptr || epoch.projects->rules() == projects_->get());
    };
    const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(wait_ns);
    Lock lock(mutex_);
    while (!closed_ && epoch_ && !is_new_enough(*epoch_)) {
        ++asking_;
        changed_.notify_all();
        const auto waited = changed_.wait_until(mutex_, until);
        --asking_;
        if (waited == std::cv_status::timeout) break;
    }
    return epoch_ && is_new_enough(*epoch_) ? epoch_ : nullptr;
}

IndexFeed::Status IndexFeed::status() const {
    Lock lock(mutex_);
    return status_;
}

void IndexFeed::publish(std::shared_ptr<const IndexEpoch> epoch) {
    auto bytes = static_cast<int64_t>(epoch->directories.bytes() + epoch->projects->bytes() + epoch->sums->bytes());
    for (const auto& chunk : epoch->chunks) bytes += static_cast<int64_t>(chunk->bytes());
    Lock lock(mutex_);
    status_.state = State::ready;
    status_.epoch = epoch->number;
    status_.files = files_of(epoch->chunks);
    status_.memory_bytes = bytes;
    status_.failure.clear();
    epoch_.swap(epoch);  // the old one may be freed when the lock is not held any more
    changed_.notify_all();
}

void IndexFeed::work() {
    pthread_setname_np(pthread_self(), "tocd-index");
    give_way(kBehindQueries);
    while (!closed_) {
        try {
            Database database(path_, Database::Access::read);
            check_schema_version(database);
            const DeadlineGuard guard(database, Deadline{}, closed_);  // the end does not wait for millions of rows
            load(database);
            while (!closed_) follow(database);
        } catch (const std::exception& error) {
            if (closed_) return;
            log_error("index", "cannot follow the catalogue: searches go by SQL until it can", {{"reason", std::string_view(reason_of(error))}});
            Lock lock(mutex_);
            epoch_.reset();
            status_.state = State::failed;
            status_.failure = reason_of(error);
            changed_.notify_all();
            const auto until = std::chrono::steady_clock::now() + kAfterFailure;
            while (!closed_ && changed_.wait_until(mutex_, until) != std::cv_status::timeout) {}
        }
    }
}

void IndexFeed::load(Database& database) {
    const int64_t began = system_clock().monotonic_ns();
    auto epoch = std::make_shared<IndexEpoch>();
    {
        Lock lock(mutex_);
        status_.state = State::loading;
    }
    {
        std::optional<Transaction> read;
        epoch->commit = changes_.take([&] { begin_read(read, database); }).commit;
        epoch->number = 1;
        epoch->dictionaries = read_dictionaries(database);
        const int64_t last = database.read_integer("SELECT ifnull(max(id), 0) FROM directory");
        for (int64_t first = 1; first <= last; first += kDirectories) {  // not all at once: they are larger so
            std::vector<IndexedDirectory> directories;
            read_directories(database, first, std::min(first + kDirectories - 1, last), directories);
            epoch->directories.change(directories);
        }
        if (const auto rules = project_rules()) find_projects(*epoch, rules);
        load_chunks(*epoch, database, last);
    }
    if (closed_) return;
    epoch->sums = KeptSums::of(*epoch, workers_);
    epoch->ages = std::make_shared<AgeMemory>();
    epoch->sights = std::make_shared<SightMemory>();
    epoch->datasets = std::make_shared<DatasetMemory>();
    std::shared_ptr<const IndexEpoch> ready = std::move(epoch);
    // Several connections have read, each as of its own moment: what was committed since the first one is read again.
    if (changes_.has_news()) ready = next_epoch(database, *ready);
    const int64_t load_ns = system_clock().monotonic_ns() - began;
    log_info("index", "ready", {{"files", files_of(ready->chunks)}, {"milliseconds", load_ns / 1'000'000}});
    publish(std::move(ready));
}

void IndexFeed::load_chunks(IndexEpoch& epoch, Database& database, int64_t last) {
    const size_t parts = last < 1000 ? 1 : workers_.threads() * kLoadParts;
    std::vector<ChunkList> lists(parts);
    workers_.run(parts, [&](size_t part) {
        if (closed_) return;
        const auto edge = [&](size_t n) { return 1 + last * static_cast<int64_t>(n) / static_cast<int64_t>(parts); };
        FileChunks chunks;
        if (parts == 1) {
            read_files(database, 1, last, chunks);
        } else {
            Database own(path_, Database::Access::read);
            const DeadlineGuard guard(own, Deadline{}, closed_);
            read_files(own, edge(part), edge(part + 1) - 1, chunks);
        }
        lists[part] = chunks.take();
    });
    for (ChunkList& list : lists) std::move(list.begin(), list.end(), std::back_inserter(epoch.chunks));
}

void IndexFeed::follow(Database& database) {
    std::shared_ptr<const IndexEpoch> old;
    {
        Lock lock(mutex_);
        old = epoch_;
        while (!closed_ && !rung_) changed_.wait(mutex_);
        const auto until = std::chrono::steady_clock::now() + kRest;
        while (!closed_ && asking_ == 0 && changed_.wait_until(mutex_, until) != std::cv_status::timeout) {}
        if (closed_) return;
        rung_ = false;
    }
    publish(next_epoch(database, *old));
}

void IndexFeed::find_projects(IndexEpoch& epoch, const std::shared_ptr<const ProjectRules>& rules) {
    epoch.projects = std::make_shared<const DirectoryProjects>(rules, epoch.directories, workers_);
    if (!rules->empty()) log_info("index", "directories have their projects", {{"projects", epoch.projects->names().size() - 1}});
}

void IndexFeed::update_projects(IndexEpoch& epoch, const IndexEpoch& old, const std::vector<IndexedDirectory>& changed) {
    const auto rules = project_rules();
    if (rules && rules != old.projects->rules())
        find_projects(epoch, rules);
    else if (epoch.directories.path_version() != old.directories.path_version())
        epoch.projects = std::make_shared<const DirectoryProjects>(*old.projects, old.directories, epoch.directories, changed);
}

std::shared_ptr<const IndexEpoch> IndexFeed::next_epoch(Database& database, const IndexEpoch& old) {
    std::optional<Transaction> read;
    ChangedRows::Taken changed = changes_.take([&] { begin_read(read, database); });
    auto epoch = std::make_shared<IndexEpoch>(old);
    epoch->commit = changed.commit;
    ++epoch->number;
    if (changed.dictionaries) {
        epoch->dictionaries = read_dictionaries(database);
        add_roots(database, changed.directories);
    }
    std::vector<IndexedDirectory> directories;
    for_runs(changed.directories, [&](int64_t first, int64_t last) { read_directories(database, first, last, directories); });
    epoch->directories.change(directories);
    update_projects(*epoch, old, directories);
    if (!changed.files.empty())
        epoch->chunks = update_chunks(old.chunks, changed.files, [&](int64_t id, FileChunks& to) { read_files(database, id, id, to); });
    std::vector<int64_t> ids;
    for (const IndexedDirectory& directory : directories) ids.push_back(directory.id);
    epoch->sums = KeptSums::next(old, *epoch, ids);
    epoch->ages = std::make_shared<AgeMemory>();
    ids.insert(ids.end(), changed.files.begin(), changed.files.end());
    epoch->datasets = changed.dictionaries ? std::make_shared<DatasetMemory>() : old.datasets->next(ids);
    return epoch;
}

}  // namespace tocd
