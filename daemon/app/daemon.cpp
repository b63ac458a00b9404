#include "app/daemon.hpp"

#include "app/account_names.hpp"
#include "app/catalogue_look.hpp"
#include "app/configured_shares.hpp"
#include "app/inherited_sockets.hpp"
#include "app/local_engine.hpp"
#include "app/publication.hpp"
#include "app/publish_service.hpp"
#include "app/scan_service.hpp"
#include "app/service_report.hpp"
#include "app/spare_memory.hpp"
#include "app/start_progress.hpp"
#include "app/uv_loop.hpp"
#include "app/write_limits.hpp"
#include "base/confinement.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/process_figures.hpp"
#include "base/projects_in_force.hpp"
#include "catalogue/changed_rows.hpp"
#include "catalogue/damage.hpp"
#include "catalogue/confirmation_store.hpp"
#include "catalogue/index_feed.hpp"
#include "catalogue/lock.hpp"
#include "catalogue/open_writer.hpp"
#include "catalogue/opened_file.hpp"
#include "catalogue/queued_store.hpp"
#include "catalogue/reader.hpp"
#include "catalogue/token_store.hpp"
#include "config/check_http.hpp"
#include "config/load.hpp"
#include "http/access_rules.hpp"
#include "http/admin_rule.hpp"
#include "http/server.hpp"

#include <uv.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace tocd {
namespace {

constexpr int kScanGraceMs = 2000;  // with the HTTP grace below 5 s, and systemd's default is 90 s
constexpr int kHttpGraceMs = 1000;
constexpr int kSecondMs = 1000;
constexpr int kTryAgain = 75;  // EX_TEMPFAIL of sysexits.h, for Restart=on-failure of tocd.service
constexpr int64_t kFewestDescriptors = 64;  // with fewer it would start, and fail in whatever comes first
constexpr int64_t kReadNs = 2 * kNsPerSecond;  // a few rows per share; the loop waits for them

std::map<std::string, UnixNs> last_scans(ReaderPool& readers) {
    const Deadline deadline{system_clock().monotonic_ns() + kReadNs};
    std::map<std::string, UnixNs> out;
    for (const ShareRecord& share : readers.lend()->get_share_figures(Viewer{}, deadline)) out[share.name] = share.last_complete_ns;
    return out;
}

size_t processors() { return std::max(1U, std::thread::hardware_concurrency()); }

// A configuration that was read again.
struct Reload {
    Config config;
    std::map<std::string, UnixNs> last_scans;  // of its shares, as the catalogue knew them then
    std::string failure;                       // why the catalogue did not take its shares
    std::vector<KeptAccess> kept_access;       // of the shares that it is without
    std::atomic<bool> answered = false;        // the two above are known
};

class Daemon {
public:
    explicit Daemon(DaemonOptions options);
    int run();

private:
    void listen();
    void serve();
    void stop(int signal);
    void stop();
    void look_after_catalogue();
    void stop_for_another_start();
    void reload();
    void take_reloads();
    void take(Reload& reload);
    void tell_kept_access() const;
    void set_access();
    void refuse_config(const std::string& failure);

    DaemonOptions options_;
    const std::vector<InheritedSocket> inherited_ = inherited_sockets();  // first: a scanner must not inherit them
    std::optional<StartProgress> starting_{std::in_place};
    UvLoop loop_;
    CatalogueLock lock_;
    const Config started_with_ = options_.config;
    std::vector<KeptAccess> kept_access_;                 // of shares that are not in options_.config
    std::deque<std::shared_ptr<Reload>> reloads_;         // that are not in force yet
    UvAsync configured_{loop_.get(), [this] { take_reloads(); }};
    ProjectsInForce projects_;
    ChangedRows changes_;
    std::string set_aside_;  // where a damaged catalogue is now, by store_
    QueuedStore store_;
    OpenedFile file_;
    std::unique_ptr<IndexFeed> index_;  // null: not wanted
    ReaderPool readers_;
    TokenStore tokens_;
    ConfirmationStore confirmations_;
    std::optional<ScanService> scans_;
    std::optional<PublishService> publish_;
    std::optional<HttpServer> http_;
    std::optional<ServiceReport> report_;
    std::optional<CatalogueLook> look_;
    std::optional<UvSignal> term_, interrupt_, hangup_;
    std::optional<UvTimer> each_second_;
    bool stopping_ = false;
    int exit_code_ = 0;
};

Daemon::Daemon(DaemonOptions options)
    : options_(std::move(options)),
      lock_(options_.config.catalogue.path),
      projects_(std::make_shared<const ProjectRules>(options_.config.projects)),
      store_([this] {
          const CatalogueConfig& c = options_.config.catalogue;
          OpenedWriter opened = open_writer(c.path, system_account_names(), system_clock(), c.commit_every);
          set_aside_ = std::move(opened.set_aside);
          if (c.index) opened.writer->tell(changes_);
          return std::move(opened.writer);
      }),
      file_(options_.config.catalogue.path),
      index_(options_.config.catalogue.index ? std::make_unique<IndexFeed>(options_.config.catalogue.path, changes_, processors(), &projects_) : nullptr),
      readers_(options_.config.catalogue.path, index_.get(), &projects_),
      tokens_(token_store_path(options_.config.catalogue.path)),
      confirmations_(token_store_path(options_.config.catalogue.path)) {
    lock_.hold_file();
    kept_access_ = store_.configure_shares(configured_shares(options_.config));
    tell_kept_access();
    scans_.emplace(loop_.get(), store_, local_engines(loop_.get(), scanner_address(options_.config.scan.scanner)), system_clock());
}

int Daemon::run() {
    term_.emplace(loop_.get(), SIGTERM, [this] { stop(SIGTERM); });
    interrupt_.emplace(loop_.get(), SIGINT, [this] { stop(SIGINT); });
    hangup_.emplace(loop_.get(), SIGHUP, [this] { reload(); });
    publish_.emplace(readers_);
    http_.emplace(loop_.get(), options_.config.http, ApiContext{readers_, *scans_, [this] { return !stopping_; }, [this] { return store_.queued(); },
                                                              [this] { return publish_->states(); }, &tokens_, {options_.config.access, kept_access_}, &confirmations_});
    report_.emplace(loop_.get(), store_, readers_, *scans_, *publish_, options_.config_path);
    if (!set_aside_.empty()) report_->set_damage("A damaged catalogue was set aside as " + set_aside_);
    look_.emplace(options_.config.catalogue.path);
    each_second_.emplace(loop_.get(), kSecondMs, [this] {
        keep_spare_memory();
        look_after_catalogue();
    });
    serve();
    loop_.run();
    look_.reset();
    report_.reset();
    http_.reset();
    publish_.reset();
    scans_.reset();
    if (!loop_.drain()) log_warning("tocd", "not waiting any longer for what has not ended: a scanner on a share that hangs");
    log_info("tocd", "stopped");
    return exit_code_;
}

void Daemon::listen() {
    std::vector<int> fds;
    for (const InheritedSocket& socket : inherited_) fds.push_back(socket.fd);
    http_->listen(fds);
    const std::vector<std::string> addresses = http_->addresses();
    for (const std::string& address : addresses) log_info("tocd", "serving", {{"url", address}});
    // For `tocd scan`: over a unix socket it may ask for more.
    const auto socket = std::find_if(addresses.begin(), addresses.end(), [](const auto& a) { return a.starts_with("unix:"); });
    if (!addresses.empty()) lock_.publish(socket != addresses.end() ? *socket : addresses.front());
    if (const std::string& group = options_.config.http.admin_group; is_admin_group_hidden(group))
        log_warning("tocd", "members of http.admin_group look like anybody else here: its unit needs PrivateUsers=no (systemctl edit)",
                    {{"group", group}});
    if (const std::string account = hidden_proxy_account(options_.config.http); !account.empty())
        log_warning("tocd", "the account of http.trusted_proxies is not known here, or its unit needs PrivateUsers=no (systemctl edit)", {{"account", account}});
    for (const std::string& address : addresses) {
        const std::string where = address.starts_with("http://") ? address.substr(7) : address;
        if (!inherited_.empty() && is_reached_from_outside(where) && options_.config.http.anonymous == "local" && options_.config.http.trusted_proxies.empty())
            log_warning("tocd", "others reach this address, and may ask nothing there without a token: http.anonymous or http.trusted_proxies can let them", {{"url", address}});
    }
    const std::vector<std::string>& wanted = options_.config.http.listen;
    if (inherited_.empty() || wanted == HttpConfig().listen) return;
    for (const std::string& address : not_served(wanted, addresses))
        log_warning("tocd", "http.listen is not used where systemd opens the sockets: add ListenStream= to tocd-http.socket (systemctl edit)",
                    {{"address", address}});
}

void Daemon::serve() {
    listen();
    scans_->set_shares(options_.config.shares, options_.config.scan, last_scans(readers_));
    set_access();
    if (options_.scan_all_at_start)
        for (const ShareConfig& share : options_.config.shares) scans_->request_scan({share.name, ScanMode::full, false});
    if (options_.config.shares.empty())
        log_warning("tocd", "no share is configured: name one, then reload", {{"file", options_.config_path}});
    starting_.reset();
    report_->tell_ready();
}

void Daemon::stop(int signal) {
    if (stopping_) {
        log_warning("tocd", "stopped by force");
        _exit(128 + signal);
    }
    log_info("tocd", "stopping", {{"signal", signal}});
    stop();
}

void Daemon::stop() {
    stopping_ = true;
    each_second_.reset();
    report_->tell_stopping();
    publish_->close();
    scans_->close(kScanGraceMs);
    http_->stop(kHttpGraceMs, [this] {
        term_.reset();
        interrupt_.reset();
        hangup_.reset();
        loop_.stop();
    });
}

// Nobody can look at all of a file that is written, so the daemon ends, and its service manager starts it again.
void Daemon::look_after_catalogue() {
    if (!file_.is_in_place()) {
        log_error("tocd", "the catalogue's file was moved, removed or replaced while tocd had it open: stopping, and the next start takes what is there",
                  {{"catalogue", options_.config.catalogue.path}});
        file_.put_log_aside();
        return stop_for_another_start();
    }
    const std::string what = take_met_damage();
    if (what.empty()) return;
    log_error("tocd", "the catalogue is damaged: stopping, and the next start looks at all of it",
              {{"catalogue", options_.config.catalogue.path}, {"reason", what}});
    note_damage(options_.config.catalogue.path, what);
    stop_for_another_start();
}

void Daemon::stop_for_another_start() {
    exit_code_ = kTryAgain;
    stop();
}

// Reads the file, then has the writer bring the share table in line, which may wait behind listings: not the loop.
void Daemon::reload() {
    if (options_.config_path.empty() || stopping_) return;
    report_->tell_reloading();
    const auto fresh = std::make_shared<Reload>();
    try {
        fresh->config = load_config(options_.config_path);
        check_publish_queries(fresh->config);
        fresh->last_scans = last_scans(readers_);  // before anything is changed: this may fail
        reloads_.push_back(fresh);
        set_access();
        store_.configure_shares(configured_shares(fresh->config), [this, fresh](const std::string& failure, std::vector<KeptAccess> kept_access) {
            fresh->failure = failure;
            fresh->kept_access = std::move(kept_access);
            fresh->answered = true;
            configured_.send();
        });
    } catch (const std::exception& error) {
        refuse_config(error.what());
        if (std::erase(reloads_, fresh) > 0) set_access();
    }
}

void Daemon::tell_kept_access() const {
    std::string names;
    for (const KeptAccess& one : kept_access_) names += (names.empty() ? "" : ", ") + one.share;
    if (!names.empty()) log_warning("config", "shares that are no longer configured are hidden from those who did not see all of them", {{"shares", names}});
}

// While the catalogue turns from one configuration to another, what either hides is hidden.
void Daemon::set_access() {
    AccessInForce access{options_.config.access, kept_access_};
    for (const auto& reload : reloads_)
        for (const AccessConfig& entry : reload->config.access)
            if (std::find(access.entries.begin(), access.entries.end(), entry) == access.entries.end()) access.entries.push_back(entry);
    publish_->set_publications(options_.config.publish, access);
    http_->set_access(std::move(access));
}

void Daemon::take_reloads() {
    while (!stopping_ && !reloads_.empty() && reloads_.front()->answered) {
        const auto fresh = reloads_.front();
        reloads_.pop_front();
        if (fresh->failure.empty()) {
            take(*fresh);
        } else {
            set_access();
            refuse_config(fresh->failure);
        }
    }
}

void Daemon::take(Reload& reload) {
    const Config old = std::exchange(options_.config, std::move(reload.config));
    const Config& fresh = options_.config;
    kept_access_ = std::move(reload.kept_access);
    set_access();
    tell_kept_access();
    scans_->set_shares(fresh.shares, fresh.scan, reload.last_scans);
    if (fresh.projects != old.projects) projects_.set(std::make_shared<const ProjectRules>(fresh.projects));
    if (const auto level = log_level_named(fresh.log.level)) set_log_level(*level);
    if (confinement().landlock != 0)
        for (const std::string& folder : out_of_reach(started_with_, fresh))
            log_warning("config", "tocd gave up writing to other directories than those that it started with: publish.to takes effect at the next start",
                        {{"directory", folder}});
    if (!(fresh.catalogue == old.catalogue && fresh.http == old.http && fresh.scan.scanner == old.scan.scanner))
        log_warning("config", "changes of catalogue, http and scan.scanner take effect at the next start");
    log_info("config", "reloaded", {{"file", options_.config_path}, {"shares", fresh.shares.size()}});
    report_->set_reload_failure("");
    report_->tell_ready();
}

void Daemon::refuse_config(const std::string& failure) {
    log_error("config", "not reloaded: the old configuration stays", {{"reason", failure}});
    report_->set_reload_failure(failure);
    report_->tell_ready();
}

// What ended a start after the catalogue had been opened; else every start would end like it. Rows that cannot be are no damage to
// SQLite until it looks at all of them.
bool is_of_damage(const std::string& catalogue, const Error& error) {
    if (error.kind() == ErrorKind::corrupt) return !take_met_damage().empty();
    return error.kind() == ErrorKind::internal && look_at_all(catalogue).has_value();
}

}  // namespace

int run_daemon(DaemonOptions options) {
    const auto descriptors = read_process_figures().max_fds.value_or(kFewestDescriptors);
    if (descriptors < kFewestDescriptors)
        throw Error(ErrorKind::invalid_argument, "a limit of " + std::to_string(descriptors) + " file descriptors is too low, tocd needs " +
                                                     std::to_string(kFewestDescriptors) + " at least (ulimit -n, LimitNOFILE=)");
    confine(write_limits(options.config), CallsOf::daemon);
    tell_confinement("tocd");
    const std::string catalogue = options.config.catalogue.path;
    try {
        return Daemon(std::move(options)).run();
    } catch (const Error& error) {
        if (!is_of_damage(catalogue, error)) throw;
        log_error("tocd", "the catalogue is damaged: the next start looks at all of it", {{"catalogue", catalogue}, {"reason", std::string_view(error.what())}});
        note_damage(catalogue, error.what());
        return kTryAgain;
    }
}

}  // namespace tocd
