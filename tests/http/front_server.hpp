// A front with an answer of the test's own behind it, on a real socket and a loop of its own.
#pragma once

#include "http/exchange.hpp"
#include "http/front.hpp"
#include "http/loop_thread.hpp"

#include <string>

namespace tocd {

class FrontServer {
public:
    explicit FrontServer(Exchange::Handle handle, HttpConfig config = {}, const std::string& listen = "127.0.0.1:0");
    ~FrontServer();

    [[nodiscard]] const std::string& address() const { return address_; }
    // Stops, waits until `done` ran, and gives how many times it did. Once.
    int stop(int grace_ms);
    LoopThread loop;
    const std::shared_ptr<HttpMetrics> metrics = std::make_shared<HttpMetrics>(0);

private:
    Exchange exchange_;
    Front* front_ = nullptr;
    std::string address_;
};

// Short times, so that tests of deadlines end soon.
[[nodiscard]] HttpConfig impatient_config();

// A text answer.
[[nodiscard]] Answer text_answer(std::string text);

}  // namespace tocd
