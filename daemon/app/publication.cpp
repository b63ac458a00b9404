#include "app/publication.hpp"

#include "app/compressed_file.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/reader.hpp"
#include "catalogue/snapshot.hpp"
#include "http/access_rules.hpp"
#include "http/file_columns.hpp"
#include "http/to_json.hpp"
#include "model/sight.hpp"
#include "search/query_syntax.hpp"

namespace tocd {
namespace {

constexpr uint32_t kPageFiles = 1000;
constexpr size_t kPieceBytes = 256 << 10;

void stop_if(const std::atomic<bool>& given_up) {
    if (given_up) throw Error(ErrorKind::cancelled, "it was given up");
}

void write_files(ReaderPool& readers, const Publication& publication, CompressedFile& file, const std::atomic<bool>& given_up, int64_t page_ns) {
    const PublishConfig& config = publication.config;
    FileQuery query;
    if (!config.query.empty()) {
        auto read = parse_query(config.query, system_clock().now_ns());
        if (const auto* problem = std::get_if<QueryProblem>(&read)) throw Error(ErrorKind::invalid_argument, problem->text());
        query.search = std::get<Query>(std::move(read));
        if (asks_for_gone(query.search->tree)) query.gone = GoneFilter::any;
    }
    query.sort = FileSort::id;
    query.limit = kPageFiles;
    const bool csv = config.format == "csv";
    std::string lines = csv ? csv_header() : "";
    for (bool more = true; more;) {
        stop_if(given_up);
        const FilePage page = readers.lend()->find_files(publication.viewer, query, {system_clock().monotonic_ns() + page_ns});
        // Cut by the deadline it has some rows, and perhaps no next page: a short file must not take the place of a whole one.
        if (!page.complete) throw Error(ErrorKind::limit, "a page of it took longer than allowed");
        for (const FileRecord& record : page.files) {
            if (csv) append_csv_row(lines, record);
            else lines.append(dump(to_json(record))).push_back('\n');
        }
        file.write(lines);
        lines.clear();
        query.after = page.next;
        more = !page.next.empty();
    }
}

void write_catalogue(ReaderPool& readers, CompressedFile& file, const std::atomic<bool>& given_up) {
    // Made beside the catalogue: the directory may be on a network, where SQLite has no business.
    Snapshot snapshot(readers.database_path(), ".publish", given_up);
    std::string piece;
    do {
        stop_if(given_up);
        piece.clear();
        snapshot.read(piece, kPieceBytes);
        file.write(piece);
    } while (!piece.empty());
}

}  // namespace

Publication publication_of(const PublishConfig& config, const AccessInForce& access) {
    Publication out{config, {}};
    if (config.seen_by != std::vector<std::string>{kAdmins}) hide_from(out.viewer, config.seen_by, access);
    return out;
}

std::string publication_path(const PublishConfig& config) {
    std::string path = config.to + (config.to.ends_with('/') ? "" : "/") + config.name + "-latest.";
    path += config.format == "sqlite" ? "db" : config.format;
    if (config.compress == "gzip") path += ".gz";
    if (config.compress == "zstd") path += ".zst";
    return path;
}

int64_t write_publication(ReaderPool& readers, const Publication& publication, const std::atomic<bool>& given_up, int64_t page_ns) {
    CompressedFile file(publication_path(publication.config), publication.config.compress);
    const Viewer& viewer = publication.viewer;
    if (publication.config.format != "sqlite") write_files(readers, publication, file, given_up, page_ns);
    else if (viewer_key(viewer).empty()) write_catalogue(readers, file, given_up);
    else
        throw Error(ErrorKind::conflict, "sqlite is the whole catalogue, also of what is hidden (" +
                                             display_text(viewer.hidden_shares.empty() ? viewer.hidden.front() : "share " + viewer.hidden_shares.front()) +
                                             "): say \"seen_by: [admins]\", or take another format");
    stop_if(given_up);
    file.commit();
    return file.size_bytes();
}

void check_publish_queries(const Config& config) {
    for (size_t i = 0; i < config.publish.size(); ++i) {
        const auto read = parse_query(config.publish[i].query, system_clock().now_ns());
        if (const auto* problem = std::get_if<QueryProblem>(&read))
            throw Error(ErrorKind::invalid_argument, "publish[" + std::to_string(i) + "].query (" + display_text(config.publish[i].name) +
                                                         "): " + problem->text());
    }
}

}  // namespace tocd
