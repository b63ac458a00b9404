// toc facets.
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/find_failure.hpp"
#include "client/human.hpp"
#include "client/shown_text.hpp"

namespace tocd {
namespace {

std::string heading_of(const std::string& by) {
    std::string out = by == "ext" ? "extension" : by;
    for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return out;
}

std::vector<Column> columns_of(const std::string& heading) {
    using enum Column::Kind;
    return {{"", "group", text, Column::Where::exact_only}, {"FILES", "files", number}, {"SIZE", "size_bytes", number}, {heading, "value", text},
            {"", "query", text, Column::Where::exact_only}};
}

std::vector<Cell> row_of(const std::string& by, const Json& value) {
    Cell shown = name_cell(value.at("value").get<std::string>());
    if (shown.exact.empty()) shown.shown = "(none)";
    return {{"", by}, count_cell(value.at("files").get<int64_t>()), size_cell(value.at("size_bytes").get<int64_t>()), std::move(shown),
            text_cell(value, "query")};
}

void add_rows(Table& table, const Json& facet) {
    for (const Json& value : facet.at("values")) table.add(row_of(facet.at("by").get<std::string>(), value));
}

// For people: a table a group, and below it what the limit cut.
void write_tables(const Session& session, const Json& answer) {
    for (const Json& facet : answer.at("facets")) {
        const std::string heading = heading_of(facet.at("by").get<std::string>());
        Table table(session.out, columns_of(heading));
        add_rows(table, facet);
        table.finish();
        const int64_t cut = facet.at("distinct").get<int64_t>() - static_cast<int64_t>(facet.at("values").size());
        if (cut > 0)
            session.write_summary("and " + counted(cut, "other value") + ": " + counted(facet.at("others").at("files").get<int64_t>(), "file") + ", " +
                                  human_size(facet.at("others").at("size_bytes").get<int64_t>()));
        session.out.write("\n");
    }
    const Json& total = answer.at("total");
    session.write_summary(counted(total.at("files").get<int64_t>(), "file") + ", " + human_size(total.at("size_bytes").get<int64_t>()) + "; " +
                          as_of_text(answer.at("as_of")));
}

int facets(const Session& session, const FacetsRequest& request) {
    Target target("/api/v1/facets");
    for (const auto& [name, value] : request.files.filters)
        if (name != "sort") target.add(name, value);
    const std::vector<std::string> usual = {"ext", "owner", "share", "size", "age"};
    for (const std::string& by : request.by.empty() ? usual : request.by) target.add("by", by);
    const Json answer = session.get_when_ready(target.add("sort", request.sort).add("limit", std::to_string(request.limit)));
    switch (session.out.look().format) {
        case OutputFormat::json: session.write_json(answer); break;
        case OutputFormat::table: write_tables(session, answer); break;
        case OutputFormat::plain:
        case OutputFormat::csv:
            Table table(session.out, columns_of(""));
            for (const Json& facet : answer.at("facets")) add_rows(table, facet);
            table.finish();
            break;
    }
    if (!answer.at("complete").get<bool>()) note_gaps(session, filter_values(request.files, "share"), filter_under(request.files));
    return answer.at("total").at("files").get<int64_t>() > 0 ? kFound : kNothing;
}

}  // namespace

int run_facets(const Session& session, const FacetsRequest& request) {
    return with_find_failures(session, request.files, [&] { return facets(session, request); });
}

}  // namespace tocd
