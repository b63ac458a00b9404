#include "http/request_reader.hpp"

#include "http/request_head.hpp"

#include <utility>

namespace tocd {

RequestReader::State RequestReader::feed(std::string_view bytes) {
    if (state_ == State::refused) return state_;
    buffer_.append(bytes);
    if (state_ != State::complete) advance();
    return state_;
}

Request RequestReader::take() {
    Request done = std::move(request_);
    request_ = {};
    done.body.assign(buffer_, begin_, body_bytes_);  // end_head left begin_ behind the head
    begin_ += std::exchange(body_bytes_, 0);
    have_line_ = false;
    // Moving the rest down after each of many small pipelined requests would be quadratic.
    if (begin_ > buffer_.size() / 2) {
        buffer_.erase(0, begin_);
        begin_ = 0;
    }
    // One large body does not hold its memory for the rest of an idle connection.
    if (buffer_.empty() && buffer_.capacity() > 2 * limits_.header_bytes) std::string().swap(buffer_);
    line_ = scanned_ = begin_;
    state_ = State::idle;
    advance();
    return done;
}

void RequestReader::advance() {
    if (state_ == State::idle || state_ == State::head) scan_head();
    if (state_ == State::body && buffer_.size() - begin_ >= body_bytes_) state_ = State::complete;
}

void RequestReader::scan_head() {
    while (scanned_ < buffer_.size()) {
        state_ = State::head;
        const auto c = static_cast<unsigned char>(buffer_[scanned_]);
        if (!check_byte(c)) return;
        ++scanned_;
        if (c != '\n') continue;
        end_line();
        if (state_ != State::head) return;
    }
}

// Looks at the byte at scanned_. Byte by byte in stream order, so that the first fault decides whatever the split.
bool RequestReader::check_byte(unsigned char c) {
    if (scanned_ - begin_ >= limits_.header_bytes) {
        refuse(431, "the request's head is larger than " + std::to_string(limits_.header_bytes) + " bytes");
    } else if (!have_line_ && scanned_ - line_ >= limits_.request_line_bytes) {
        refuse(414, "the request line is longer than " + std::to_string(limits_.request_line_bytes) + " bytes");
    } else if ((c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7F) {
        refuse(400, "the request's head holds a control byte");
    } else {
        const bool after_cr = scanned_ > line_ && buffer_[scanned_ - 1] == '\r';
        if (after_cr != (c == '\n')) refuse(400, "lines must end with CR LF, and CR stands nowhere else");
    }
    return state_ != State::refused;
}

void RequestReader::end_line() {
    const std::string_view line(buffer_.data() + line_, scanned_ - 2 - line_);
    line_ = scanned_;
    std::optional<Refusal> refusal;
    if (line.empty()) {
        // Some clients send an empty line behind a body; RFC 9112 section 2.2 has servers skip it.
        if (have_line_) end_head();
        return;
    }
    if (!have_line_) {
        have_line_ = true;
        refusal = read_request_line(line, request_);
    } else if (request_.headers.size() >= limits_.headers) {
        refusal = Refusal{431, "the request has more than " + std::to_string(limits_.headers) + " headers"};
    } else {
        refusal = read_header_line(line, request_);
    }
    if (refusal) refuse(refusal->status, std::move(refusal->reason));
}

void RequestReader::end_head() {
    if (auto refusal = read_meaning(request_, limits_.body_bytes, body_bytes_)) {
        refuse(refusal->status, std::move(refusal->reason));
        return;
    }
    begin_ = scanned_;
    // At once: growing by doubling leaves as much again behind, in pieces that fit nothing.
    buffer_.reserve(begin_ + body_bytes_);
    state_ = State::body;
}

void RequestReader::refuse(int status, std::string reason) {
    state_ = State::refused;
    status_ = status;
    reason_ = std::move(reason);
    std::string().swap(buffer_);
}

}  // namespace tocd
