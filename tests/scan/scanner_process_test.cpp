// The real tocd-scan, spoken to with bytes.
#include "base/error.hpp"
#include "running_scanner.hpp"
#include "scan/frame_codec.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/socket.h>

using namespace tocd;

namespace {

// One end of a blocking stream of messages.
class Talk {
public:
    explicit Talk(int fd) : fd_(fd) {}
    ~Talk() { close(fd_); }
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;
    template <class Message>
    void say(const Message& message) {
        std::string bytes;
        append_message(bytes, message);
        say_bytes(bytes);
    }
    void say_bytes(const std::string& bytes) { REQUIRE(send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size())); }
    // The next message, or nothing when the other side closed.
    std::optional<FromScanner> hear() {
        for (;;) {
            if (const auto message = splitter_.next()) {
                FromScanner content = decode_from_scanner(message->body, message->holder);
                if (std::holds_alternative<Pulse>(content)) continue;  // they come when time passes
                return content;
            }
            const std::span<char> room = splitter_.room();
            const ssize_t size = read(fd_, room.data(), room.size());
            if (size <= 0) return std::nullopt;
            splitter_.filled(static_cast<size_t>(size));
        }
    }
    template <class Message>
    Message hear_a() {
        std::optional<FromScanner> message = hear();
        REQUIRE(message);
        REQUIRE(std::holds_alternative<Message>(*message));
        return std::get<Message>(std::move(*message));
    }

private:
    int fd_;
    MessageSplitter splitter_;
};

Hello hello_for(const std::string& path) {
    Hello hello;
    hello.options.path = path;
    return hello;
}

Job job_for_root(uint64_t id) {
    Job job;
    job.id = id;
    job.directories.resize(1);
    job.directories[0].descend = true;
    return job;
}

}  // namespace

TEST_CASE("a scanner greets and lists and ends with status 0 after bye") {
    TempDir dir;
    std::filesystem::create_directories(dir / "a/b");
    std::ofstream(dir / "a/f") << "12345";
    RunningScanner scanner;
    Talk talk(scanner.take_fd());

    talk.say(hello_for(dir.path()));
    const Ready ready = talk.hear_a<Ready>();
    talk.say(job_for_root(4));
    talk.say(Bye{});

    CHECK(ready.protocol == kScanProtocol);
    CHECK(ready.version == TOCD_VERSION);
    CHECK_FALSE(ready.root.empty);
    CHECK_FALSE(ready.root.file_system.empty());
    const Listing root = talk.hear_a<Listing>();
    CHECK(root.job_id == 4);
    CHECK(root.entries.at(0).name == "a");
    const Listing a = talk.hear_a<Listing>();
    CHECK(a.node == root.first_child_node);
    CHECK(a.entry_count == 2);
    const Listing b = talk.hear_a<Listing>();
    CHECK(b.node == a.first_child_node);
    CHECK(b.entries.empty());
    CHECK(talk.hear_a<JobDone>().left_over.empty());
    CHECK_FALSE(talk.hear());
    scanner.wait();
    CHECK(scanner.status == 0);
    CHECK(scanner.signal == 0);
}

TEST_CASE("jobs that come before the root is open are done afterwards") {
    TempDir dir;
    RunningScanner scanner;
    Talk talk(scanner.take_fd());
    talk.say(hello_for(dir.path()));
    talk.say(job_for_root(1));
    talk.say(job_for_root(2));
    CHECK(talk.hear_a<Ready>().root.empty);
    for (uint64_t done = 0; done < 2;) {
        const std::optional<FromScanner> message = talk.hear();
        REQUIRE(message);
        if (std::holds_alternative<JobDone>(*message)) ++done;
    }
}

TEST_CASE("a scanner whose socket closes ends also with work to do") {
    RunningScanner scanner;
    {
        Talk talk(scanner.take_fd());
        talk.say(hello_for("/usr"));
        talk.hear_a<Ready>();
        for (uint64_t id = 1; id < 50; ++id) talk.say(job_for_root(id));
    }
    scanner.wait();
    CHECK(scanner.status == 0);
}

TEST_CASE("a root that is missing and patterns that are wrong are told in words") {
    TempDir dir;
    {
        RunningScanner scanner;
        Talk talk(scanner.take_fd());
        talk.say(hello_for(dir / "none"));
        const Cannot cannot = talk.hear_a<Cannot>();
        CHECK(cannot.error_number == ENOENT);
        CHECK(cannot.text == "cannot list directory " + (dir / "none") + ": No such file or directory");
    }
}

TEST_CASE("a scanner looks at the root's path and its marker before and after the work") {
    TempDir dir;
    const std::string share = dir / "share";
    std::filesystem::create_directories(share + "/.tocd");
    std::ofstream(share + "/.tocd/here") << "x";
    Hello hello = hello_for(share);
    hello.options.marker = ".tocd/here";

    RunningScanner scanner;
    Talk talk(scanner.take_fd());
    talk.say(hello);
    const Ready before = talk.hear_a<Ready>();
    talk.say(Look{});
    const Ready same = talk.hear_a<Ready>();
    CHECK(same.root.inode == before.root.inode);
    CHECK(same.root.mount_id == before.root.mount_id);
    CHECK(same.root.mount_id != 0);

    talk.say(job_for_root(1));
    while (!std::holds_alternative<JobDone>(*talk.hear())) {
    }
    std::filesystem::rename(share, dir / "away");
    std::filesystem::create_directory(share);
    talk.say(Look{});
    const Cannot cannot = talk.hear_a<Cannot>();
    CHECK(cannot.error_number == ENOENT);
    CHECK(cannot.text == "this is not the share, its marker is missing: " + share + "/.tocd/here: No such file or directory");
    std::filesystem::create_directory(share + "/.tocd");
    std::ofstream(share + "/.tocd/here") << "x";
    talk.say(Look{});
    CHECK(talk.hear_a<Ready>().root.inode != before.root.inode);
    talk.say(Bye{});
    CHECK_FALSE(talk.hear());
    scanner.wait();
    CHECK(scanner.status == 0);
}

TEST_CASE("a share without its marker is told in words before anything is listed") {
    TempDir dir;
    Hello hello = hello_for(dir.path());
    hello.options.marker = "this-is-the-share";
    RunningScanner scanner;
    Talk talk(scanner.take_fd());
    talk.say(hello);
    CHECK(talk.hear_a<Cannot>().text ==
          "this is not the share, its marker is missing: " + (dir / "this-is-the-share") + ": No such file or directory");
}

TEST_CASE("a look in the middle of work is nonsense") {
    TempDir dir;
    RunningScanner scanner;
    Talk talk(scanner.take_fd());
    talk.say(Look{});
    CHECK_FALSE(talk.hear());
    scanner.wait();
    CHECK(scanner.status == 1);
}

TEST_CASE("a scanner that is sent nonsense ends with status 1") {
    RunningScanner scanner;
    Talk talk(scanner.take_fd());
    talk.say_bytes("GET / HTTP/1.1\r\n\r\n");
    CHECK_FALSE(talk.hear());
    scanner.wait();
    CHECK(scanner.status == 1);
}

TEST_CASE("a daemon of another protocol hears which one the scanner speaks") {
    RunningScanner scanner;
    Talk talk(scanner.take_fd());
    Hello hello = hello_for("/");
    hello.protocol = 99;
    talk.say(hello);
    CHECK(talk.hear_a<Ready>().protocol == kScanProtocol);
}

TEST_CASE("an interrupt from the terminal is left to the daemon") {
    TempDir dir;
    RunningScanner scanner;
    Talk talk(scanner.take_fd());
    talk.say(hello_for(dir.path()));
    talk.hear_a<Ready>();
    REQUIRE(kill(scanner.pid(), SIGINT) == 0);
    talk.say(job_for_root(1));
    talk.hear_a<Listing>();
    talk.hear_a<JobDone>();
}

TEST_CASE("a directory of more entries than one frame holds comes in parts") {
    TempDir dir;
    const int at = open(dir.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(mknodat(at, "0", S_IFREG | 0644, 0) == 0);
    constexpr size_t kNames = 60'000;  // links of one file: ext4 allows 65000
    for (size_t i = 1; i < kNames; ++i) REQUIRE(linkat(at, "0", at, std::to_string(i).c_str(), 0) == 0);
    close(at);
    RunningScanner scanner;
    Talk talk(scanner.take_fd());
    talk.say(hello_for(dir.path()));
    talk.hear_a<Ready>();
    talk.say(job_for_root(1));
    const Listing part = talk.hear_a<Listing>();
    const Listing rest = talk.hear_a<Listing>();
    CHECK(part.kind == ListingKind::part);
    CHECK(part.entries.size() == 50'000);
    CHECK(rest.kind == ListingKind::listing);
    CHECK(rest.entries.size() == kNames - 50'000);
    CHECK(rest.entry_count == kNames);
    CHECK(rest.clean);
    CHECK(rest.hash.known());
    CHECK(talk.hear_a<JobDone>().left_over.empty());
}

TEST_CASE("a program that does not exist is named") {
    uv_loop_t loop;
    uv_loop_init(&loop);
    CHECK_THROWS_WITH_AS((void)spawn_scanner(&loop, "/none/tocd-scan", {}),
                         doctest::Contains("cannot start /none/tocd-scan: no such file or directory"), Error);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    CHECK_THROWS_WITH_AS((void)connect_scanner("/none/scan.sock"), doctest::Contains("/none/scan.sock: No such file"), Error);
}
