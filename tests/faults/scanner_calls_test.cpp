// Every system call that the real tocd-scan makes on its share fails, once and for ever, in every kind of scan and with every errno that
// servers and kernels are known for: nothing that exists is gone, no scan that met a fault says that it saw all, and the next one does.
#include "app/site.hpp"
#include "catalogue/database.hpp"
#include "catalogue/statement.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>

using namespace tocd;

namespace {

struct Calls {  // as in failing_calls.cpp
    std::atomic<uint64_t> made, failing, error_number, for_ever, failed;
};

class SharedCalls {
public:
    explicit SharedCalls(const std::string& path) {
        const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        REQUIRE(fd >= 0);
        REQUIRE(ftruncate(fd, sizeof(Calls)) == 0);
        void* const shared = mmap(nullptr, sizeof(Calls), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
        REQUIRE(shared != MAP_FAILED);
        calls_ = static_cast<Calls*>(shared);
        REQUIRE(setenv("TOCD_CALLS", path.c_str(), 1) == 0);
    }
    ~SharedCalls() {
        munmap(calls_, sizeof(Calls));
        unsetenv("TOCD_CALLS");
        unsetenv("TOCD_CALLS_ROOT");
    }
    SharedCalls(const SharedCalls&) = delete;
    SharedCalls& operator=(const SharedCalls&) = delete;
    Calls* operator->() const { return calls_; }
    void fail(uint64_t call, int error_number, bool for_ever) const {
        calls_->made = calls_->failed = 0;
        calls_->failing = call;
        calls_->error_number = static_cast<uint64_t>(error_number);
        calls_->for_ever = for_ever ? 1 : 0;
    }

private:
    Calls* calls_;
};

enum class Kind { first, full, fast };

struct SweptSite : Site {
    SweptSite() : Site(0), calls(folder / "calls") {
        REQUIRE(setenv("TOCD_CALLS_ROOT", share.c_str(), 1) == 0);
        for (const char* directory : {"a", "a/deep", "a/deep/er", "b", "empty", "wide"}) std::filesystem::create_directories(share + "/" + directory);
        for (const char* file : {"top", "a/1", "a/deep/2", "a/deep/er/3", "b/4", "b/5"}) write_file(share + "/" + file, "x");
        for (int i = 0; i < 12; ++i) write_file(share + "/wide/" + std::to_string(i), "x");
        write_config("    threads: 1\n    stamp_margin: 20ms\n", std::string("scan:\n  scanner: " TOCD_FAULTY_SCAN_BINARY "\n"));
    }
    ProgramResult scan(Kind kind) const {
        return kind == Kind::fast ? run_program(command({"scan"})) : run_program(command({"scan", "--full"}));
    }
    // What comes and goes between scans; each time the other.
    void change(uint64_t round) const {
        const std::string one = share + "/b/comes and goes", other = share + "/a/deep/comes and goes";
        std::filesystem::remove(round % 2 == 0 ? one : other);
        write_file(round % 2 == 0 ? other : one, "x");
    }
    [[nodiscard]] std::string query(const std::string& sql) const {
        Database database(catalogue, Database::Access::read);
        Statement read(database, sql);
        std::string out;
        while (read.step()) out += read.text(0) + "\n";
        return out;
    }
    void forget() const {
        for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(catalogue + ending);
    }

    std::string catalogue = folder / "state/catalogue.db";
    SharedCalls calls;
};

constexpr int kFiles = 19;

uint64_t stride() {
    const char* const text = std::getenv("TOCD_CALL_FAULT_STRIDE");
    return text == nullptr ? 23 : static_cast<uint64_t>(std::atoll(text));
}

struct Counted {
    uint64_t runs = 0, failed = 0;
    std::map<std::string, uint64_t> outcomes;
};

void check_run(const SweptSite& site, Kind kind, uint64_t call, int error_number, bool for_ever, Counted& counted) {
    site.calls.fail(0, 0, false);
    if (kind == Kind::first) site.forget();
    site.change(counted.runs);
    site.calls.fail(call, error_number, for_ever);
    const ProgramResult result = site.scan(kind);
    INFO(result.output);
    const uint64_t failed = site.calls->failed;
    site.calls.fail(0, 0, false);
    ++counted.runs;
    counted.failed += failed;
    CHECK(result.exit_code < 128);
    CHECK(result.output.find("signal=") == std::string::npos);
    const std::string outcome = site.query("SELECT outcome FROM scan ORDER BY id DESC LIMIT 1");
    ++counted.outcomes[outcome == "1\n" ? "complete" : outcome == "2\n" ? "incomplete" : outcome == "3\n" ? "interrupted" : "refused"];
    if (kind != Kind::first) {
        CHECK(site.query("SELECT count(*) FROM files WHERE gone AND name <> 'comes and goes'") == "0\n");
        CHECK(site.query("SELECT count(*) FROM files WHERE name <> 'comes and goes'") == "18\n");
    }
    // What a complete scan says is so.
    const auto check_whole = [&] {
        CHECK(site.query("SELECT count(*) FROM files WHERE NOT gone") == std::to_string(kFiles) + "\n");
        const bool in_b = std::filesystem::exists(site.share + "/b/comes and goes");
        CHECK(site.query("SELECT d.name FROM files f JOIN directory d ON d.id = f.directory_id WHERE NOT f.gone AND f.name = 'comes and goes'") ==
              (in_b ? "b\n" : "deep\n"));
    };
    // A directory that is said once not to be there, of a parent that shows it, is taken for one that went just now.
    if (outcome == "1\n" && error_number != ENOENT) check_whole();
    const ProgramResult healthy = site.scan(Kind::fast);
    CHECK_MESSAGE(healthy.exit_code == 0, healthy.output);
    check_whole();
    CHECK(site.query("SELECT count(*) FROM directory WHERE state <> 1") == "0\n");
}

void sweep(Kind kind) {
    const SweptSite site;
    REQUIRE(site.scan(Kind::full).exit_code == 0);
    Counted counted;
    for (const int error_number : {EIO, EMFILE, ENOMEM, ESTALE, EINTR, EACCES, ENOENT}) {
        for (const bool for_ever : {false, true}) {
            const std::string error = std::strerror(error_number);
            CAPTURE(error);
            CAPTURE(for_ever);
            for (uint64_t call = 1 + (static_cast<uint64_t>(error_number) * 5 + (for_ever ? 2 : 0)) % stride();; call += stride()) {
                CAPTURE(call);
                const uint64_t before = counted.failed;
                check_run(site, kind, call, error_number, for_ever, counted);
                if (counted.failed == before) break;  // it made fewer
            }
        }
    }
    std::string outcomes;
    for (const auto& [outcome, times] : counted.outcomes) outcomes += ", " + std::to_string(times) + " " + outcome;
    MESSAGE(counted.runs << " scans in which " << counted.failed << " calls failed" << outcomes);
    CHECK(counted.failed > 14);
}

}  // namespace

TEST_CASE("whichever call of the scanner fails in a first scan the next one is whole") { sweep(Kind::first); }

TEST_CASE("whichever call of the scanner fails in a full scan nothing that exists is gone") { sweep(Kind::full); }

TEST_CASE("whichever call of the scanner fails in a fast scan nothing that exists is gone") { sweep(Kind::fast); }
