// toc datasets.
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/find_failure.hpp"
#include "client/human.hpp"
#include "client/shown_text.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr int kPage = 1000;  // as many as the API gives at once

std::vector<Column> columns() {
    using enum Column::Kind;
    using enum Column::Where;
    return {{"FILES", "files", number},        {"SIZE", "size_bytes", number}, {"", "matches", text, exact_only}, {"FROM", "oldest", text},
            {"TO", "newest", text},            {"TYPES", "types", text},       {"OWNERS", "owners", text},        {"DIRECTORY", "path", bytes}};
}

// "h5 csv +2"
Cell names_cell(const std::vector<std::string>& names, int64_t more) {
    Cell out;
    for (const std::string& name : names) {
        out.exact += (out.exact.empty() ? "" : " ") + name;
        out.shown += (out.shown.empty() ? "" : " ") + safe_message(name);
    }
    if (more > 0) out.shown += " +" + std::to_string(more);
    return out;
}

Cell day_cell(const Json& dataset, const char* key) {
    Cell out = time_cell(dataset, key);
    out.shown = out.shown.substr(0, 10);  // "2017-05-03"
    return out;
}

std::vector<Cell> row_of(const Json& dataset) {
    std::vector<std::string> types;
    for (const Json& type : dataset.at("types")) types.push_back(type.at("ext").get<std::string>().empty() ? "(none)" : type.at("ext").get<std::string>());
    const bool called = dataset.at("matches") != "files";
    return {count_cell(dataset.at("files").get<int64_t>()),
            size_cell(dataset.at("size_bytes").get<int64_t>()),
            text_cell(dataset, "matches"),
            day_cell(dataset, "oldest"),
            day_cell(dataset, "newest"),
            names_cell(types, dataset.at("more_types").get<int64_t>()),
            names_cell(dataset.at("owners").get<std::vector<std::string>>(), dataset.at("more_owners").get<int64_t>()),
            name_cell(bytes_of(dataset, "path"), called ? Style::directory : Style::plain)};
}

class Writer {
public:
    Writer(const Session& session, bool long_listing) : session_(session), table_(session.out, columns()), long_listing_(long_listing) {}
    void add(const Json& dataset) {
        const Look& look = session_.out.look();
        if (look.format == OutputFormat::json) session_.write_json(dataset);
        else if (look.format == OutputFormat::plain && !long_listing_) session_.out.write(bytes_of(dataset, "path") + (look.nul ? '\0' : '\n'));
        else table_.add(row_of(dataset));
    }
    void finish() {
        const OutputFormat format = session_.out.look().format;
        if (format != OutputFormat::json && (format != OutputFormat::plain || long_listing_)) table_.finish();
    }

private:
    const Session& session_;
    Table table_;
    const bool long_listing_;
};

int datasets(const Session& session, const DatasetsRequest& request) {
    Writer writer(session, request.long_listing);
    int64_t shown = 0;
    Json answer;
    std::string after;
    do {
        Target target("/api/v1/datasets");
        for (const auto& [name, value] : request.files.filters)
            if (name != "sort") target.add(name, value);
        target.add("sort", request.sort).add("limit", std::to_string(std::min<int64_t>(kPage, request.limit - shown)));
        if (!after.empty()) target.add("after", after);
        answer = session.get_when_ready(target);
        for (const Json& dataset : answer.at("datasets")) writer.add(dataset);
        shown += static_cast<int64_t>(answer.at("datasets").size());
        after = answer.at("next").is_null() ? "" : answer.at("next").get<std::string>();
    } while (!after.empty() && shown < request.limit);
    writer.finish();
    const Json& total = answer.at("total");
    session.write_summary(counted_part(shown, answer.at("directories").get<int64_t>() - shown, "directory") + "; " +
                          counted(total.at("files").get<int64_t>(), "file") + ", " + human_size(total.at("size_bytes").get<int64_t>()) + "; " +
                          as_of_text(answer.at("as_of")));
    if (!answer.at("complete").get<bool>()) note_gaps(session, filter_values(request.files, "share"), filter_under(request.files));
    return shown > 0 ? kFound : kNothing;
}

}  // namespace

int run_datasets(const Session& session, const DatasetsRequest& request) {
    return with_find_failures(session, request.files, [&] { return datasets(session, request); });
}

}  // namespace tocd
