#include "catalogue/sought_rows.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "catalogue/sql_function.hpp"

#include <sqlite3.h>

namespace tocd {
namespace {

std::string_view text_of(sqlite3_value* value) {
    const void* const data = sqlite3_value_blob(value);
    const auto size = static_cast<size_t>(sqlite3_value_bytes(value));
    return data == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

void finds(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
    answer_sql(context, [&]() -> int64_t {
        auto* const sought = static_cast<SoughtRows*>(sqlite3_value_pointer(values[0], SoughtRows::kPointerType));
        if (sought == nullptr) throw Error(ErrorKind::internal, "finds() is for tocd itself");
        if (count == 2) return sought->is_in(text_of(values[1]));
        const int64_t directory = sqlite3_value_int64(values[1]);
        if (sqlite3_value_type(values[2]) == SQLITE_NULL) return sought->is_in_directory(directory);
        return sought->is_in_path(directory, text_of(values[2]));
    });
}

void in_project(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
    answer_sql(context, [&]() -> int64_t {
        auto* const sought = static_cast<SoughtProjects*>(sqlite3_value_pointer(values[0], SoughtProjects::kPointerType));
        if (sought == nullptr) throw Error(ErrorKind::internal, "in_project() is for tocd itself");
        return sought->is_in(sqlite3_value_int64(values[1]));
    });
}

void depth(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
    answer_sql(context, [&]() -> int64_t {
        auto* const depths =
            static_cast<DirectoryDepths*>(sqlite3_value_pointer(values[0], DirectoryDepths::kPointerType));
        if (depths == nullptr) throw Error(ErrorKind::internal, "depth() is for tocd itself");
        return depths->depth(sqlite3_value_int64(values[1]), sqlite3_value_int64(values[2]));
    });
}

void misfit(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
    answer_sql(context, [&]() -> int64_t {
        const auto* const match = static_cast<const FileMatch*>(sqlite3_value_pointer(values[0], kMatchPointerType));
        if (match == nullptr) throw Error(ErrorKind::internal, "misfit() is for tocd itself");
        return -int64_t{match->relevance(text_of(values[1]))};
    });
}

void project(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
    answer_sql(context, [&]() -> std::string {
        auto* const paths = static_cast<DirectoryPaths*>(sqlite3_value_pointer(values[0], kPathsPointerType));
        if (paths == nullptr) throw Error(ErrorKind::internal, "project() is for tocd itself");
        return paths->project_of(sqlite3_value_int64(values[1]));
    });
}

void path(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
    answer_sql(context, [&]() -> std::string {
        auto* const paths = static_cast<DirectoryPaths*>(sqlite3_value_pointer(values[0], kPathsPointerType));
        if (paths == nullptr) throw Error(ErrorKind::internal, "path() is for tocd itself");
        std::string out = display_text(paths->path_of(sqlite3_value_int64(values[1])));
        if (!out.ends_with('/')) out += '/';
        return out.append(text_of(values[2]));
    });
}

}  // namespace

void SoughtRows::look_at(int64_t directory_id) {
    if (directory_id == directory_id_) return;
    directory_ = display_text(paths_.path_of(directory_id));
    in_directory_ = sought_.is_in(directory_, room_);
    directory_id_ = directory_id;
}

bool SoughtRows::is_in_directory(int64_t directory_id) {
    look_at(directory_id);
    return in_directory_;
}

bool SoughtRows::is_in_path(int64_t directory_id, std::string_view name) {
    look_at(directory_id);
    const TextMatch match = sought_.match();
    // What a directory holds, or lies in, its files do too; without a slash nothing else but a name can hold it.
    if ((match == TextMatch::part || match == TextMatch::below) && in_directory_) return true;
    if (match == TextMatch::part && !sought_.has_slash()) return sought_.is_in(name, room_);
    path_ = directory_;
    if (!path_.ends_with('/')) path_ += '/';
    path_.append(name);
    return sought_.is_in(path_, room_);
}

bool SoughtProjects::is_in(int64_t directory_id) {
    if (directory_id != directory_id_) {
        is_in_ = sought_.is_in(paths_.project_of(directory_id), room_);
        directory_id_ = directory_id;
    }
    return is_in_;
}

int64_t DirectoryDepths::depth(int64_t directory_id, int64_t share_id) {
    if (directory_id != directory_id_) {
        const ShareRow* const share = call_.share(share_id);
        if (share == nullptr) return 0;  // not for this viewer: no condition lets it through
        const auto parts = [](std::string_view path) { return static_cast<int64_t>(path_parts(path).size()); };
        depth_ = parts(paths_.path_of(directory_id)) - parts(share->path);
        directory_id_ = directory_id;
    }
    return depth_;
}

void add_sought_functions(sqlite3* handle) {
    constexpr int kKind = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    for (const int count : {2, 3})
        sqlite3_create_function_v2(handle, "finds", count, kKind, nullptr, finds, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(handle, "in_project", 2, kKind, nullptr, in_project, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(handle, "path", 3, kKind, nullptr, path, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(handle, "project", 2, kKind, nullptr, project, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(handle, "depth", 3, kKind, nullptr, depth, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(handle, "misfit", 2, kKind, nullptr, misfit, nullptr, nullptr, nullptr);
}

}  // namespace tocd
