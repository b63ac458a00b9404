// A share and a configuration for the real programs.
#pragma once

#include "app/program.hpp"
#include "support/temp_dir.hpp"

#include <sys/stat.h>

#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

namespace tocd {

inline void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

// A share with `files` files in some directories, a config beside it, and a daemon or a command on it.
struct Site {
    explicit Site(int files = 3) {
        chmod(folder.path().c_str(), 0755);
        share = folder / "share";
        mkdir(share.c_str(), 0755);
        mkdir((share + "/sub").c_str(), 0755);
        for (int i = 0; i < files; ++i) {
            if (i % 1000 == 0) mkdir((share + "/sub/" + std::to_string(i / 1000)).c_str(), 0755);
            write_file(share + "/sub/" + std::to_string(i / 1000) + "/file" + std::to_string(i) + ".dat", "x");
        }
        mkdir((folder / "state").c_str(), 0777);
        chmod((folder / "state").c_str(), 0777);
        write_config("");
    }
    void write_config(const std::string& more, const std::string& sections = "") const {
        write_shares("  - name: data\n    path: " + share + "\n    scan_at_start: false\n" + more, sections);
    }
    // `shares`: the entries of that section.
    void write_shares(const std::string& shares, const std::string& sections) const {
        write_file(config, "shares:\n" + shares + "catalogue:\n  path: " + (folder / "state/catalogue.db") + "\nhttp:\n  listen: [\"127.0.0.1:0\"]\n" + sections);
    }
    [[nodiscard]] std::vector<std::string> command(std::initializer_list<std::string> words) const {
        std::vector<std::string> out = {TOCD_BINARY};
        out.insert(out.end(), words);
        out.insert(out.end(), {"--config", config});
        return out;
    }
    TempDir folder;
    std::string share;
    std::string config = folder / "tocd.yaml";
};

inline std::string url_of(BackgroundProgram& daemon) {
    const std::string line = daemon.wait_for("serving url=");
    return line.substr(line.find("url=") + 4);
}

}  // namespace tocd
