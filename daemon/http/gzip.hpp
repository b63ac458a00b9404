// gzip (RFC 1952) of answers: whole, or piece by piece in the memory of one window. Thread: any.
#pragma once

#include "http/deflater.hpp"
#include "http/message.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace tocd {

// Whether the Accept-Encoding value `header` wants gzip at least as much as no coding (RFC 9110 section 12.5.3).
[[nodiscard]] bool prefers_gzip(std::string_view header);

// Whether an answer of this media type (parameters may follow) gets smaller. Events do not: each has to arrive at once.
[[nodiscard]] bool worth_gzip(std::string_view media_type) noexcept;

// Throws Error(internal) when zlib has no memory.
[[nodiscard]] std::string gzip_whole(std::string_view bytes);

// What `inner` gives, compressed. Before each pause, all that was said can be read by the client.
class GzipSource final : public ChunkSource {
public:
    // `begin` comes before what `inner` gives; its compressed form is appended to `out`.
    GzipSource(std::unique_ptr<ChunkSource> inner, std::string_view begin, std::string& out);

    bool next(std::string& out) override;
    [[nodiscard]] std::chrono::milliseconds pause() const override { return inner_->pause(); }
    void set_wake(std::function<void()> wake) override { inner_->set_wake(std::move(wake)); }
    void close() override { inner_->close(); }

private:
    const std::unique_ptr<ChunkSource> inner_;
    Deflater deflater_;
};

}  // namespace tocd
