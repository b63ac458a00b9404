// No daemon, another server than tocd, answers that break off.
#include "client/toc_site.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace tocd;

namespace {

// Says this to everybody who connects to it, and hangs up; of several answers one after the other, and the last from then on.
class Parrot {
public:
    explicit Parrot(const std::string& words) : Parrot(std::vector{words}) {}
    explicit Parrot(std::vector<std::string> answers)
        : answers_(std::move(answers)), fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(listen(fd_, 8) == 0);
        socklen_t size = sizeof address;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        thread_ = std::thread([this] { serve(); });
    }
    ~Parrot() {
        stop_ = true;
        thread_.join();
        close(fd_);
    }
    std::string url;

private:
    void serve() {
        while (!stop_) {
            pollfd waiting{fd_, POLLIN, 0};
            if (poll(&waiting, 1, 20) <= 0) continue;
            const int peer = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
            std::string request;
            char buffer[4096];
            while (request.find("\r\n\r\n") == std::string::npos) {
                const ssize_t n = recv(peer, buffer, sizeof buffer, 0);
                if (n <= 0) break;
                request.append(buffer, static_cast<size_t>(n));
            }
            const std::string& words = answers_[std::min(said_++, answers_.size() - 1)];
            (void)!send(peer, words.data(), words.size(), MSG_NOSIGNAL);
            shutdown(peer, SHUT_WR);
            while (recv(peer, buffer, sizeof buffer, 0) > 0) {
            }
            close(peer);
        }
    }
    std::vector<std::string> answers_;
    size_t said_ = 0;
    int fd_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

std::string answer(const std::string& body, const std::string& type = "application/json") {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

void check_trouble(const std::string& server, const std::string& words, const std::string& text) {
    const TocResult result = run_script("toc " + words, server);
    CHECK_MESSAGE(result.exit_code == 2, words << " of " << server << ": " << result.out << result.err);
    CHECK_MESSAGE(result.err.find(text) != std::string::npos, result.err);
    CHECK(result.err.starts_with("toc: "));
    CHECK(result.err.find('\x1b') == std::string::npos);
}

}  // namespace

TEST_CASE("a daemon that is not there is said with what to do") {
    const TempDir folder;
    check_trouble("unix:" + folder.path() + "/no.sock", "find x", "systemctl start tocd");
    check_trouble("unix:" + folder.path() + "/no.sock", "shares", "--server");
    std::string dead;
    {
        const Parrot parrot("");
        dead = parrot.url;
    }
    check_trouble(dead, "find x", "no tocd listens at " + dead + ": start it (systemctl start tocd)");
    check_trouble("http://no-such-host.invalid:8080", "find x", "there is no host no-such-host.invalid");
    check_trouble("nonsense", "find x", "not an address of tocd: nonsense");

    const std::string left_over = folder / "left-over.sock";
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    left_over.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    close(fd);
    check_trouble("unix:" + left_over, "shares", "no tocd listens at unix:" + left_over);
}

TEST_CASE("a server that is not tocd is an error and never an answer") {
    for (const char* words : {"find x", "find --json", "find --csv", "ls /x", "du", "stats", "shares", "scan", "changed data x"}) {
        check_trouble(Parrot("").url, words, "no ");
        check_trouble(Parrot("SSH-2.0-OpenSSH_9.2\r\n").url, words, "is that tocd?");
        check_trouble(Parrot("HTTP/1.1 302 Found\r\nLocation: https://portal/\x1b[2J\r\nContent-Length: 0\r\n\r\n").url,
                      words, "points to https://portal/");
        check_trouble(Parrot("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n<html").url, words, "HTTP status 404");
        check_trouble(
            Parrot(
                "HTTP/1.1 400 Bad\r\nContent-Length: 41\r\n\r\n{\"error\":{\"kind\":\"x\",\"message\":\"\\u001b[2J\"}}")
                .url,
            words, "toc: ");
    }
    for (const char* words : {"find x", "ls /x", "du", "stats", "shares", "scan", "changed data x"}) {
        check_trouble(Parrot(answer("<html>\x1b[2J</html>", "text/html")).url, words, "no answer of tocd");
        check_trouble(Parrot(answer("{\"files\": 5, \"shares\": {\"a\": 1}}\n")).url, words, "tocd");
        check_trouble(Parrot(answer("[1, 2]\n")).url, words, "no answer of tocd");
    }
}

TEST_CASE("an answer that breaks off is an error after what came of it") {
    const std::string line = "{\"path\":\"/x\",\"size_bytes\":1,\"gone\":false}\n";
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string chunk = "2a\r\n" + line + "\r\n";
    REQUIRE(line.size() == 0x2A);
    for (const std::string& words :
         {head + chunk, head + chunk + "2a\r\n{\"path", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + line}) {
        const Parrot parrot(words);
        check_trouble(parrot.url, "find", "broke off: what was shown is not all");
        CHECK(run_script("toc find", parrot.url).out == "/x\n");
        check_trouble(parrot.url, "find --json", "broke off");
    }
}

TEST_CASE("a server that never answers is left after the timeout") {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(fd, 8) == 0);
    socklen_t size = sizeof address;
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    check_trouble("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)), "shares --timeout 0.2",
                  "within 200 ms");
    close(fd);
}

TEST_CASE("the same answers come over TCP and a unix socket and by the environment or the option") {
    TocSite site;
    site.add_file("a.txt");
    site.serve();
    const std::string found = site.share() + "/a.txt\n";
    CHECK(run_script("toc find", site.socket()).out == found);
    CHECK(run_script("toc find", site.url()).out == found);
    CHECK(run_script("toc find", site.url().substr(7)).out == found);
    CHECK(run_script("toc --server " + site.socket() + " find", "http://127.0.0.1:1").out == found);
    CHECK(run_script("toc find --server=" + site.url(), "http://127.0.0.1:1").out == found);
    check_trouble("https://" + site.url().substr(7), "find", "does it speak plain HTTP?");
}

TEST_CASE("https is spoken with who has a trusted certificate and with nobody else") {
    const TempDir folder;
    const std::string certificate = folder / "certificate.pem";
    REQUIRE(run_script("openssl req -x509 -newkey rsa:2048 -nodes -keyout '" + folder.path() + "/key.pem' -out '" +
                           certificate + "' -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost",
                       "")
                .exit_code == 0);
    const Parrot parrot(answer(R"({"as_of":null,"complete":true,"shares":[]})"));
    // A proxy: takes TLS off the connection and passes on what comes.
    BackgroundProgram proxy({"python3", "-c", R"(
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
listener = socket.create_server(("127.0.0.1", 0))
print("port", listener.getsockname()[1], flush=True)
while True:
    plain, _ = listener.accept()
    try:
        with context.wrap_socket(plain, server_side=True) as client:
            request = b""
            while not request.endswith(b"\r\n\r\n"):
                piece = client.recv(65536)
                if not piece:
                    raise OSError("no request")
                request += piece
            with socket.create_connection(("127.0.0.1", int(sys.argv[3]))) as server:
                server.sendall(request)
                while piece := server.recv(65536):
                    client.sendall(piece)
    except OSError:
        pass
)",
                             certificate, folder / "key.pem", parrot.url.substr(parrot.url.rfind(':') + 1)});
    const std::string url = "https://localhost:" + proxy.wait_for("port ").substr(5);

    check_trouble(url, "shares", "the certificate of " + url + " is not one that this machine trusts");
    const TocResult trusted = run_script("SSL_CERT_FILE='" + certificate + "' toc shares", url);
    CHECK_MESSAGE(trusted.exit_code == 1, trusted.err);
    CHECK(trusted.err.find("there is no share yet") != std::string::npos);
}

TEST_CASE("toc waits for an index that is being loaded and not for one that will never be") {
    const auto refusal = [](const char* status, const char* more) {
        const std::string body = R"({"error":{"kind":"unavailable","message":"the index is not loaded yet"}})";
        return std::string("HTTP/1.1 ") + status + "\r\nContent-Type: application/json\r\n" + more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    const std::string later = refusal("503 Service Unavailable", "Retry-After: 1\r\n");
    const std::string none =
        answer(R"({"as_of":null,"complete":true,"query":null,"directories":0,"called":0,"total":{"files":0,"size_bytes":0},"next":null,"datasets":[]})");
    const Parrot loading({later, later, none});
    const TocResult waited = run_script("toc datasets x", loading.url);
    CHECK_MESSAGE(waited.exit_code == 1, waited.err);
    CHECK(waited.err == "toc: the index is not loaded yet; waiting\n");
    CHECK(run_script("toc datasets x", Parrot({later, none}).url).exit_code == 1);
    check_trouble(Parrot(later).url, "facets x --timeout 0.5", "the index is not loaded yet");
    check_trouble(Parrot(refusal("503 Service Unavailable", "")).url, "facets x", "the index is not loaded yet");
}

TEST_CASE("help is had by the word as well") {
    const TocResult all = run_script("toc help", "");
    CHECK(all.exit_code == 0);
    CHECK(all.out == run_script("toc --help", "").out);
    CHECK(run_script("toc help find", "").out == run_script("toc find --help", "").out);
}
