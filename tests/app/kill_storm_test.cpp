// kill -9 of tocd, or of its scanner, at random moments of scans of a tree that changes: TOCD_KILLS says how many (25), TOCD_KILL_SEED
// which tree and moments.
#include "app/program.hpp"
#include "catalogue/database.hpp"
#include "catalogue/statement.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace tocd {
namespace {

namespace fs = std::filesystem;

uint64_t from_environment(const char* name, uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// A tree that changes by chance, and the catalogue of it.
class Storm {
public:
    explicit Storm(uint64_t seed) : random_(seed) {
        fs::create_directory(tree_);
        std::ofstream(config_) << "shares:\n  - name: data\n    path: " << tree_ << "\n    scan_at_start: false\ncatalogue:\n  path: "
                               << database_ << "\nhttp:\n  listen: [\"127.0.0.1:0\"]\n";
        for (int i = 0; i < 400; ++i) change();
    }

    [[nodiscard]] std::vector<std::string> command(bool full) const {
        std::vector<std::string> out = {TOCD_BINARY, "scan", "--config", config_};
        if (full) out.emplace_back("--full");
        return out;
    }

    uint64_t below(uint64_t end) { return random_() % end; }

    void change() {
        std::vector<fs::path> directories{tree_};
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(tree_)) (entry.is_directory() ? directories : files).push_back(entry.path());
        const fs::path& directory = directories[below(directories.size())];
        const std::string name = "n" + std::to_string(below(1'000'000));
        const uint64_t what = below(10);
        if (what < 2 && directories.size() < 300) {
            fs::create_directory(directory / name);
        } else if (what == 2 && files.size() > 2000) {
            for (int i = 0; i < 20; ++i) fs::remove(files[below(files.size())]);
        } else if (what == 3 && !files.empty()) {
            std::ofstream(files[below(files.size())], std::ios::app) << "more";
        } else if (what == 4 && !files.empty()) {
            fs::rename(files[below(files.size())], directory / name);
        } else if (what == 5) {
            const fs::path& from = directories[below(directories.size())];
            const bool within = (directory.string() + "/").starts_with(from.string() + "/");
            if (!within) fs::rename(from, directory / name);
        } else {
            for (int i = 0; i < 8; ++i) std::ofstream(directory / (name + "-" + std::to_string(i))) << std::string(below(100), 'x');
        }
    }

    [[nodiscard]] std::map<std::string, int64_t> on_disk() const {
        std::map<std::string, int64_t> out;
        for (const auto& entry : fs::recursive_directory_iterator(tree_))
            if (entry.is_regular_file()) out[entry.path().string().substr(tree_.size() + 1)] = static_cast<int64_t>(entry.file_size());
        return out;
    }

    [[nodiscard]] std::map<std::string, int64_t> in_catalogue() const {
        Database reader(database_, Database::Access::read);
        Statement rows(reader,
            "WITH RECURSIVE at(id, path) AS (SELECT id, '' FROM directory WHERE parent_id IS NULL UNION ALL"
            " SELECT d.id, at.path || d.name || '/' FROM at JOIN directory d ON d.parent_id = at.id WHERE d.state <> 4)"
            " SELECT at.path || f.name, f.size_bytes FROM files f JOIN at ON at.id = f.directory_id WHERE NOT f.gone");
        std::map<std::string, int64_t> out;
        while (rows.step()) out[rows.text(0)] = rows.integer(1);
        return out;
    }

    // Of the file as the killed process left it.
    [[nodiscard]] std::string integrity() const {
        Database database(database_, Database::Access::write);
        Statement check(database, "PRAGMA integrity_check");
        return check.step() ? check.text(0) : "no answer";
    }

    [[nodiscard]] int64_t file_rows() const {
        return Database(database_, Database::Access::read).read_integer("SELECT count(*) FROM file");
    }

private:
    std::mt19937_64 random_;
    TempDir folder_;
    const std::string tree_ = folder_ / "tree";
    const std::string config_ = folder_ / "tocd.yaml";
    const std::string database_ = folder_ / "catalogue.db";
};

// 0 when there is none. The leak sanitizer's tracer is a child too, and tocd waits for ever for one that was killed: the name tells.
pid_t scanner_of(pid_t pid) {
    std::ifstream children("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
    std::string name;
    for (pid_t child = 0; children >> child;) {
        std::ifstream("/proc/" + std::to_string(child) + "/comm") >> name;
        if (name == "tocd-scan") return child;
    }
    return 0;
}

int64_t microseconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("kill -9 at any moment of a scan leaves a sound catalogue that the next scan makes whole") {
    const uint64_t kills = from_environment("TOCD_KILLS", 25);
    const uint64_t seed = from_environment("TOCD_KILL_SEED", 1);
    Storm storm(seed);
    const auto begin = std::chrono::steady_clock::now();
    REQUIRE(run_program(storm.command(true)).exit_code == 0);
    int64_t usual_us = microseconds_since(begin);
    uint64_t in_time = 0;
    uint64_t scanners = 0;
    for (uint64_t kill_number = 0; kill_number < kills; ++kill_number) {
        CAPTURE(seed);
        CAPTURE(kill_number);
        for (uint64_t i = 5 + storm.below(30); i > 0; --i) storm.change();
        const int64_t rows_before = storm.file_rows();
        {
            BackgroundProgram scan(storm.command(storm.below(2) == 0));
            usleep(static_cast<useconds_t>(storm.below(static_cast<uint64_t>(usual_us) * 6 / 5)));
            const pid_t scanner = storm.below(3) == 0 ? scanner_of(scan.pid()) : 0;
            if (scanner > 0) kill(scanner, SIGKILL);
            else scan.send(SIGKILL);
            scanners += scanner > 0 ? 1 : 0;
            in_time += scan.wait().exit_code != 0 ? 1 : 0;
        }
        CHECK(storm.integrity() == "ok");
        CHECK(storm.file_rows() >= rows_before);
        const auto again = std::chrono::steady_clock::now();
        const ProgramResult after = run_program(storm.command(true));  // a fast one does not look at what files hold
        usual_us = microseconds_since(again);
        CHECK_MESSAGE(after.exit_code == 0, after.output);
        CHECK(storm.in_catalogue() == storm.on_disk());
    }
    MESSAGE(kills << " kills, " << scanners << " of them of the scanner, " << in_time << " before the scan had ended; " << storm.on_disk().size()
                  << " files at the end");
    CHECK(in_time > kills / 4);
}

}  // namespace tocd
