// toc ls.
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/directory_contents.hpp"
#include "client/human.hpp"
#include "client/path_argument.hpp"
#include "client/shown_text.hpp"
#include "client/unknown_path.hpp"

namespace tocd {
namespace {

std::vector<Column> columns_of(const ListRequest& request) {
    using enum Column::Kind;
    const auto only_long = request.long_listing ? Column::Where::everywhere : Column::Where::exact_only;
    return {{"", "type", text, Column::Where::exact_only},
            {"SIZE", "size_bytes", number},
            {"FILES", "files", number},
            {"MODIFIED", "modified", text},
            {"OWNER", "owner", text, only_long},
            {"GROUP", "group", text, only_long},
            {"", "state", text, Column::Where::exact_only},
            {"NAME", "path", bytes}};
}

std::string remark_of(const Json& directory) {
    const std::string state = directory.at("state").get<std::string>();
    if (state == "failed") return "  " + text_cell(directory, "error").shown;
    if (state == "pending") return "  not yet listed";
    return state == "gone" ? "  gone" : "";
}

std::vector<Cell> directory_row(const Output& out, const Json& directory, bool root) {
    const std::string path = bytes_of(directory, "path");
    const std::string state = directory.at("state").get<std::string>();
    const bool some_failed = directory.at("failed_directories").get<int64_t>() > 0;
    const bool known = state != "pending" && (state != "failed" || !directory.at("last_seen").is_null());
    const Style style = state == "failed" ? Style::bad : state == "gone" ? Style::gone : Style::directory;
    const std::string shown = shown_name(root ? path : bytes_of(directory, "name")) + (path == "/" ? "" : "/");
    Cell size = size_cell(directory.at("total_size_bytes").get<int64_t>(), some_failed);
    Cell files = count_cell(directory.at("total_files").get<int64_t>(), some_failed);
    if (!known) size.shown = files.shown = "?";
    return {{"", "directory"},
            size,
            files,
            time_cell(directory, "newest"),
            text_cell(directory, "owner"),
            text_cell(directory, "group"),
            {"", state},
            {out.painted(style, shown) + out.painted(Style::faint, remark_of(directory)), path}};
}

std::vector<Cell> file_row(const Output& out, const Json& file, bool whole_path) {
    const std::string path = bytes_of(file, "path");
    const bool gone = file.at("gone").get<bool>();
    const std::string shown = shown_name(whole_path ? path : bytes_of(file, "name"));
    return {{"", "file"},
            size_cell(file.at("size_bytes").get<int64_t>()),
            {},
            time_cell(file, "modified"),
            text_cell(file, "owner"),
            text_cell(file, "group"),
            {"", gone ? "gone" : "listed"},
            {out.painted(gone ? Style::gone : Style::plain, shown) + (gone ? out.painted(Style::faint, "  gone") : ""),
             path}};
}

std::string summary_of(const DirectoryContents& contents) {
    const Json& answer = contents.answer;
    const Json& directory = answer.at("directory");
    if (directory.is_null())
        return counted(static_cast<int64_t>(answer.at("directories").size()), "share") + "; " +
               as_of_text(answer.at("as_of"));
    const bool some_failed = directory.at("failed_directories").get<int64_t>() > 0;
    return counted(static_cast<int64_t>(answer.at("directories").size()), "directory") + ", " +
           counted(directory.at("files").get<int64_t>(), "file") + " here; " +
           (some_failed ? "≥ " : "") + counted(directory.at("total_files").get<int64_t>(), "file") + ", " +
           size_cell(directory.at("total_size_bytes").get<int64_t>(), some_failed).shown + " with all below; " +
           as_of_text(answer.at("as_of"));
}

class Lister {
public:
    Lister(const Session& session, const ListRequest& request)
        : session_(session), request_(request), out_(session.out), table_(std::in_place, out_, columns_of(request)) {}

    // False when the catalogue knows no such path. Of one above shares: the roots of these.
    bool list(const std::string& path) {
        const auto contents = read_directory_contents(session_, path, request_.sort, request_.gone);
        if (!contents) return list_file(path);
        if (out_.look().format == OutputFormat::json && !contents->files_follow) {
            session_.write_json(contents->answer);
            note(contents->answer, path);
            return true;
        }
        if (contents->files_follow) tell_order(contents->answer.at("directory"));
        begin_table(path);
        for (const Json& directory : contents->answer.at("directories"))
            add(directory_row(out_, directory, contents->answer.at("directory").is_null()), directory);
        for (const Json& file : contents->answer.at("files")) add(file_row(out_, file, false), file);
        if (contents->files_follow)
            read_files_of(session_, contents->answer.at("directory"), request_.gone,
                          [&](const Json& file) { add(file_row(out_, file, false), file); });
        end_table();
        session_.write_summary(summary_of(*contents));
        note(contents->answer, path);
        return true;
    }
    void finish() { table_->finish(); }

private:
    bool list_file(const std::string& path) {
        const auto file = read_file_at(session_, path, request_.gone);
        if (!file) return false;
        if (out_.look().format == OutputFormat::json) {
            session_.write_json({{"file", *file}});
            return true;
        }
        begin_table("");
        add(file_row(out_, *file, true), *file);
        end_table();
        return true;
    }

    void tell_order(const Json& directory) const {
        const std::string path = bytes_of(directory, "path");
        if (out_.look().format == OutputFormat::json)
            throw Error(ErrorKind::limit, path + " holds " + counted(directory.at("files").get<int64_t>(), "file") +
                                              ": too many for one document; use: toc find --json --under " + path);
        session_.note(path + " holds very many files: they come unsorted, as the catalogue has them");
    }

    // Each path has a table of its own, unless the rows are for programs.
    void begin_table(const std::string& path) {
        if (out_.look().format != OutputFormat::table) return;
        if (begun_) out_.write("\n");
        begun_ = true;
        if (request_.paths.size() > 1 && !path.empty())
            out_.write(out_.painted(Style::heading, shown_name(path) + ":") + "\n");
        table_.emplace(out_, columns_of(request_));
    }
    void end_table() {
        if (out_.look().format == OutputFormat::table) table_->finish();
    }

    void add(std::vector<Cell> row, const Json& object) {
        if (out_.look().format == OutputFormat::plain && !request_.long_listing)
            out_.write(bytes_of(object, "path") + (out_.look().nul ? '\0' : '\n'));
        else
            table_->add(std::move(row));
    }

    void note(const Json& answer, const std::string& path) const {
        const Json& directory = answer.at("directory");
        if (directory.is_null())
            note_gaps(session_, {}, path);
        else
            note_directory_gaps(session_, directory);
    }

    const Session& session_;
    const ListRequest& request_;
    Output& out_;
    std::optional<Table> table_;
    bool begun_ = false;
};

}  // namespace

int run_list(const Session& session, const ListRequest& request) {
    Lister lister(session, request);
    int code = kFound;
    const std::vector<std::string> paths = request.paths.empty() ? std::vector<std::string>{""} : request.paths;
    for (const std::string& path : paths) {
        if (lister.list(path)) continue;
        session.complain(explain_unknown_path(session, path));
        code = kTrouble;
    }
    lister.finish();
    return code;
}

}  // namespace tocd
