// toc find.
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/file_rows.hpp"
#include "client/find_failure.hpp"
#include "client/human.hpp"
#include "client/shown_text.hpp"

namespace tocd {
namespace {

Target target_of(const char* path, const FindRequest& request) {
    Target target(path);
    for (const auto& [name, value] : request.filters) target.add(name, value);
    return target;
}

int count_files(const Session& session, const FindRequest& request) {
    Json answer = session.get(target_of("/api/v1/files", request).add("count", "1").add("limit", "1"));
    const Json total = answer.at("total");
    if (total.is_null())
        throw Error(ErrorKind::limit,
                    "counting took longer than the daemon allows (http.query_timeout): ask for less, "
                    "with --under, --share or --ext");
    const int64_t files = total.at("files").get<int64_t>(), size_bytes = total.at("size_bytes").get<int64_t>();
    switch (session.out.look().format) {
        case OutputFormat::table:
            session.out.write(counted(files, "file") + ", " + human_size(size_bytes) + "\n");
            session.write_summary(as_of_text(answer.at("as_of")));
            break;
        case OutputFormat::plain:
            session.out.write(std::to_string(files) + (request.long_listing ? "\t" + std::to_string(size_bytes) : "") +
                              (session.out.look().nul ? std::string(1, '\0') : "\n"));
            break;
        case OutputFormat::csv:
            session.out.write("files,size_bytes\r\n" + std::to_string(files) + "," + std::to_string(size_bytes) +
                              "\r\n");
            break;
        case OutputFormat::json:
            for (const char* key : {"files", "directories", "next", "query", "took_ms"}) answer.erase(key);
            session.write_json(answer);
            break;
    }
    note_gaps(session, filter_values(request, "share"), filter_under(request));
    return files > 0 ? kFound : kNothing;
}

// CSV and NDJSON come as the daemon writes them. What counts is whether there is a line more than the header.
int pass_on(const Session& session, const FindRequest& request, const char* path, size_t header_lines) {
    Output& out = session.out;
    size_t lines = 0;
    LineReader safe_lines([&](std::string_view line) {
        if (line.ends_with('\r')) line.remove_suffix(1);  // CSV
        out.write((header_lines == 0 ? safe_json(line) : safe_message(line)) + "\n");
        return true;
    });
    session.daemon.get_stream(target_of(path, request).text(), [&](std::string_view piece) {
        for (const char c : piece) lines += c == '\n';
        if (!out.look().terminal)
            out.write(piece);
        else if (!safe_lines.feed(piece))
            return false;
        return true;
    });
    note_gaps(session, filter_values(request, "share"), filter_under(request));
    return lines > header_lines ? kFound : kNothing;
}

struct Counted {
    int64_t files = 0, size_bytes = 0;
};

Counted show_files(const Session& session, const FindRequest& request, std::string& as_of) {
    Output& out = session.out;
    Table table(out, long_columns());
    Counted counted_files;
    LineReader lines([&](std::string_view line) {
        const Json file = parse_file(line, session.daemon.address());
        ++counted_files.files;
        counted_files.size_bytes += file.at("size_bytes").get<int64_t>();
        if (request.long_listing) {
            table.add(long_row(out, file));
            return true;
        }
        const std::string path = bytes_of(file, "path");
        if (out.look().format == OutputFormat::table)
            out.write(painted_path(out, path, file.at("gone").get<bool>()) + "\n");
        else
            out.write(path + (out.look().nul ? '\0' : '\n'));
        return true;
    });
    as_of = session.daemon.get_stream(target_of("/api/v1/files.ndjson", request).text(), [&](std::string_view piece) {
        const bool more = lines.feed(piece);
        if (out.look().terminal && !request.long_listing) out.flush();  // who looks on sees the first files at once
        return more;
    });
    lines.finish();
    table.finish();
    return counted_files;
}

int find(const Session& session, const FindRequest& request) {
    if (request.count) return count_files(session, request);
    if (session.out.look().format == OutputFormat::json) return pass_on(session, request, "/api/v1/files.ndjson", 0);
    if (session.out.look().format == OutputFormat::csv) return pass_on(session, request, "/api/v1/files.csv", 1);
    std::string as_of;
    const Counted found = show_files(session, request, as_of);
    const std::vector<std::string> limit = filter_values(request, "limit");
    const bool all = limit.empty() || limit.front() != std::to_string(found.files);
    session.write_summary(counted(found.files, "file") + (all ? "" : " (the limit)") + ", " + human_size(found.size_bytes) + "; " +
                          as_of_text(as_of.empty() ? Json() : Json(as_of)));
    note_gaps(session, filter_values(request, "share"), filter_under(request));
    return found.files > 0 ? kFound : kNothing;
}

}  // namespace

int run_find(const Session& session, const FindRequest& request) {
    return with_find_failures(session, request, [&] { return find(session, request); });
}

}  // namespace tocd
