#include "http/front_server.hpp"

#include <atomic>
#include <csignal>
#include <future>

namespace tocd {

FrontServer::FrontServer(Exchange::Handle handle, HttpConfig config, const std::string& listen)
    : exchange_(config.threads, std::move(handle)) {
    std::signal(SIGPIPE, SIG_IGN);
    loop.call([&] {
        front_ = Front::create(loop.loop(), config, [this](const Request& request, size_t worker) {
            return exchange_.respond(request, worker);
        }, metrics);
        for (ListenSocket& socket : open_listen_sockets(listen)) front_->add(std::move(socket));
        address_ = front_->addresses().at(0);
    });
}

FrontServer::~FrontServer() {
    loop.call([this] { front_->release(); });
}

int FrontServer::stop(int grace_ms) {
    auto times = std::make_shared<std::atomic<int>>(0);
    auto done = std::make_shared<std::promise<void>>();
    loop.call([&] {
        front_->stop(grace_ms, nullptr, [times, done] {
            if (++*times == 1) done->set_value();
        });
    });
    done->get_future().wait();
    loop.call([] {});  // whatever the loop still had to do
    return *times;
}

HttpConfig impatient_config() {
    using std::chrono::milliseconds;
    HttpConfig config;
    config.threads = 2;
    config.header_timeout = milliseconds(300);
    config.body_timeout = milliseconds(300);
    config.idle_timeout = milliseconds(600);
    config.write_timeout = milliseconds(400);
    return config;
}

Answer text_answer(std::string text) {
    Answer answer;
    answer.content_type = "text/plain";
    answer.body = std::move(text);
    return answer;
}

}  // namespace tocd
