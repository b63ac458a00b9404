// toc stats --by slow, large, unreadable and coverage.
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/human.hpp"
#include "client/share_names.hpp"

#include <algorithm>
#include <cstdio>

namespace tocd {
namespace {

// "350 us", "12 ms", "3.4 s"
std::string human_duration(int64_t us) {
    char text[32];
    if (us < 1000)
        std::snprintf(text, sizeof text, "%lld us", static_cast<long long>(us));
    else if (us < 1'000'000)
        std::snprintf(text, sizeof text, "%.*f ms", us < 10'000 ? 1 : 0, static_cast<double>(us) / 1e3);
    else
        std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(us) / 1e6);
    return text;
}

std::string human_percent(double ratio) {
    char text[32];
    // 99.99 % shall not look like all.
    std::snprintf(text, sizeof text, "%.*f %%", ratio < 1 && ratio > 0.99 ? 3 : 1, std::min(ratio, ratio < 1 ? 0.99999 : 1.0) * 100);
    return text;
}

std::vector<Column> directory_columns(const std::string& by) {
    using enum Column::Kind;
    if (by == "unreadable")
        return {{"SINCE", "failed_since", text}, {"OWNER", "owner", text}, {"WHY", "error", text}, {"DIRECTORY", "path", bytes}};
    const Column time = {"LISTING", "listing_us", number};
    const Column entries = {"ENTRIES", "entries", number};
    if (by == "slow") return {time, entries, {"OWNER", "owner", text}, {"DIRECTORY", "path", bytes}};
    return {entries, time, {"OWNER", "owner", text}, {"DIRECTORY", "path", bytes}};
}

std::vector<Cell> directory_row(const std::string& by, const Json& directory) {
    Cell path = name_cell(bytes_of(directory, "path"), by == "unreadable" ? Style::bad : Style::directory);
    if (by == "unreadable")
        return {time_cell(directory, "failed_since"), text_cell(directory, "owner"), text_cell(directory, "error"), std::move(path)};
    const int64_t us = directory.at("listing_us").get<int64_t>();
    Cell time = {human_duration(us), std::to_string(us)};
    Cell entries = count_cell(directory.at("entries").get<int64_t>());
    if (by == "slow") return {std::move(time), std::move(entries), text_cell(directory, "owner"), std::move(path)};
    return {std::move(entries), std::move(time), text_cell(directory, "owner"), std::move(path)};
}

// The directories of several shares, in the order that each of them has.
bool comes_before(const std::string& by, const Json& a, const Json& b) {
    const auto number = [&](const Json& d) {
        const Json& value = d.at(by == "slow" ? "listing_us" : by == "large" ? "entries" : "failed_since_ns");
        return value.is_null() ? 0 : value.get<int64_t>();
    };
    return number(a) > number(b);
}

int write_directories(const Session& session, const StatsRequest& request, const std::vector<std::string>& shares) {
    std::vector<Json> found;
    for (const std::string& share : shares) {
        Target target("/api/v1/shares");
        target.segment(share).segment("directories").add("by", request.by).add("limit", std::to_string(request.top));
        Json answer = session.get(target);
        for (Json& directory : answer.at("directories")) found.push_back(std::move(directory));
    }
    std::stable_sort(found.begin(), found.end(), [&](const Json& a, const Json& b) { return comes_before(request.by, a, b); });
    found.resize(std::min(found.size(), static_cast<size_t>(request.top)));
    Table table(session.out, directory_columns(request.by));
    for (const Json& directory : found) {
        if (session.out.look().format == OutputFormat::json) session.write_json(directory);
        else table.add(directory_row(request.by, directory));
    }
    if (session.out.look().format != OutputFormat::json) table.finish();
    if (request.by != "unreadable") note_gaps(session, shares, "");
    else if (found.empty()) session.note("every directory could be listed at the last try");
    return found.empty() ? kNothing : kFound;
}

int write_coverage(const Session& session, const std::vector<std::string>& shares) {
    using enum Column::Kind;
    Table table(session.out, {{"SHARE", "share", text},
                              {"COVERED", "coverage", number},
                              {"KNOWN", "known", number},
                              {"OLDER", "older", number},
                              {"UNREAD", "failed", number},
                              {"NEVER", "never", number},
                              {"LISTING", "listing_us", number},
                              {"AS OF", "as_of", text}});
    for (const std::string& share : shares) {
        Target target("/api/v1/shares");
        const Json answer = session.get(target.segment(share).segment("listings"));
        if (session.out.look().format == OutputFormat::json) {
            session.write_json(answer);
            continue;
        }
        const auto count = [&](const char* key) { return count_cell(answer.at(key).get<int64_t>()); };
        const Json& ratio = answer.at("coverage");
        Cell covered = ratio.is_null() ? Cell{"", ""} : Cell{human_percent(ratio.get<double>()), ratio.dump()};
        const int64_t us = answer.at("listing_us").get<int64_t>();
        const Json& as_of = answer.at("as_of");
        const std::string exact = as_of.is_null() ? "" : as_of.get<std::string>();
        const auto time = parse_iso(exact);
        table.add({text_cell(answer, "share"), std::move(covered), count("known"), count("older"), count("failed"), count("never"),
                   {human_duration(us), std::to_string(us)}, {time ? human_time(*time) : "never", exact}});
    }
    if (session.out.look().format != OutputFormat::json) table.finish();
    return shares.empty() ? kNothing : kFound;
}

}  // namespace

int run_insight(const Session& session, const StatsRequest& request) {
    const Json all = session.get(Target("/api/v1/shares"));
    std::vector<std::string> shares;
    if (!request.share.empty()) {
        check_share_name(all, request.share);
        shares.push_back(request.share);
    } else {
        for (const Json& share : all.at("shares")) shares.push_back(share.at("name").get<std::string>());
    }
    return request.by == "coverage" ? write_coverage(session, shares) : write_directories(session, request, shares);
}

}  // namespace tocd
