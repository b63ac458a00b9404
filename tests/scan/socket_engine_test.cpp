#include "scan/scanner_client.hpp"

#include "base/error.hpp"
#include "running_scanner.hpp"
#include "scan/run_scan.hpp"
#include "support/temp_dir.hpp"
#include "tree_store.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>

using namespace tocd;

namespace {

struct Pair {
    int ours = -1;
    int theirs = -1;
    Pair() {
        int ends[2];
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        ours = ends[0];
        theirs = ends[1];
    }
    template <class Message>
    void answer(const Message& message) {
        std::string bytes;
        append_message(bytes, message);
        REQUIRE(write(theirs, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    ~Pair() { close(theirs); }
};

Job small_job(uint64_t id) {
    Job job;
    job.id = id;
    job.directories.resize(1);
    return job;
}

// What a walk by other means says of `root`.
std::map<std::string, KeptEntry> walk_by_std(const std::string& root) {
    std::map<std::string, KeptEntry> tree;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        struct stat st;
        REQUIRE(lstat(entry.path().c_str(), &st) == 0);
        const std::string path = entry.path().string().substr(root.size() + 1);
        if (S_ISREG(st.st_mode)) tree[path] = {EntryType::file, static_cast<uint64_t>(st.st_size), st.st_ino};
        if (S_ISDIR(st.st_mode)) tree[path + "/"] = {EntryType::directory, 0, st.st_ino};
    }
    return tree;
}

void plant(const std::string& path, int depth, unsigned& seed) {
    for (int i = 0; i < 6; ++i) {
        seed = seed * 1103515245 + 12345;
        const std::string name = path + "/" + std::string(1 + seed / 65536 % 20, static_cast<char>('a' + i)) + "\xff\n";
        if (depth > 0 && i < 4) {
            std::filesystem::create_directory(name);
            plant(name, depth - 1, seed);
        } else if (i == 4) {
            std::filesystem::create_symlink("..", name);
        } else {
            std::ofstream(name) << std::string(seed / 65536 % 100, 'x');
        }
    }
}

}  // namespace

TEST_CASE("a scan with the real scanner stores what another walk finds") {
    TempDir dir;
    unsigned seed = 1;
    plant(dir.path(), 4, seed);
    TreeStore store;
    store.answer_late = true;
    ScanTask task;
    task.share = "test";
    task.options.path = dir.path();
    for (const uint32_t threads : {1u, 4u, 0u}) {
        CAPTURE(threads);
        task.options.threads = threads;
        RunningScanner scanner;
        SocketEngine engine(scanner.take_fd());
        ScanWatch watch;
        const ScanRecord record = run_scan(task, engine, store, watch, system_clock());
        CHECK(record.outcome == ScanOutcome::complete);
        CHECK(record.failure.empty());
        CHECK(store.tree() == walk_by_std(dir.path()));
        // The tree changes before the next scan.
        std::filesystem::create_directories(dir / ("new" + std::to_string(threads) + "/sub"));
        std::ofstream(dir / ("new" + std::to_string(threads) + "/sub/file")) << "text";
    }
    CHECK(store.frames[ListingKind::same] > 300);
}

TEST_CASE("a scanner that is killed in the middle of a scan interrupts it and the next scan completes it") {
    TempDir dir;
    unsigned seed = 2;
    plant(dir.path(), 4, seed);
    TreeStore store;
    ScanTask task;
    task.share = "test";
    task.options.path = dir.path();
    for (const bool kill_it : {false, true}) {
        RunningScanner scanner;
        SocketEngine engine(scanner.take_fd());
        ScanWatch watch;
        // Known directories are asked for level by level: after the root's frame there is always more to ask.
        if (kill_it) store.on_take = [&](const Listing&) { kill_scanner(scanner.pid()); };
        const ScanRecord record = run_scan(task, engine, store, watch, system_clock());
        CHECK(record.outcome == (kill_it ? ScanOutcome::interrupted : ScanOutcome::complete));
        if (!kill_it) continue;
        CHECK(record.failure.find("the scanner") == 0);
        scanner.wait();
        CHECK(scanner.signal == SIGKILL);
    }
    store.on_take = [](const Listing&) {};
    RunningScanner scanner;
    SocketEngine engine(scanner.take_fd());
    ScanWatch watch;
    CHECK(run_scan(task, engine, store, watch, system_clock()).outcome == ScanOutcome::complete);
    CHECK(store.tree() == walk_by_std(dir.path()));
}

TEST_CASE("a scanner that dies makes poll and submit say that it is lost") {
    TempDir dir;
    RunningScanner scanner;
    SocketEngine engine(scanner.take_fd());
    ShareOptions options;
    options.path = dir.path();
    engine.open(options);
    REQUIRE(kill(scanner.pid(), SIGKILL) == 0);
    scanner.wait();
    try {
        for (uint64_t id = 1; id < 1000; ++id) {
            engine.submit(small_job(id));
            engine.poll(std::chrono::milliseconds(100));
        }
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::unavailable);
        CHECK(std::string(error.what()).find("the scanner") == 0);
    }
}

TEST_CASE("opening a share that is not there names path and reason") {
    RunningScanner scanner;
    SocketEngine engine(scanner.take_fd());
    ShareOptions options;
    options.path = "/none/such";
    CHECK_THROWS_WITH_AS(engine.open(options), "cannot list directory /none/such: No such file or directory", Error);
}

TEST_CASE("a scanner of another protocol is refused with both versions") {
    Pair pair;
    SocketEngine engine(pair.ours);
    pair.answer(Ready{99, "7.5", {}});
    CHECK_THROWS_WITH_AS(engine.open({}), doctest::Contains("the scanner is version 7.5 and speaks protocol 99"), Error);
}

TEST_CASE("a root that hangs is given up when the time is over or somebody wakes") {
    Pair hanging;
    SocketEngine engine(hanging.ours);
    ShareOptions options;
    options.stuck_after = std::chrono::milliseconds(30);
    CHECK_THROWS_WITH_AS(engine.open(options), doctest::Contains("the mount hangs"), ShareHangs);
    Pair woken;
    SocketEngine other(woken.ours);
    other.wake();
    CHECK_THROWS_WITH_AS(other.open({}), doctest::Contains("stopped"), Error);
}

TEST_CASE("a greeting in the middle of a scan and bytes without sense are corrupt") {
    const auto kind_of = [](const std::string& bytes) {
        Pair pair;
        SocketEngine engine(pair.ours);
        pair.answer(Ready{});
        engine.open({});
        REQUIRE(write(pair.theirs, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
        try {
            engine.poll(std::chrono::seconds(10));
            return ErrorKind::internal;
        } catch (const Error& error) {
            return error.kind();
        }
    };
    std::string ready;
    append_message(ready, Ready{});
    CHECK(kind_of(ready) == ErrorKind::corrupt);
    CHECK(kind_of(std::string("\x01\x00\x00\x00\x63", 5)) == ErrorKind::corrupt);
    CHECK(kind_of(std::string(8, '\xff')) == ErrorKind::corrupt);
}

TEST_CASE("jobs that the socket does not take wait without holding up the caller") {
    Pair pair;
    SocketEngine engine(pair.ours);
    pair.answer(Ready{});
    engine.open({});
    constexpr uint64_t kJobs = 300;
    for (uint64_t id = 1; id <= kJobs; ++id) {
        Job job = small_job(id);
        job.directories[0].path.assign(10'000, 'p');
        engine.submit(std::move(job));  // 3 MB: more than any socket buffer
    }
    std::thread reader([&] {
        MessageSplitter splitter;
        for (uint64_t next = 0; next <= kJobs;) {
            const std::span<char> room = splitter.room();
            const ssize_t size = read(pair.theirs, room.data(), room.size());
            REQUIRE(size > 0);
            splitter.filled(static_cast<size_t>(size));
            while (const auto message = splitter.next()) {
                const ToScanner content = decode_to_scanner(message->body);
                if (next > 0) CHECK(std::get<Job>(content).id == next);
                ++next;
            }
        }
        pair.answer(JobDone{kJobs, {}});
    });
    EngineEvents events;
    while (events.done.empty()) events = engine.poll(std::chrono::seconds(1));
    reader.join();
    CHECK(events.done[0].job_id == kJobs);
}

TEST_CASE("wake ends a poll that waits") {
    Pair pair;
    SocketEngine engine(pair.ours);
    pair.answer(Ready{});
    engine.open({});
    std::thread waker([&] { engine.wake(); });
    const EngineEvents events = engine.poll(std::chrono::hours(1));
    waker.join();
    CHECK(events.listings.empty());
    CHECK(events.done.empty());
}
