#include "http/raw_client.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace tocd {
namespace {

constexpr int kPatienceMs = 20000;

// Moves what is whole of a chunked body from `text` at `at` to `body`. True when the last chunk was among it.
bool decode_chunks(std::string_view text, size_t& at, std::string& body) {
    for (;;) {
        const size_t end = text.find("\r\n", at);
        if (end == text.npos) return false;
        const size_t size = std::strtoul(std::string(text.substr(at, end - at)).c_str(), nullptr, 16);
        if (text.size() < end + 2 + size + 2) return false;
        body.append(text.substr(end + 2, size));
        at = end + 2 + size + 2;
        if (size == 0) return true;
    }
}

}  // namespace

std::string RawResponse::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

RawClient::RawClient(const std::string& address, int receive_buffer, const char* from) {
    int failed = -1;
    if (address.starts_with("unix:")) {
        sockaddr_un to{};
        to.sun_family = AF_UNIX;
        std::strncpy(to.sun_path, address.c_str() + 5, sizeof to.sun_path - 1);
        fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        failed = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    } else {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in own{};
        own.sin_family = AF_INET;
        ::inet_pton(AF_INET, from, &own.sin_addr);
        static_cast<void>(::bind(fd_, reinterpret_cast<const sockaddr*>(&own), sizeof own));
        failed = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    }
    if (failed != 0) throw std::runtime_error("cannot connect to " + address + ": " + std::strerror(errno));
}

RawClient::~RawClient() { ::close(fd_); }

void RawClient::end_sending() { ::shutdown(fd_, SHUT_WR); }

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
}

bool RawClient::read_some(size_t size) {
    pollfd wait{fd_, POLLIN, 0};
    if (::poll(&wait, 1, kPatienceMs) <= 0) return false;
    char bytes[65536];
    const ssize_t n = ::recv(fd_, bytes, std::min(size, sizeof bytes), 0);
    if (n < 0) reset_ = errno == ECONNRESET;
    if (n <= 0) return false;
    buffer_.append(bytes, static_cast<size_t>(n));
    return true;
}

bool RawClient::closed_by_server() {
    if (!buffer_.empty()) return false;
    pollfd wait{fd_, POLLIN, 0};
    if (::poll(&wait, 1, kPatienceMs) <= 0) return false;
    char byte;
    return ::recv(fd_, &byte, 1, MSG_PEEK) <= 0;
}

RawResponse RawClient::receive(bool head_only) {
    RawResponse response;
    size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos)
        if (!read_some()) return response;
    response.head = buffer_.substr(0, end);
    buffer_.erase(0, end + 4);
    if (response.head.starts_with("HTTP/1.1 ")) response.status = std::atoi(response.head.c_str() + 9);
    for (size_t at = response.head.find("\r\n"); at != std::string::npos; at = response.head.find("\r\n", at + 2)) {
        const std::string line = response.head.substr(at + 2, response.head.find("\r\n", at + 2) - at - 2);
        const size_t colon = line.find(": ");
        if (colon != line.npos) response.headers[ascii_lower(line.substr(0, colon))] = line.substr(colon + 2);
    }
    if (head_only || response.status == 304) {
        response.complete = true;
    } else if (response.header("transfer-encoding") == "chunked") {
        size_t at = 0;
        while (!(response.complete = decode_chunks(buffer_, at, response.body)))
            if (!read_some()) break;
        buffer_.erase(0, at);
    } else if (response.headers.contains("content-length")) {
        const size_t size = std::stoul(response.header("content-length"));
        while (buffer_.size() < size && read_some()) {
        }
        response.complete = buffer_.size() >= size;
        response.body = buffer_.substr(0, size);
        buffer_.erase(0, size);
    } else {
        while (read_some()) {
        }
        response.complete = !reset_;
        response.body = std::exchange(buffer_, {});
    }
    return response;
}

std::string get(const std::string& target, const std::string& more) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

}  // namespace tocd
