#include "http/exchange.hpp"

#include "http/failure.hpp"
#include "http/gzip.hpp"
#include "http/response_head.hpp"

#include <httplib.h>
#include <algorithm>
#include <cstring>

// Without the flags of its pkg-config file the header declares a smaller Request than the library has.
#ifndef CPPHTTPLIB_ZLIB_SUPPORT
#error "compile with the flags of cpp-httplib.pc"
#endif

namespace tocd {
namespace {

constexpr size_t kWorthGzip = 1400;  // what fits one packet gains nothing

class MemoryStream final : public httplib::Stream {
public:
    explicit MemoryStream(std::string input) : input_(std::move(input)) {}
    bool is_readable() const override { return position_ < input_.size(); }
    bool is_writable() const override { return true; }
    ssize_t read(char* out, size_t size) override {
        const size_t n = std::min(size, input_.size() - position_);
        std::memcpy(out, input_.data() + position_, n);
        position_ += n;
        return static_cast<ssize_t>(n);
    }
    ssize_t write(const char* bytes, size_t size) override {
        output.append(bytes, size);
        return static_cast<ssize_t>(size);
    }
    void get_remote_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
    void get_local_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
    socket_t socket() const override { return INVALID_SOCKET; }

    std::string output;

private:
    const std::string input_;
    size_t position_ = 0;
};

// httplib answers 400 to methods that it does not know, before any handler: ours shall say 405.
std::string_view method_for_httplib(std::string_view method) {
    for (const std::string_view known : {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"})
        if (method == known) return known;
    return "POST";
}

}  // namespace

class Exchange::Session final : public httplib::Server {
public:
    explicit Session(const Handle& handle) : handle_(handle) {
        set_pre_routing_handler([this](const httplib::Request&, httplib::Response& response) {
            fill(response);
            return HandlerResponse::Handled;
        });
        set_post_routing_handler([this](const httplib::Request&, httplib::Response& response) { finish(response); });
    }

    Reply run(const Request& request) {
        request_ = &request;
        answer_ = {};
        // The query stays with us: httplib takes a second '?' for an error, and drops repeated parameters.
        std::string head(method_for_httplib(request.method));
        head.append(" ").append(request.path).append(" HTTP/1.1\r\n");
        if (!request.keep_alive) head += "Connection: close\r\n";
        MemoryStream stream(head + "\r\n");
        bool closed = false;
        process_request(stream, false, closed, [](httplib::Request& theirs) {
            for (const char* forged : {"REMOTE_ADDR", "REMOTE_PORT", "LOCAL_ADDR", "LOCAL_PORT"})
                theirs.headers.erase(forged);
        });
        Reply reply;
        reply.bytes = std::move(stream.output);
        reply.keep_alive = request.keep_alive && !ends_by_close();
        reply.chunked = streams() && !answer_.size_bytes && request.minor_version >= 1;
        if (streams()) {
            std::string begin = std::move(answer_.body);
            reply.source = std::move(answer_.source);
            if (zipped_) {
                std::string zipped;
                reply.source = std::make_unique<GzipSource>(std::move(reply.source), begin, zipped);
                begin = std::move(zipped);
            }
            reply.bytes += reply.chunked ? frame_chunk(begin) : begin;
            reply.pause = reply.source->pause();
        }
        answer_ = {};
        return reply;
    }

private:
    [[nodiscard]] bool streams() const { return answer_.source != nullptr && request_->method != "HEAD"; }
    [[nodiscard]] bool ends_by_close() const { return answer_.source != nullptr && !answer_.size_bytes && request_->minor_version == 0; }

    void fill(httplib::Response& response) {
        std::string zipped;
        try {
            answer_ = handle_(*request_);
            zipped_ = worth_gzip(answer_.content_type) && (answer_.source != nullptr || answer_.body.size() >= kWorthGzip) &&
                      prefers_gzip(header_value(request_->headers, "accept-encoding"));
            if (zipped_ && !answer_.source) zipped = gzip_whole(answer_.body);
        } catch (...) {
            zipped_ = false;
            answer_ = failure_answer(std::current_exception(), request_->method + " " + request_->path);
        }
        response.status = answer_.status;
        for (const auto& [name, value] : answer_.headers) response.set_header(name, value);
        if (!answer_.content_type.empty()) response.set_header("Content-Type", answer_.content_type);
        if (zipped_) response.set_header("Content-Encoding", "gzip");
        if (answer_.source) return;
        response.body = std::move(zipped_ ? zipped : answer_.body);
    }

    // The last word before the head is written: httplib has set Content-Length and Connection by now.
    void finish(httplib::Response& response) {
        httplib::Headers& headers = response.headers;
        for (const auto& [name, value] : standard_headers())
            if (headers.find(name) == headers.end()) response.set_header(name, value);
        headers.erase("Keep-Alive");     // speaks of limits that are not ours
        headers.erase("Accept-Ranges");  // there are none
        if (answer_.source) {
            headers.erase("Content-Length");
            if (answer_.size_bytes) response.set_header("Content-Length", std::to_string(*answer_.size_bytes));
            else if (request_->minor_version >= 1) response.set_header("Transfer-Encoding", "chunked");
        }
        if (response.status == 304 || response.status == 204) headers.erase("Content-Length");
        if (ends_by_close()) {
            headers.erase("Connection");
            response.set_header("Connection", "close");
        } else if (request_->keep_alive && request_->minor_version == 0) {
            response.set_header("Connection", "keep-alive");
        }
        // A 304 stands for an answer that would have it.
        if (response.status == 304 || worth_gzip(answer_.content_type)) {
            const auto vary = headers.find("Vary");
            if (vary == headers.end()) response.set_header("Vary", "Accept-Encoding");
            else vary->second = "Accept-Encoding, " + vary->second;
        }
    }

    const Handle& handle_;
    const Request* request_ = nullptr;
    Answer answer_;
    bool zipped_ = false;
};

Exchange::Exchange(size_t workers, Handle handle) : handle_(std::move(handle)) {
    for (size_t i = 0; i < std::max<size_t>(1, workers); ++i) sessions_.push_back(std::make_unique<Session>(handle_));
}

Exchange::~Exchange() = default;

Reply Exchange::respond(const Request& request, size_t worker) noexcept {
    try {
        return sessions_[worker]->run(request);
    } catch (...) {  // no memory for the answer, most likely
        Reply reply;
        reply.broken = true;
        return reply;
    }
}

}  // namespace tocd
