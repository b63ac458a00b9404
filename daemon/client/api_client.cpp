#include "client/api_client.hpp"

#include "client/address.hpp"
#include "client/connect_failure.hpp"

#include <cstdlib>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace tocd {
namespace {

// No answer that is not a stream is longer: 2000 directories and 2000 files of the longest names.
constexpr size_t kMaxBodyBytes = 64u << 20;
constexpr size_t kMaxErrorBytes = 64u << 10;

ErrorKind kind_named(const std::string& name) {
    for (const auto kind : {ErrorKind::invalid_argument, ErrorKind::not_found, ErrorKind::unavailable,
                            ErrorKind::conflict, ErrorKind::corrupt, ErrorKind::limit, ErrorKind::cancelled})
        if (kind_name(kind) == name) return kind;
    return ErrorKind::internal;
}

// Of Retry-After; 0 for a date, which tocd does not send.
std::chrono::seconds seconds_of(const std::string& text) {
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds(error == std::errc() && end == text.data() + text.size() ? std::clamp(seconds, 0, 3600) : 0);
}

void append_encoded(std::string& out, std::string_view bytes) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    for (const char c : bytes) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
}

}  // namespace

Target& Target::segment(std::string_view bytes) {
    text_ += '/';
    append_encoded(text_, bytes);
    return *this;
}

Target& Target::add(std::string_view name, std::string_view value) {
    text_ += has_query_ ? '&' : '?';
    has_query_ = true;
    append_encoded(text_, name);
    text_ += '=';
    append_encoded(text_, value);
    return *this;
}

struct ApiClient::Impl {
    Address address;
    std::chrono::milliseconds patience{};
    std::unique_ptr<httplib::Client> client;

    // What is needed of an answer's head; status 0: none came.
    struct Head {
        int status = 0;
        std::string as_of, location, retry_after;
        [[nodiscard]] bool good() const { return status >= 200 && status < 300; }
    };

    [[noreturn]] void refuse(const Head& head, const std::string& body) const {
        const auto answer = nlohmann::json::parse(body, nullptr, false);
        if (answer.is_object() && answer.contains("error") && answer["error"].is_object()) {
            const auto& error = answer["error"];
            const auto text = [&](const char* key) {
                return error.contains(key) && error[key].is_string() ? error[key].get<std::string>() : std::string();
            };
            const auto number = [&](const char* key) {
                return error.contains(key) && error[key].is_number_unsigned() ? std::optional(error[key].get<size_t>()) : std::nullopt;
            };
            std::optional<ApiError::Place> place;
            if (const auto position = number("position")) place = {*position, number("length").value_or(0)};
            throw ApiError(kind_named(text("kind")), text("message"), text("parameter"), place, seconds_of(head.retry_after));
        }
        std::string said = address.text + " answered with HTTP status " + std::to_string(head.status);
        if (!head.location.empty()) said += " and points to " + head.location;
        throw Error(ErrorKind::unavailable, said + ": is that tocd? Check --server and $TOCD_SERVER");
    }

    [[nodiscard]] Silence silence_of(httplib::Error error, const Head& head) const {
        switch (error) {
            case httplib::Error::Connection: return Silence::no_connection;
            case httplib::Error::ConnectionTimeout: return Silence::no_time;
            case httplib::Error::SSLServerVerification:
            case httplib::Error::SSLLoadingCerts: return Silence::certificate;
            case httplib::Error::SSLConnection: return Silence::tls;
            default: return head.status == 0 ? Silence::no_byte : Silence::cut;
        }
    }

    // Sends `request` and hands the body of a 2xx answer to `sink`. Gives Tocd-As-Of.
    std::string send(httplib::Request request, const std::function<bool(std::string_view)>& sink) const {
        Head head;
        std::string refusal;
        bool stopped = false;
        std::exception_ptr failure;  // of the sink: cpp-httplib is not written to be thrown through
        request.path.insert(0, address.prefix);
        request.headers.emplace("Host", address.authority());
        request.headers.emplace("User-Agent", "toc/" TOCD_VERSION);
        request.headers.emplace("Accept-Encoding", "identity");
        request.response_handler = [&](const httplib::Response& response) {
            head = {response.status, response.get_header_value("Tocd-As-Of"), response.get_header_value("Location"), response.get_header_value("Retry-After")};
            return true;
        };
        request.content_receiver = [&](const char* data, size_t size, uint64_t, uint64_t) {
            try {
                if (head.good()) return !(stopped = !sink({data, size}));
            } catch (...) {
                failure = std::current_exception();
                return false;
            }
            refusal.append(data, std::min(size, kMaxErrorBytes - refusal.size()));
            return refusal.size() < kMaxErrorBytes;
        };
        const httplib::Result result = client->send(request);
        if (failure) std::rethrow_exception(failure);
        if (head.status != 0 && !head.good()) refuse(head, refusal);
        if (!result && !stopped)
            throw Error(ErrorKind::unavailable, explain_silence(address, silence_of(result.error(), head), patience));
        return head.as_of;
    }

    std::string body_of(httplib::Request request) const {
        std::string body;
        send(std::move(request), [&](std::string_view piece) {
            if (body.size() + piece.size() > kMaxBodyBytes)
                throw Error(ErrorKind::corrupt, address.text + " sends more than any answer of tocd has");
            body += piece;
            return true;
        });
        return body;
    }
};

ApiClient::ApiClient(const std::string& address, std::chrono::milliseconds patience) : impl_(std::make_unique<Impl>()) {
    impl_->address = parse_address(address);
    impl_->patience = patience;
    const Address& where = impl_->address;
    if (where.kind == Address::Kind::unix_socket) {
        impl_->client = std::make_unique<httplib::Client>(where.socket_path, 80);
        impl_->client->set_address_family(AF_UNIX);
    } else {
        impl_->client = std::make_unique<httplib::Client>(
            (where.kind == Address::Kind::https ? "https://" : "http://") + where.authority());
    }
    if (!impl_->client->is_valid()) throw Error(ErrorKind::invalid_argument, "not an address of tocd: " + where.text);
    impl_->client->set_url_encode(false);  // Target did; this one would leave '&' and '%' in a name alone
    impl_->client->set_keep_alive(true);
    if (const char* const token = std::getenv("TOCD_TOKEN"); token != nullptr && token[0] != '\0')
        impl_->client->set_default_headers({{"Authorization", std::string("Bearer ") + token}});
    impl_->client->set_connection_timeout(patience);
    impl_->client->set_read_timeout(patience);
    impl_->client->set_write_timeout(patience);
}

ApiClient::~ApiClient() = default;

const std::string& ApiClient::address() const noexcept { return impl_->address.text; }
std::chrono::milliseconds ApiClient::patience() const noexcept { return impl_->patience; }

std::string ApiClient::get(const std::string& target) {
    httplib::Request request;
    request.method = "GET";
    request.path = target;
    return impl_->body_of(std::move(request));
}

std::string ApiClient::get_stream(const std::string& target, const std::function<bool(std::string_view)>& sink) {
    httplib::Request request;
    request.method = "GET";
    request.path = target;
    return impl_->send(std::move(request), sink);
}

std::string ApiClient::post(const std::string& target, const std::string& body, const std::string& type) {
    httplib::Request request;
    request.method = "POST";
    request.path = target;
    request.headers.emplace("Content-Type", type);
    request.body = body;
    return impl_->body_of(std::move(request));
}

std::string ApiClient::remove(const std::string& target) {
    httplib::Request request;
    request.method = "DELETE";
    request.path = target;
    return impl_->body_of(std::move(request));
}

}  // namespace tocd
