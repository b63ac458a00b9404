#include "app/scan_command.hpp"

#include "app/account_names.hpp"
#include "app/local_engine.hpp"
#include "app/scan_report.hpp"
#include "app/scan_service.hpp"
#include "app/uv_loop.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "catalogue/lock.hpp"
#include "catalogue/open_writer.hpp"
#include "catalogue/queued_store.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <optional>

namespace tocd {
namespace {

constexpr uint64_t kProgressMs = 200;
constexpr int kGraceMs = 2000;

// The shares asked for, never scanned by a schedule. Throws Error(not_found) that names the nearest one.
std::vector<ShareConfig> chosen_shares(const ScanCommand& command) {
    std::vector<ShareConfig> out;
    std::vector<std::string> names;
    for (const ShareConfig& share : command.config.shares) names.push_back(share.name);
    for (const std::string& wanted : command.shares) {
        if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
        if (wanted.find('/') != wanted.npos)
            throw Error(ErrorKind::invalid_argument,
                        "tocd scan takes names of shares, not " + wanted + ": a running daemon scans a part of one with toc scan " + wanted);
        const auto near = nearest(wanted, names);
        throw Error(ErrorKind::not_found, "no share is called " + wanted + (near ? "; did you mean " + *near + "?" : ""));
    }
    for (ShareConfig share : command.config.shares) {
        if (!command.shares.empty() && std::find(command.shares.begin(), command.shares.end(), share.name) == command.shares.end()) continue;
        share.scan_every = std::chrono::seconds(0);
        out.push_back(std::move(share));
    }
    if (out.empty()) throw Error(ErrorKind::invalid_argument, "the configuration has no shares");
    return out;
}

int scan_here(const ScanCommand& command) {
    // The report at the end says it all; a terminal's progress line must not be torn by log lines.
    if (command.config.log.level == "info") set_log_level(LogLevel::warning);
    const std::vector<ShareConfig> shares = chosen_shares(command);
    const CatalogueConfig& catalogue = command.config.catalogue;
    CatalogueLock lock(catalogue.path);
    QueuedStore store([&] {
        return open_writer(catalogue.path, system_account_names(), system_clock(), catalogue.commit_every).writer;
    });
    lock.hold_file();
    std::vector<ConfiguredShare> configured;  // without access: who sees what is the daemon's configuration to say
    for (const ShareConfig& share : command.config.shares) configured.push_back({share.name, share.path});
    store.configure_shares(configured);
    UvLoop loop;
    TerminalLine line;
    std::vector<ScanRecord> records;
    {
        std::optional<ScanService> service;
        service.emplace(loop.get(), store, local_engines(loop.get(), scanner_address(command.config.scan.scanner)),
                        system_clock(), [&] { loop.stop(); });
        service->set_shares(shares, command.config.scan, {});
        for (const ShareConfig& share : shares) service->request_scan({share.name, command.full ? ScanMode::full : ScanMode::fast, command.accept_root});
        const auto stop = [&] {
            service->close(kGraceMs);
            loop.stop();
        };
        const UvSignal term(loop.get(), SIGTERM, stop);
        const UvSignal interrupt(loop.get(), SIGINT, stop);
        const UvTimer progress(loop.get(), kProgressMs, [&] { line.show(progress_line(service->progress())); });
        loop.run();
        service->close(kGraceMs);
        for (const auto& [name, record] : service->results()) records.push_back(record);
        if (records.size() < shares.size()) records.emplace_back().outcome = ScanOutcome::interrupted;  // never started
    }
    line.clear();
    for (const ScanRecord& record : records)
        if (!record.share.empty()) std::printf("%s\n", report_line(record).c_str());
    return exit_code_of(records);
}

}  // namespace

int run_scan_command(const ScanCommand& command) {
    if (const auto holder = catalogue_holder(command.config.catalogue.path)) {
        if (holder->address.empty())
            throw Error(ErrorKind::conflict, "catalogue " + command.config.catalogue.path + " is in use by tocd (pid " +
                                                 std::to_string(holder->pid) + "), which serves no requests: wait until it ends");
        chosen_shares(command);
        return forward_scan_command(command, holder->address);
    }
    return scan_here(command);
}

}  // namespace tocd
