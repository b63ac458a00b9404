// toc du.
#include "client/commands.hpp"
#include "client/coverage_note.hpp"
#include "client/directory_contents.hpp"
#include "client/human.hpp"
#include "client/shown_text.hpp"
#include "client/unknown_path.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr int kBarColumns = 10;

std::vector<Column> columns() {
    using enum Column::Kind;
    return {{"SIZE", "size_bytes", number},
            {"FILES", "files", number, Column::Where::table_only},
            {"PART", "", number, Column::Where::table_only},
            {"", "", text, Column::Where::table_only},
            {"PATH", "path", bytes}};
}

// Eighths of a block: the part of `whole` that `part` is.
std::string bar_of(int64_t part, int64_t whole) {
    static constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    if (whole <= 0) return {};
    auto eighths = static_cast<int>(static_cast<double>(part) / static_cast<double>(whole) * kBarColumns * 8 + 0.5);
    eighths = std::clamp(eighths, 0, kBarColumns * 8);
    std::string bar;
    for (int i = 0; i < eighths / 8; ++i) bar += "█";
    return bar + kEighths[eighths % 8];
}

std::string percent_of(int64_t part, int64_t whole) {
    if (whole <= 0) return {};
    char text[16];
    std::snprintf(text, sizeof text, "%.1f %%", static_cast<double>(part) / static_cast<double>(whole) * 100);
    return text;
}

class Adder {
public:
    Adder(const Session& session, const UsageRequest& request)
        : session_(session),
          request_(request),
          table_(session.out, columns()),
          key_(request.allocated ? "total_allocated_bytes" : "total_size_bytes") {}

    // False when the catalogue knows no such path.
    bool add(const std::string& path) {
        const auto contents = read_directory_contents(session_, path, request_.sort, "no");
        if (!contents) return add_file(path);
        as_of_ = contents->answer.at("as_of");
        const Json& top = contents->answer.at("directory");
        if (!top.is_null()) {
            whole_ = top.at(key_).get<int64_t>();
            add_tree(top, 0, &contents->answer);
            note_directory_gaps(session_, top);
            return true;
        }
        whole_ = 0;
        for (const Json& root : contents->answer.at("directories")) whole_ += root.at(key_).get<int64_t>();
        // The roots stand where the directories of one level would: with -d 1, and -d 0, only they are shown.
        for (const Json& root : contents->answer.at("directories")) add_tree(root, 1, nullptr);
        note_gaps(session_, {}, path);
        return true;
    }

    void finish() {
        table_.finish();
        if (!as_of_.is_null() || table_.rows() > 0) session_.write_summary(as_of_text(as_of_));
    }

private:
    bool add_file(const std::string& path) {
        const auto file = read_file_at(session_, path, "no");
        if (!file) return false;
        if (session_.out.look().format == OutputFormat::json) {
            session_.write_json({{"file", *file}});
            return true;
        }
        const int64_t size_bytes = file->at(request_.allocated ? "allocated_bytes" : "size_bytes").get<int64_t>();
        table_.add({size_cell(size_bytes), count_cell(1), {}, {}, name_cell(path, Style::plain)});
        return true;
    }

    // Children first, as du(1). `contents` when it was read already.
    void add_tree(const Json& directory, int depth, const Json* contents) {
        if (depth < request_.depth && directory.at("total_directories").get<int64_t>() > 0) {
            std::optional<DirectoryContents> read;
            if (contents == nullptr) {
                read = read_directory_contents(session_, bytes_of(directory, "path"), request_.sort, "no");
                if (read) contents = &read->answer;  // else a scan found meanwhile that it is gone
            }
            if (contents != nullptr)
                for (const Json& child : contents->at("directories")) add_tree(child, depth + 1, nullptr);
        }
        add_row(directory);
    }

    void add_row(const Json& directory) {
        if (session_.out.look().format == OutputFormat::json) {
            session_.write_json(directory);
            return;
        }
        const std::string path = bytes_of(directory, "path");
        const std::string state = directory.at("state").get<std::string>();
        const bool some_failed = directory.at("failed_directories").get<int64_t>() > 0;
        const int64_t size_bytes = directory.at(key_).get<int64_t>();
        table_.add({size_cell(size_bytes, some_failed),
                    count_cell(directory.at("total_files").get<int64_t>(), some_failed),
                    {percent_of(size_bytes, whole_), {}, Style::faint},
                    {bar_of(size_bytes, whole_), {}},
                    name_cell(path, state == "failed" ? Style::bad : Style::directory)});
    }

    const Session& session_;
    const UsageRequest& request_;
    Table table_;
    const char* key_;
    int64_t whole_ = 0;
    Json as_of_;
};

}  // namespace

int run_usage(const Session& session, const UsageRequest& request) {
    Adder adder(session, request);
    int code = kFound;
    const std::vector<std::string> paths = request.paths.empty() ? std::vector<std::string>{""} : request.paths;
    for (const std::string& path : paths) {
        if (adder.add(path)) continue;
        session.complain(explain_unknown_path(session, path));
        code = kTrouble;
    }
    adder.finish();
    return code;
}

}  // namespace tocd
