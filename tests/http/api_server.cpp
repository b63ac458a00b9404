#include "http/api_server.hpp"

#include "base/error.hpp"
#include "catalogue/database.hpp"

#include <functional>
#include <future>
#include <stdexcept>

namespace tocd {

ScanControl::Answer FakeScans::request_scan(const Request& request) {
    const std::lock_guard lock(mutex);
    if (request.share != "raw") throw NotFound(Named::share, "there is no share named " + request.share);
    requests.push_back(request);
    return answer;
}

bool FakeScans::stop_scan(const std::string&) {
    const std::lock_guard lock(mutex);
    return running;
}

bool FakeScans::pause(const std::string& share, bool paused) {
    const std::lock_guard lock(mutex);
    if (share != "raw") throw NotFound(Named::share, "no share is called " + share);
    return paused ? paused_shares.insert(share).second : paused_shares.erase(share) == 1;
}

std::vector<ShareRules> FakeScans::rules() const {
    ShareRules of_raw;
    of_raw.share = "raw";
    of_raw.path = "/srv/raw";
    of_raw.exclude_snapshots = {".snapshot/"};
    of_raw.exclude = {"*.tmp", "cache/"};
    of_raw.client_paths = {"\\\\server\\raw", "X:"};
    return {of_raw};
}

FakeScans::FakeScans() {
    raw.share = "raw";
    raw.state = ScanProgress::State::running;
    raw.scan_id = 7;
    raw.started_ns = 1'700'000'000 * kNsPerSecond;
    raw.current = "a/\xFF";
    raw.levels = {{1, 2}, {3, 40, 5}};
    raw.directories_known = 100;
    raw.ends_ns = 1'700'000'300 * kNsPerSecond;
}

std::vector<ScanProgress> FakeScans::progress() const {
    const std::lock_guard lock(mutex);
    return {raw};
}

std::vector<ScanControl::Ended> FakeScans::ended(uint64_t after) const {
    const std::lock_guard lock(mutex);
    std::vector<Ended> out;
    for (const Ended& one : all_ended)
        if (one.number > after) out.push_back(one);
    return out;
}

void FakeScans::end(const ScanRecord& scan) {
    {
        const std::lock_guard lock(mutex);
        all_ended.push_back({all_ended.size() + 1, scan});
    }
    news.ring();
}

void FakeScans::set(const std::function<void(ScanProgress&)>& change) {
    const std::lock_guard lock(mutex);
    change(raw);
}

std::vector<ScanCounts> FakeScans::counts() const {
    ScanCounts of_raw;
    of_raw.share = "raw";
    of_raw.ended[static_cast<size_t>(ScanOutcome::complete)] = 2;
    of_raw.entries = 1'234'567'890'123;
    return {of_raw};
}

ApiServer::ApiServer(HttpConfig config, Index index, std::vector<AccessConfig> access)
    : writer_(folder_ / "catalogue.db", AccountNames{}, system_clock(), std::chrono::milliseconds(0)),
      index_(index == Index::none ? nullptr : std::make_unique<IndexFeed>(folder_ / "catalogue.db", changes_, 2)),
      readers_(folder_ / "catalogue.db", index_.get()) {
    writer_.tell(changes_);
    writer_.configure_shares({{"raw", "/srv/raw"}, {"home", "/srv/home"}});
    writer_.commit_waiting(true);
    config.listen = {"127.0.0.1:0"};
    loop_.call([&] {
        server_ = std::make_unique<HttpServer>(loop_.loop(), config,
                                               ApiContext{readers_, scans, [this] {
                                                              if (when_asked) when_asked();
                                                              return ready.load();
                                                          }, [] { return size_t{42}; }, {}, &tokens_, {access}, &confirmations_});
        server_->listen();
        address_ = server_->addresses().at(0);
    });
    while (index_ && index_->status().state != IndexFeed::State::ready) std::this_thread::yield();
}

ApiServer::~ApiServer() {
    loop_.call([this] { server_.reset(); });
}

void ApiServer::add_directory(const std::string& directory, int error_number) {
    const size_t slash = directory.rfind('/');
    const std::string parent = slash == directory.npos ? "" : directory.substr(0, slash);
    tree_.at(parent).directories.push_back(slash == directory.npos ? directory : directory.substr(slash + 1));
    tree_[directory].error_number = error_number;
}

void ApiServer::add_file(const std::string& directory, const std::string& name, uint64_t size_bytes) {
    tree_.at(directory).files[name] = size_bytes;
}

void ApiServer::execute(const std::string& sql) {
    Database(folder_ / "catalogue.db", Database::Access::write).execute(sql);
}

void ApiServer::damage_catalogue() {
    Database(folder_ / "catalogue.db", Database::Access::write).execute("ALTER TABLE share RENAME TO mislaid");
}

void ApiServer::make_totals_endless() {
    Database(folder_ / "catalogue.db", Database::Access::write)
        .execute("ALTER TABLE extension_sum RENAME TO mislaid;"
                 "CREATE VIEW extension_sum AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                 "SELECT share.id AS share_id, 0 AS files, 0 AS size_low, 0 AS size_carry FROM n JOIN share WHERE i < 0");
}

void ApiServer::stop(int grace_ms) {
    std::promise<void> done;
    loop_.call([&] { server_->stop(grace_ms, [&done] { done.set_value(); }); });
    done.get_future().wait();
}

Listing ApiServer::listing_of(const std::string& path, std::vector<std::unique_ptr<std::string>>& names) const {
    const Directory& directory = tree_.at(path);
    Listing out;
    out.job_id = last_job_;
    out.listed_at_ns = system_clock().now_ns();
    if (directory.error_number != 0) {
        out.kind = ListingKind::failed;
        out.clean = false;
        out.error_number = directory.error_number;
        return out;
    }
    out.attributes.inode = 1 + (std::hash<std::string>{}(path) >> 2);
    out.attributes.mode = 02755;
    out.attributes.mtime_ns = 1'600'000'000 * kNsPerSecond + 1;
    out.entry_count = directory.files.size() + directory.directories.size();
    const auto add = [&](const std::string& name) -> Entry& {
        Entry& entry = out.entries.emplace_back();
        entry.name = *names.emplace_back(std::make_unique<std::string>(name));
        entry.inode = std::hash<std::string>{}(path + "/" + name);
        return entry;
    };
    for (const auto& [name, size_bytes] : directory.files) {
        Entry& entry = add(name);
        entry.size_bytes = size_bytes;
        entry.allocated_bytes = (size_bytes + 4095) & ~uint64_t{4095};
        entry.mtime_ns = 1'600'000'000 * kNsPerSecond + 123'456'789;
        entry.ctime_ns = entry.mtime_ns;
        entry.atime_ns = kNoTime;
    }
    for (const std::string& name : directory.directories) add(name).type = EntryType::directory;
    return out;
}

void ApiServer::scan() {
    const ScanBegun begun = writer_.begin(
        {"raw", "/srv/raw", ScanMode::full, {2, kNoTime, "ext4", "/dev/sda1", false}, false, system_clock().now_ns()});
    std::vector<DirectoryToList> frontier = begun.directories;
    const auto more = [&](std::vector<DirectoryToList> children) {
        for (DirectoryToList& child : children) frontier.push_back(std::move(child));
    };
    for (;;) {
        if (frontier.empty()) writer_.plan(begun.scan_id, 100, more);
        if (frontier.empty()) break;
        DirectoryToList next = std::move(frontier.back());
        frontier.pop_back();
        const std::string path = next.path;
        writer_.expect(begun.scan_id, ++last_job_, {std::move(next)});
        std::vector<std::unique_ptr<std::string>> names;
        writer_.take(begun.scan_id, {listing_of(path, names)}, more);
        writer_.job_done(begun.scan_id, last_job_, {}, more);
    }
    const ScanRecord record = writer_.finish(begun.scan_id, ScanEnding::clean, "");
    writer_.commit_waiting(true);
    scans.end(record);
}

nlohmann::json ApiServer::get_json(const std::string& target) const {
    const RawResponse response = ask(get(target));
    if (response.status != 200) throw std::runtime_error(target + ": " + response.head + "\n" + response.body);
    return nlohmann::json::parse(response.body);
}

}  // namespace tocd
