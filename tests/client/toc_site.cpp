#include "client/toc_site.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tocd {
namespace {

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

}  // namespace

TocResult run_script(const std::string& script, const std::string& server) {
    const TempDir folder;
    std::ofstream(folder / "script") << "toc() { \"" TOC_BINARY "\" \"$@\"; }\n" << script << "\n";
    const ProgramResult result = run_program({"env", "TOCD_SERVER=" + server, "LC_ALL=C", "TZ=UTC", "bash", "-c",
                                              "exec bash \"$0/script\" > \"$0/out\" 2> \"$0/err\"", folder.path()});
    return {result.exit_code, content_of(folder / "out"), content_of(folder / "err")};
}

TocSite::TocSite(const std::string& share_name) {
    chmod(folder_.path().c_str(), 0755);
    share_ = folder_ / share_name;
    std::filesystem::create_directory(share_);
    std::filesystem::create_directory(folder_ / "state");
    chmod((folder_ / "state").c_str(), 0777);
}

void TocSite::add_directory(const std::string& path) { std::filesystem::create_directories(share_ + "/" + path); }

void TocSite::add_file(const std::string& path, size_t size_bytes, const std::string& modified) {
    const std::string whole = share_ + "/" + path;
    std::filesystem::create_directories(std::filesystem::path(whole).parent_path());
    std::ofstream(whole) << std::string(size_bytes, 'x');
    REQUIRE(run_program({"touch", "-d", modified, "--", whole}).exit_code == 0);
}

void TocSite::serve() { start({}, TOCD_BINARY); }

void TocSite::restart(int signal) {
    daemon_->send(signal);
    (void)daemon_->wait();
    serve();
}

void TocSite::serve_as_nobody() {
    if (geteuid() != 0) return serve();
    const std::string bin = std::filesystem::path(TOCD_BINARY).parent_path();
    for (const std::string name : {"/tocd", "/tocd-scan"})
        std::filesystem::copy_file(bin + name, folder_.path() + name);
    start({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}, folder_ / "tocd");
}

void TocSite::start(const std::vector<std::string>& before, const std::string& program) {
    std::vector<std::string> command = before;
    command.insert(command.end(), {program, "run", "--listen", "127.0.0.1:0", "--listen", socket(), "--state",
                                   folder_ / "state", share_});
    daemon_ = std::make_unique<BackgroundProgram>(command);
    const std::string line = daemon_->wait_for("serving url=http");
    url_ = line.substr(line.find("url=") + 4);
    daemon_->wait_for("scan: ended");
}

std::string TocSite::on_terminal(const std::string& words) const {
    std::string out = run_script("script -qec '\"" TOC_BINARY "\" " + words + "' /dev/null", socket()).out;
    std::erase(out, '\r');
    return out;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> out;
    std::string part;
    for (std::istringstream in(text); std::getline(in, part, separator);) out.push_back(part);
    return out;
}

}  // namespace tocd
