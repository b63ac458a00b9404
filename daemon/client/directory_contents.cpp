#include "client/directory_contents.hpp"

#include "client/file_rows.hpp"

#include <algorithm>
#include <tuple>

namespace tocd {
namespace {

constexpr size_t kPage = 2000;            // the API's most
constexpr int64_t kMostSorted = 100'000;  // files of one directory held in memory, at 2 KB each

Target directories_target(const std::string& path, const std::string& sort, const std::string& gone, size_t offset) {
    Target target("/api/v1/directories");
    if (!path.empty()) target.add("path", path);
    target.add("sort", sort).add("gone", gone).add("limit", std::to_string(kPage));
    if (offset > 0) target.add("offset", std::to_string(offset));
    return target;
}

void append_all(Json& list, Json& more) {
    for (Json& item : more) list.push_back(std::move(item));
}

// As the daemon sorts them.
void sort_files(Json& files, std::string sort) {
    const bool descending = sort.starts_with('-');
    if (descending) sort.erase(0, 1);
    const auto key = [&](const Json& file) {
        const int64_t number = sort == "size"       ? file.at("size_bytes").get<int64_t>()
                               : sort == "modified" ? file.at("modified_ns").get<int64_t>()
                                                    : 0;
        return std::tuple<int64_t, const std::string&>(number, file.at("name").get_ref<const std::string&>());
    };
    std::sort(files.begin(), files.end(),
              [&](const Json& a, const Json& b) { return descending ? key(b) < key(a) : key(a) < key(b); });
}

}  // namespace

std::optional<DirectoryContents> read_directory_contents(const Session& session, const std::string& path,
                                                         const std::string& sort, const std::string& gone) {
    DirectoryContents out;
    try {
        out.answer = session.get(directories_target(path, sort, gone, 0));
    } catch (const ApiError& error) {
        if (error.kind() == ErrorKind::not_found) return std::nullopt;
        throw;
    }
    for (size_t offset = kPage; out.answer.at("more_directories").get<bool>(); offset += kPage) {
        Json next = session.get(directories_target(path, sort, gone, offset));
        append_all(out.answer["directories"], next.at("directories"));
        out.answer["more_directories"] = next.at("more_directories");
    }
    if (!out.answer.at("more_files").get<bool>()) return out;
    // Page by page would sort the whole directory for each page: the files come from the stream of the search instead.
    const Json directory = out.answer.at("directory");
    out.answer["more_files"] = false;
    out.answer["files"] = Json::array();
    if (gone != "no" || directory.at("files").get<int64_t>() > kMostSorted) {
        out.files_follow = true;
        return out;
    }
    read_files_of(session, directory, gone, [&](Json file) { out.answer["files"].push_back(std::move(file)); });
    sort_files(out.answer["files"], sort);
    return out;
}

void read_files_of(const Session& session, const Json& directory, const std::string& gone,
                   const std::function<void(Json file)>& take) {
    const std::string path = bytes_of(directory, "path");
    // Nearly always those directly inside come first, for a directory gets its number before those below it do: with
    // the known number of them the rest of the tree need not be read.
    int64_t left = gone == "no" ? directory.at("files").get<int64_t>() : -1;
    if (left == 0) return;
    LineReader lines([&](std::string_view line) {
        Json file = parse_file(line, session.daemon.address());
        if (bytes_of(file, "directory") != path) return true;
        take(std::move(file));
        return --left != 0;
    });
    const std::string target = Target("/api/v1/files.ndjson").add("under", path).add("gone", gone).text();
    session.daemon.get_stream(target, [&](std::string_view piece) { return lines.feed(piece); });
}

std::optional<Json> read_file_at(const Session& session, const std::string& path, const std::string& gone) {
    const size_t slash = path.rfind('/');
    const std::string name = path.substr(slash + 1);
    if (name.empty()) return std::nullopt;
    // Above shares there are no files, and nothing below it is to be looked through.
    const std::string directory = slash == 0 ? "/" : path.substr(0, slash);
    try {
        if (session.get(Target("/api/v1/directories").add("path", directory).add("limit", "1")).at("directory").is_null()) return std::nullopt;
    } catch (const ApiError& error) {
        if (error.kind() != ErrorKind::not_found) throw;
        return std::nullopt;
    }
    // A word with a star is matched with the whole name, and blanks would part it into words. What else matches is
    // sorted out here.
    std::string pattern = "*" + name;
    std::replace(pattern.begin(), pattern.end(), ' ', '?');
    Target target("/api/v1/files.ndjson");
    target.add("under", directory).add("name", pattern).add("gone", gone);
    std::optional<Json> found;
    LineReader lines([&](std::string_view line) {
        Json file = parse_file(line, session.daemon.address());
        if (bytes_of(file, "path") != path) return true;
        found = std::move(file);
        return false;
    });
    try {
        session.daemon.get_stream(target.text(), [&](std::string_view piece) { return lines.feed(piece); });
    } catch (const ApiError& error) {
        if (error.kind() != ErrorKind::not_found) throw;
    }
    return found;
}

}  // namespace tocd
