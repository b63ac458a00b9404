// toc find.
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/file_rows.hpp"
#include "client/human.hpp"
#include "client/query_words.hpp"
#include "client/share_names.hpp"
#include "client/shown_text.hpp"
#include "client/unknown_path.hpp"

#include <optional>

namespace tocd {
namespace {

Target target_of(const char* path, const FindRequest& request) {
    Target target(path);
    for (const auto& [name, value] : request.filters) target.add(name, value);
    return target;
}

std::vector<std::string> values_of(const FindRequest& request, const std::string& parameter) {
    std::vector<std::string> out;
    for (const auto& [name, value] : request.filters) {
        if (name != parameter) continue;
        for (std::string_view rest = value;;) {
            const size_t comma = rest.find(',');
            out.emplace_back(rest.substr(0, comma));
            if (comma == rest.npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    return out;
}

std::string under_of(const FindRequest& request) {
    for (const auto& [name, value] : request.filters)
        if (name == "under") return value;
    return {};
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
            for (const char* key : {"files", "next", "query", "took_ms"}) answer.erase(key);
            session.write_json(answer);
            break;
    }
    note_gaps(session, values_of(request, "share"), under_of(request));
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
    note_gaps(session, values_of(request, "share"), under_of(request));
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
    const std::vector<std::string> limit = values_of(request, "limit");
    const bool all = limit.empty() || limit.front() != std::to_string(found.files);
    session.write_summary(counted(found.files, "file") + (all ? "" : " (the limit)") + ", " + human_size(found.size_bytes) + "; " +
                          as_of_text(as_of.empty() ? Json() : Json(as_of)));
    note_gaps(session, values_of(request, "share"), under_of(request));
    return found.files > 0 ? kFound : kNothing;
}

}  // namespace

int run_find(const Session& session, const FindRequest& request) {
    try {
        const int code = find(session, request);
        if (code == kNothing && !request.one_text.empty())
            session.note("\"" + request.one_text + "\" was looked for as one text, with its blanks; a whole query in one word "
                         "stands behind --query");
        return code;
    } catch (const ApiError& error) {
        if (error.parameter() == "q" && error.place())
            throw QueryError(error.what(), request.query, error.place()->position, error.place()->length);
        if (error.kind() != ErrorKind::not_found) throw;
        const Json shares = session.get(Target("/api/v1/shares"));
        for (const std::string& name : values_of(request, "share")) check_share_name(shares, name);
        const std::string under = under_of(request);
        if (under.empty()) throw;
        throw Error(error.kind(), explain_unknown_path(session, under));
    }
}

}  // namespace tocd
