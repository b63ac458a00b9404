// The whole HTTP server over a real catalogue that a real writer filled, on a real socket.
#pragma once

#include "catalogue/changed_rows.hpp"
#include "catalogue/index_feed.hpp"
#include "catalogue/reader.hpp"
#include "catalogue/scan_writer.hpp"
#include "catalogue/confirmation_store.hpp"
#include "catalogue/token_store.hpp"
#include "http/loop_thread.hpp"
#include "http/raw_client.hpp"
#include "http/server.hpp"
#include "model/ports.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tocd {

// Remembers what was asked of it.
class FakeScans final : public ScanControl {
public:
    Answer request_scan(const Request& request) override;
    ScanRecord confirm_scan(int64_t scan_id) override {
        confirmed.push_back(scan_id);
        ScanRecord record;
        record.id = scan_id;
        record.share = "data";
        return record;
    }
    bool stop_scan(const std::string& share) override;
    bool pause(const std::string& share, bool paused) override;
    [[nodiscard]] std::vector<ScanProgress> progress() const override;
    [[nodiscard]] std::vector<ShareRules> rules() const override;
    [[nodiscard]] std::vector<ScanCounts> counts() const override;
    [[nodiscard]] std::vector<Ended> ended(uint64_t after) const override;
    // Has a scan ended, and rings.
    void end(const ScanRecord& scan);
    // Changes what progress() says; the bell is the caller's to ring.
    void set(const std::function<void(ScanProgress&)>& change);

    std::vector<int64_t> confirmed;
    mutable std::mutex mutex;
    Answer answer;
    bool running = false;
    std::set<std::string> paused_shares;
    std::vector<Request> requests;
    std::vector<Ended> all_ended;
    ScanProgress raw;

    FakeScans();
};

// Share "raw" at /srv/raw and "home" at /srv/home; directories and files are added, then scanned.
class ApiServer {
public:
    enum class Index : uint8_t { none, kept };
    explicit ApiServer(HttpConfig config = {}, Index index = Index::none, std::vector<AccessConfig> access = {});
    ~ApiServer();

    // `directory` relative to /srv/raw ("" its root); its parents must have been added.
    void add_directory(const std::string& directory, int error_number = 0);
    void add_file(const std::string& directory, const std::string& name, uint64_t size_bytes);
    // Writes into the catalogue beside the writer.
    void execute(const std::string& sql);
    // Takes a table away from under the readers.
    void damage_catalogue();
    // Whatever asks for the totals of a share runs for ever.
    void make_totals_endless();
    // What happens at the end of the daemon; returns when the server is done.
    void stop(int grace_ms = 60'000);
    // Scans share raw to its end.
    void scan();
    // As a reload of the configuration does.
    void set_access(AccessInForce access) { server_->set_access(std::move(access)); }

    [[nodiscard]] std::string catalogue_path() const { return folder_ / "catalogue.db"; }
    [[nodiscard]] size_t readers_lent() const { return readers_.lent(); }
    [[nodiscard]] const std::string& address() const { return address_; }
    // A request on a connection of its own.
    [[nodiscard]] RawResponse ask(const std::string& bytes) const { return RawClient(address_).ask(bytes); }
    // The JSON of a GET that must succeed.
    [[nodiscard]] nlohmann::json get_json(const std::string& target) const;

    FakeScans scans;
    std::atomic<bool> ready{true};
    std::function<void()> when_asked;  // whether it is ready
    [[nodiscard]] TokenStore& tokens() { return tokens_; }

private:
    struct Directory {
        std::map<std::string, uint64_t> files;
        std::vector<std::string> directories;
        int error_number = 0;
    };
    [[nodiscard]] Listing listing_of(const std::string& path, std::vector<std::unique_ptr<std::string>>& names) const;

    TempDir folder_;
    TokenStore tokens_{folder_ / "tokens.db"};
    ConfirmationStore confirmations_{folder_ / "tokens.db"};
    std::map<std::string, Directory> tree_{{"", {}}};
    ChangedRows changes_;
    ScanWriter writer_;
    std::unique_ptr<IndexFeed> index_;
    ReaderPool readers_;
    LoopThread loop_;
    std::unique_ptr<HttpServer> server_;
    std::string address_;
    uint64_t last_job_ = 0;
};

}  // namespace tocd
