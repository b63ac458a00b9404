// usage: bench_http_load PORT TARGETS CONNECTIONS RATE SECONDS
// Asks the targets of a file (a line each) of a server at 127.0.0.1, in random order, over so many open connections, 64 from each address of the
// loopback network. RATE requests a second come at random times whatever was answered so far (open loop): one that finds no free connection waits,
// and what it waits counts. RATE 0: each connection asks again at once (closed loop). Prints one line of JSON: requests by status, answers with 200
// a second that came while requests did, and how long all of these took from the moment at which they were due.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr size_t kPerAddress = 64;
constexpr std::chrono::seconds kPatience{30};  // for what is still to be answered in the end

struct Connection {
    size_t number = 0;
    int fd = -1;
    bool busy = false;
    Time due;
    std::string out, in;
};

[[noreturn]] void fail(const std::string& what) {
    std::perror(what.c_str());
    std::exit(1);
}

class Load {
public:
    Load(int port, std::vector<std::string> targets, size_t connections, double rate)
        : port_(port), targets_(std::move(targets)), rate_(rate), connections_(connections) {
        if ((epoll_ = epoll_create1(0)) < 0) fail("epoll_create1");
        for (size_t i = 0; i < connections; ++i) {
            connections_[i].number = i;
            open(connections_[i]);
        }
    }

    void run(double seconds) {
        const Time begin = Clock::now();
        const Time end = end_ = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
        Time next = begin;
        if (rate_ == 0)
            for (size_t i = 0; i < connections_.size(); ++i) due_.push_back(begin);
        for (Time now = begin; now < end || (answered_ < asked_ && now < end + kPatience); now = Clock::now()) {
            for (; rate_ != 0 && next <= now && next < end; next += gap(), ++asked_) due_.push_back(next);
            if (rate_ == 0 && now >= end) due_.clear();
            while (!due_.empty() && !idle_.empty()) send_one();
            wait(rate_ != 0 && now < end ? next - now : std::chrono::milliseconds(20));
        }
        print(seconds);
    }

private:
    Clock::duration gap() {
        return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::exponential_distribution<>(rate_)(random_)));
    }

    void open(Connection& connection) {
        connection.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connection.fd < 0) fail("socket");
        const int one = 1;
        setsockopt(connection.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        sockaddr_in from{}, to{};
        from.sin_family = to.sin_family = AF_INET;
        from.sin_addr.s_addr = htonl(0x7F010001 + static_cast<uint32_t>(connection.number / kPerAddress));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(static_cast<uint16_t>(port_));
        if (bind(connection.fd, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0) fail("bind");
        if (connect(connection.fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) fail("connect");
        fcntl(connection.fd, F_SETFL, O_NONBLOCK);
        epoll_event event{EPOLLIN, {.ptr = &connection}};
        epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
        connection.busy = false;
        connection.in.clear();
        idle_.push_back(&connection);
    }

    void send_one() {
        Connection& connection = *idle_.front();
        idle_.pop_front();
        connection.busy = true;
        connection.due = due_.front();
        due_.pop_front();
        if (rate_ == 0) ++asked_;
        const std::string request = "GET " + targets_[random_() % targets_.size()] + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        if (::send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) lost(connection);
    }

    void lost(Connection& connection) {
        if (connection.busy) count(connection, "cut");
        else idle_.erase(std::find(idle_.begin(), idle_.end(), &connection));
        close(connection.fd);
        open(connection);
    }

    void count(const Connection& connection, const std::string& what) {
        ++answered_;
        ++statuses_[what];
        if (what == "200" && Clock::now() < end_) ++in_time_;
        if (what == "200") times_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - connection.due).count());
        if (rate_ == 0) due_.push_back(Clock::now());
    }

    void wait(Clock::duration longest) {
        epoll_event events[256];
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(longest).count();
        const int n = epoll_wait(epoll_, events, 256, static_cast<int>(std::clamp<int64_t>(ms, 0, 20)));
        for (int i = 0; i < n; ++i) read(*static_cast<Connection*>(events[i].data.ptr));
    }

    void read(Connection& connection) {
        static char buffer[1 << 18];
        const ssize_t n = recv(connection.fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) return lost(connection);
        if (!connection.busy) return lost(connection);  // refused as a connection
        connection.in.append(buffer, static_cast<size_t>(n));
        const size_t head = connection.in.find("\r\n\r\n");
        if (head == std::string::npos) return;
        const size_t length = connection.in.find("\r\nContent-Length: ");
        if (length > head) return lost(connection);  // streamed: no target of this bench
        if (connection.in.size() < head + 4 + std::strtoul(connection.in.c_str() + length + 18, nullptr, 10)) return;
        const bool closes = connection.in.find("\r\nConnection: close") < head;
        count(connection, connection.in.substr(9, 3));
        connection.in.clear();
        connection.busy = false;
        idle_.push_back(&connection);
        if (closes) lost(connection);
    }

    double quantile(double part) const { return times_.empty() ? 0 : times_[std::min(times_.size() - 1, static_cast<size_t>(part * static_cast<double>(times_.size())))]; }

    void print(double seconds) {
        std::sort(times_.begin(), times_.end());
        const auto others = asked_ - answered_;
        std::printf("{\"asked\": %zu, \"unanswered\": %zu, \"ok_per_second\": %.1f, \"p50_ms\": %.1f, \"p99_ms\": %.1f, \"max_ms\": %.1f, \"statuses\": {",
                    asked_, others, static_cast<double>(in_time_) / seconds, quantile(0.5), quantile(0.99), quantile(1));
        const char* comma = "";
        for (const auto& [status, n] : statuses_) {
            std::printf("%s\"%s\": %zu", comma, status.c_str(), n);
            comma = ", ";
        }
        std::printf("}}\n");
    }

    const int port_;
    const std::vector<std::string> targets_;
    const double rate_;
    int epoll_ = -1;
    std::mt19937_64 random_{20261129};
    std::vector<Connection> connections_;
    std::deque<Connection*> idle_;
    std::deque<Time> due_;
    std::map<std::string, size_t> statuses_;
    std::vector<double> times_;
    size_t asked_ = 0, answered_ = 0, in_time_ = 0;
    Time end_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) return std::fprintf(stderr, "usage: %s PORT TARGETS CONNECTIONS RATE SECONDS\n", argv[0]), 2;
    std::vector<std::string> targets;
    std::ifstream file(argv[2]);
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) targets.push_back(line);
    if (targets.empty()) return std::fprintf(stderr, "%s holds no targets\n", argv[2]), 2;
    Load(std::atoi(argv[1]), targets, std::strtoul(argv[3], nullptr, 10), std::atof(argv[4])).run(std::atof(argv[5]));
    return 0;
}
