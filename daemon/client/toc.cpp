#include "client/toc.hpp"

#include "client/address.hpp"
#include "client/command_line.hpp"
#include "client/find_options.hpp"
#include "client/query_words.hpp"
#include "client/shown_text.hpp"
#include "client/terminal.hpp"

#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace tocd {
namespace {

int perform(const Session& session, const TocCommand& command) {
    struct {
        const Session& session;
        int operator()(const FindRequest& request) const { return run_find(session, request); }
        int operator()(const FacetsRequest& request) const { return run_facets(session, request); }
        int operator()(const DatasetsRequest& request) const { return run_datasets(session, request); }
        int operator()(const ExportRequest& request) const { return run_export(session, request); }
        int operator()(const ListRequest& request) const { return run_list(session, request); }
        int operator()(const UsageRequest& request) const { return run_usage(session, request); }
        int operator()(const StatsRequest& request) const { return run_stats(session, request); }
        int operator()(const ChangesRequest& request) const { return run_changes(session, request); }
        int operator()(const TocCommand::Shares& request) const { return run_shares(session, request.names); }
        int operator()(const ScanRequest& request) const { return run_scan(session, request); }
        int operator()(const ChangedRequest& request) const { return run_changed(session, request); }
        int operator()(const ExplainRequest& request) const { return run_explain(session, request); }
    } visit{session};
    return std::visit(visit, command.request);
}

// The API names its parameters; people wrote options. Words and paths stand without one.
std::string message_of(const ApiError& error) {
    std::string message = error.what();
    const std::string& parameter = error.parameter();
    if (!parameter.empty() && parameter != "name" && parameter != "path" && message.starts_with(parameter + "="))
        message.replace(0, parameter.size(), "--" + option_name(parameter));
    return message;
}

void complain(const std::string& message) { std::fprintf(stderr, "toc: %s\n", safe_message(message).c_str()); }

int run(const TocCommand& command) {
    Output out(command.look);
    try {
        ApiClient daemon(choose_address(command.server), command.patience);
        const int code = perform({daemon, out, command.quiet}, command);
        out.flush();
        return code;
    } catch (const std::exception&) {
        // What came before the trouble is true, and belongs before the message.
        try {
            out.flush();
        } catch (const Error&) {
        }
        throw;
    }
}

}  // namespace

int run_toc(int argc, const char* const* argv) {
    ignore_broken_pipes();
    TocCommand command;
    try {
        command = parse_toc_command(argc, argv);
        return command.proceed ? run(command) : command.exit_code;
    } catch (const QueryError& error) {
        complain(error.what());
        std::fputs(error.pointer(static_cast<size_t>(terminal_columns(STDERR_FILENO))).c_str(), stderr);
    } catch (const ApiError& error) {
        complain(message_of(error));
    } catch (const Error& error) {
        complain(error.what());
    } catch (const nlohmann::json::exception& error) {
        complain("the daemon's answer has not the form of tocd's API: is it tocd, and of the same version? (" +
                 std::string(error.what()) + ")");
    } catch (const std::exception& error) {
        complain(std::string("unexpected: ") + error.what());
    }
    return kTrouble;
}

}  // namespace tocd
