#include "app/token_command.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/token_store.hpp"
#include "config/share_name.hpp"
#include "config/units.hpp"

#include <algorithm>
#include <cstdio>

namespace tocd {
namespace {

Error wrong(const std::string& text) { return Error(ErrorKind::invalid_argument, text); }

TokenRecord wanted_token(const Config& config, const TokenCommand& command) {
    TokenRecord token;
    if (!is_share_name(command.name)) throw wrong(display_text(command.name) + " is no name: at most 64 of a-z 0-9 . _ - beginning with a letter or digit");
    token.name = command.name;
    const auto role = role_named(command.role);
    if (!role) throw wrong("--role is viewer, editor or admin, got " + display_text(command.role));
    token.role = *role;
    for (const std::string& share : command.shares)
        if (std::none_of(config.shares.begin(), config.shares.end(), [&](const ShareConfig& one) { return one.name == share; }))
            throw wrong("there is no share named " + display_text(share) + " in the configuration");
    token.shares = command.shares;
    for (std::string path : command.paths) {
        if (!path.starts_with('/')) throw wrong("--under is an absolute path, got " + display_text(path));
        while (path.size() > 1 && path.ends_with('/')) path.pop_back();
        token.paths.push_back(path);
    }
    const auto lasts = parse_duration(command.expires);
    if (!lasts) throw wrong("--expires is a time such as 90d or 12h, or 0 for never, got " + display_text(command.expires));
    token.created_ns = system_clock().now_ns();
    if (lasts->count() != 0) token.expires_ns = token.created_ns + std::chrono::nanoseconds(*lasts).count();
    return token;
}

std::string scope_of(const TokenRecord& token) {
    std::string out;
    for (const std::string& share : token.shares) out += (out.empty() ? "" : " ") + ("share:" + share);
    for (const std::string& path : token.paths) out += (out.empty() ? "" : " ") + display_text(path);
    return out.empty() ? "everything" : out;
}

void print(const std::vector<TokenRecord>& tokens) {
    const UnixNs now_ns = system_clock().now_ns();
    for (const TokenRecord& token : tokens) {
        const std::string expires = !token.expires_ns ? "never" : format_iso(*token.expires_ns) + (*token.expires_ns <= now_ns ? " (over)" : "");
        std::printf("%-20s %-7s made %s expires %s for %s\n", token.name.c_str(), std::string(role_name(token.role)).c_str(), format_iso(token.created_ns).c_str(),
                    expires.c_str(), scope_of(token).c_str());
    }
}

}  // namespace

int run_token_command(const Config& config, const TokenCommand& command) {
    TokenStore tokens(token_store_path(config.catalogue.path));
    switch (command.verb) {
        case TokenCommand::Verb::create: {
            const TokenRecord wanted = wanted_token(config, command);
            const std::string token = tokens.create(wanted);
            std::printf("%s\n", token.c_str());
            std::fprintf(stderr, "Keep it: it is shown this once. It is sent as \"Authorization: Bearer TOKEN\", or entered on the page.\n");
            return 0;
        }
        case TokenCommand::Verb::list: print(tokens.list()); return 0;
        case TokenCommand::Verb::revoke: break;
    }
    if (tokens.revoke(command.name)) return 0;
    std::fprintf(stderr, "tocd: there is no token named %s\n", display_text(command.name).c_str());
    return 1;
}

}  // namespace tocd
