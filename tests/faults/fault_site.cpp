#include "fault_site.hpp"

#include "catalogue/database.hpp"
#include "catalogue/statement.hpp"
#include "model/records.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tocd {
namespace {

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

void have_own_mounts() {
    static bool done = false;
    if (done) return;
    const uid_t uid = geteuid();
    const gid_t gid = getegid();
    if (unshare(CLONE_NEWNS | (uid == 0 ? 0 : CLONE_NEWUSER)) != 0)
        FAIL("faults of a share cannot be tested here: unshare: " << std::strerror(errno));
    if (uid != 0) {
        write_file("/proc/self/setgroups", "deny");
        write_file("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1");
        write_file("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1");
    }
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        FAIL("faults of a share cannot be tested here: private mounts: " << std::strerror(errno));
    done = true;
}

FaultSite::FaultSite(const MountOptions& options) {
    have_own_mounts();
    mkdir(share.c_str(), 0755);
    configure("");
    mount(options);
}

FaultSite::~FaultSite() { unmount(); }

void FaultSite::mount(const MountOptions& options) {
    try {
        fuse = std::make_unique<FuseMount>(tree, share, options);
    } catch (const std::runtime_error& error) {
        FAIL("faults of a share cannot be tested here: " << error.what());
    }
}

void FaultSite::unmount() { fuse.reset(); }

void FaultSite::configure(const std::string& share_lines, const std::string& sections) {
    write_file(config, "shares:\n  - name: data\n    path: " + share + "\n    scan_at_start: false\n" + share_lines + "catalogue:\n  path: " +
                           (folder / "catalogue.db") + "\nhttp:\n  listen: [\"127.0.0.1:0\"]\n" + sections);
}

void FaultSite::plant() {
    tree.add_file("top.dat", 10);
    tree.add_file(".marker", 1);
    for (const char* directory : {"a", "a/deep", "a/deep/er", "b", "empty", "wide", "z/last"}) tree.add_directory(directory);
    for (const char* file : {"a/1.dat", "a/2.dat", "a/deep/3.dat", "a/deep/er/4.dat", "b/5.dat", "b/6.dat", "z/last/7.dat", "z/8.dat"})
        tree.add_file(file, 100);
    for (int i = 0; i < 250; ++i) tree.add_file("wide/file" + std::to_string(i), 1);
}

std::vector<std::string> FaultSite::command(const std::vector<std::string>& words) const {
    std::vector<std::string> out = {TOCD_BINARY};
    out.insert(out.end(), words.begin(), words.end());
    out.insert(out.end(), {"--config", config});
    return out;
}

ProgramResult FaultSite::scan() { return run_program(command({"scan", "--full"})); }

ProgramResult FaultSite::scan_fast() { return run_program(command({"scan"})); }

std::string FaultSite::query(const std::string& sql) const {
    Database database(folder / "catalogue.db", Database::Access::read);
    Statement read(database, sql);
    std::string out;
    while (read.step()) {
        for (int i = 0; i < read.columns(); ++i) out += (i == 0 ? "" : "|") + std::string(read.text(i));
        out += "\n";
    }
    return out;
}

int64_t FaultSite::present() const { return std::stoll(query("SELECT count(*) FROM files WHERE NOT gone")); }
int64_t FaultSite::rows() const { return std::stoll(query("SELECT count(*) FROM files")); }

std::string FaultSite::outcome() const {
    const std::string number = query("SELECT outcome FROM scan ORDER BY id DESC LIMIT 1");
    return std::string(outcome_name(static_cast<ScanOutcome>(std::stoi(number))));
}

std::string FaultSite::errors() const {
    return query("SELECT path, message FROM scan_error WHERE scan_id = (SELECT max(id) FROM scan)") +
           query("SELECT coalesce(failure, '') FROM scan ORDER BY id DESC LIMIT 1");
}

}  // namespace tocd
