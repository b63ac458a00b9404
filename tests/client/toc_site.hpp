// A share, a daemon that has scanned it, and toc asking it; all as people run them.
#pragma once

#include "app/program.hpp"
#include "support/temp_dir.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocd {

struct TocResult {
    int exit_code = -1;
    std::string out, err;
};

// Runs `script` in bash, with toc as the function `toc` and $TOCD_SERVER set to `server`.
[[nodiscard]] TocResult run_script(const std::string& script, const std::string& server);

class TocSite {
public:
    explicit TocSite(const std::string& share_name = "data");

    // Relative to the share; parents are made.
    void add_file(const std::string& path, size_t size_bytes = 1,
                  const std::string& modified = "2020-01-02 03:04:05 UTC");
    void add_directory(const std::string& path);
    // Starts the daemon, and returns when the share is scanned.
    void serve();
    // Ends the daemon by this signal, and starts it anew over the same catalogue.
    void restart(int signal);
    // The same by an account that may not read everything, also when this is root.
    void serve_as_nobody();

    [[nodiscard]] TocResult toc(const std::string& words) const { return run_script("toc " + words, socket()); }
    [[nodiscard]] TocResult script(const std::string& text) const { return run_script(text, socket()); }
    // What a terminal would get, its line ends as LF.
    [[nodiscard]] std::string on_terminal(const std::string& words) const;

    [[nodiscard]] const std::string& share() const { return share_; }
    [[nodiscard]] std::string socket() const { return "unix:" + folder_.path() + "/state/http.sock"; }
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] BackgroundProgram& daemon() { return *daemon_; }

private:
    void start(const std::vector<std::string>& before, const std::string& program);
    TempDir folder_;
    std::string share_, url_;
    std::unique_ptr<BackgroundProgram> daemon_;
};

[[nodiscard]] std::vector<std::string> split(const std::string& text, char separator);

}  // namespace tocd
