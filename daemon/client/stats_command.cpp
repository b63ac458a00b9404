// toc stats.
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/human.hpp"
#include "client/share_names.hpp"
#include "client/shown_text.hpp"

#include <array>

namespace tocd {
namespace {

struct Group {
    const char* name;  // as --by has it
    const char* key;   // in the API's answer
    const char* heading;
    const char* missing;  // shown for the empty key
};
constexpr auto kGroups = std::to_array<Group>({{"ext", "extensions", "EXTENSION", "(none)"},
                                               {"owner", "owners", "OWNER", "(none)"},
                                               {"directory", "directories_top", "DIRECTORY (directly in it)", ""}});

std::vector<Column> columns_of(const Group& group, bool with_group) {
    using enum Column::Kind;
    std::vector<Column> out;
    if (with_group) out.push_back({"", "group", text, Column::Where::exact_only});
    out.push_back({"SIZE", "size_bytes", number});
    out.push_back({"FILES", "files", number});
    out.push_back({group.heading, with_group ? "key" : group.name, bytes});
    return out;
}

std::vector<Cell> row_of(const Group& group, const Json& row, bool with_group) {
    std::vector<Cell> out;
    if (with_group) out.push_back({"", group.name});
    out.push_back(size_cell(row.at("size_bytes").get<int64_t>()));
    out.push_back(count_cell(row.at("files").get<int64_t>()));
    Cell key = name_cell(bytes_of(row, "key"));
    if (key.exact.empty()) key.shown = group.missing;
    out.push_back(std::move(key));
    return out;
}

const Json& rows_of(const Json& answer, const Group& group, const StatsRequest& request) {
    return answer.at(group.key).at(request.sort == "files" ? "by_files" : "by_size");
}

void write_total(const Session& session, const Json& answer) {
    const int64_t files = answer.at("total").at("files").get<int64_t>();
    const int64_t size_bytes = answer.at("total").at("size_bytes").get<int64_t>();
    const int64_t unique = answer.at("unique_bytes").get<int64_t>();
    const int64_t gone = answer.at("gone_files").get<int64_t>();
    session.out.write(counted(files, "file") + ", " + human_size(size_bytes) + " in " +
                      counted(answer.at("directories").get<int64_t>(), "directory") +
                      (human_size(unique) != human_size(size_bytes)
                           ? "; " + human_size(unique) + " with hard links counted once"
                           : "") +
                      (gone > 0 ? "; " + counted(gone, "file") + " gone" : "") + "\n");
}

void write_group(const Session& session, const Json& answer, const Group& group, const StatsRequest& request) {
    Table table(session.out, columns_of(group, false));
    for (const Json& row : rows_of(answer, group, request)) table.add(row_of(group, row, false));
    table.finish();
}

// For programs: one line a number, then one a group's row.
void write_all(const Session& session, const Json& answer, const StatsRequest& request) {
    Table table(session.out, columns_of(kGroups[0], true));
    const Json& total = answer.at("total");
    const auto add = [&](const char* name, int64_t size_bytes, int64_t files) {
        table.add({{"", "total"}, size_cell(size_bytes), count_cell(files), {"", name}});
    };
    add("present", total.at("size_bytes").get<int64_t>(), total.at("files").get<int64_t>());
    add("unique", answer.at("unique_bytes").get<int64_t>(), total.at("files").get<int64_t>());
    for (const Group& group : kGroups)
        for (const Json& row : rows_of(answer, group, request)) table.add(row_of(group, row, true));
    table.finish();
}

}  // namespace

int run_stats(const Session& session, const StatsRequest& request) {
    if (request.by == "slow" || request.by == "large" || request.by == "unreadable" || request.by == "coverage")
        return run_insight(session, request);
    const std::vector<std::string> named(request.share.empty() ? 0 : 1, request.share);
    Target target("/api/v1/stats");
    if (!request.share.empty()) target.add("share", request.share);
    target.add("top", std::to_string(request.top));
    const Json answer = get_of_shares(session, target, named);
    const OutputFormat format = session.out.look().format;
    if (format == OutputFormat::json) {
        session.write_json(answer);
    } else if (!request.by.empty()) {
        for (const Group& group : kGroups)
            if (request.by == group.name) write_group(session, answer, group, request);
        session.write_summary(as_of_text(answer.at("as_of")));
    } else if (format == OutputFormat::table) {
        write_total(session, answer);
        for (const Group& group : kGroups) {
            session.out.write("\n");
            write_group(session, answer, group, request);
        }
        session.out.write("\n");
        session.write_summary(as_of_text(answer.at("as_of")));
    } else {
        write_all(session, answer, request);
    }
    note_gaps(session, named, "");
    return answer.at("total").at("files").get<int64_t>() > 0 ? kFound : kNothing;
}

}  // namespace tocd
