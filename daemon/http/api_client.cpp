#include "http/api_client.hpp"

#include "base/error.hpp"

#include <httplib.h>
#include <nlohmann/json.hpp>

#include <array>

namespace tocd {
namespace {

constexpr int kTimeoutSeconds = 30;

ErrorKind kind_named(const std::string& name) {
    for (const auto kind : {ErrorKind::invalid_argument, ErrorKind::not_found, ErrorKind::unavailable,
                            ErrorKind::conflict, ErrorKind::corrupt, ErrorKind::limit, ErrorKind::cancelled})
        if (kind_name(kind) == name) return kind;
    return ErrorKind::internal;
}

}  // namespace

struct ApiClient::Impl {
    std::string address;
    std::unique_ptr<httplib::Client> client;

    std::string body_of(const httplib::Result& result) const {
        if (!result)
            throw Error(ErrorKind::unavailable,
                        "no answer from tocd at " + address + ": " + httplib::to_string(result.error()));
        if (result->status >= 200 && result->status < 300) return result->body;
        const auto answer = nlohmann::json::parse(result->body, nullptr, false);
        if (answer.is_object() && answer.contains("error") && answer["error"].is_object())
            throw Error(kind_named(answer["error"].value("kind", "internal")),
                        answer["error"].value("message", "no message"));
        throw Error(ErrorKind::unavailable, "tocd at " + address + " answered " + std::to_string(result->status));
    }
};

ApiClient::ApiClient(const std::string& address) : impl_(std::make_unique<Impl>()) {
    impl_->address = address;
    if (address.starts_with("unix:")) {
        impl_->client = std::make_unique<httplib::Client>(address.substr(5), 80);
        impl_->client->set_address_family(AF_UNIX);
    } else if (address.starts_with("http://")) {
        impl_->client = std::make_unique<httplib::Client>(address);
    } else {
        throw Error(ErrorKind::invalid_argument, "not an address of tocd: " + address);
    }
    impl_->client->set_default_headers({{"Host", address.starts_with("unix:") ? "localhost" : address.substr(7)}});
    impl_->client->set_connection_timeout(kTimeoutSeconds);
    impl_->client->set_read_timeout(kTimeoutSeconds);
}

ApiClient::~ApiClient() = default;

std::string ApiClient::get(const std::string& target) { return impl_->body_of(impl_->client->Get(target)); }

std::string ApiClient::post(const std::string& target, const std::string& json) {
    return impl_->body_of(impl_->client->Post(target, json, "application/json"));
}

}  // namespace tocd
