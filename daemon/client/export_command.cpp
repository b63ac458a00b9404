// toc export.
#include "base/atomic_file.hpp"
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/query_words.hpp"

#include <optional>

namespace tocd {
namespace {

struct Form {
    std::string_view name;
    const char* path;
    size_t header_lines;
    char end;  // of a row
    bool whole = false;  // the catalogue, not rows of it
};

constexpr Form kForms[] = {{"csv", "/api/v1/files.csv", 1, '\n'},
                           {"ndjson", "/api/v1/files.ndjson", 0, '\n'},
                           {"paths0", "/api/v1/files.paths0", 0, '\0'},
                           {"sqlite", "/api/v1/snapshot.db", 0, '\0', true}};

const Form& form_of(const ExportRequest& request) {
    for (const Form& form : kForms)
        if (form.name == request.format) return form;
    throw Error(ErrorKind::invalid_argument, "--format is csv, ndjson, paths0 or sqlite, not " + request.format);
}

int export_files(const Session& session, const ExportRequest& request) {
    const Form& form = form_of(request);
    if (form.whole && !(request.query.empty() && request.sort.empty()))
        throw Error(ErrorKind::invalid_argument, "--format sqlite is the whole catalogue: it takes no query and no --sort");
    const bool to_file = !request.file.empty() && request.file != "-";
    if (!to_file && session.out.look().terminal)
        throw Error(ErrorKind::invalid_argument, "an export is for a file or a pipe: say -o FILE (toc find shows files here)");
    Target target(form.path);
    if (!request.query.empty()) target.add("q", request.query);
    if (!request.sort.empty()) target.add("sort", request.sort);

    std::optional<AtomicFile> file;
    if (to_file) file.emplace(request.file);
    size_t rows = 0;
    session.daemon.get_stream(target.text(), [&](std::string_view piece) {
        if (!form.whole)
            for (const char c : piece) rows += c == form.end;
        to_file ? file->write(piece) : session.out.write(piece);
        return true;
    });
    session.out.flush();
    if (file) file->commit();
    note_gaps(session, {}, {});
    return form.whole || rows > form.header_lines ? kFound : kNothing;
}

}  // namespace

int run_export(const Session& session, const ExportRequest& request) {
    try {
        return export_files(session, request);
    } catch (const ApiError& error) {
        if (error.parameter() == "q" && error.place())
            throw QueryError(error.what(), request.query, error.place()->position, error.place()->length);
        throw;
    }
}

}  // namespace tocd
