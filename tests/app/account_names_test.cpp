#include "app/account_names.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace tocd;
using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

// A directory server that answers when the test lets it. Outlives the names: held by what is looked up.
struct Server {
    std::mutex mutex;
    std::condition_variable changed;
    bool answers = false;
    std::string prefix = "user";
    std::atomic<int> asked{0};

    std::optional<std::string> find(uint32_t id) {
        ++asked;
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return answers; });
        return prefix + std::to_string(id);
    }
    void set(bool on, const std::string& name) {
        const std::lock_guard lock(mutex);
        answers = on;
        prefix = name;
        changed.notify_all();
    }
};

AccountNames names_of(const std::shared_ptr<Server>& server) {
    return {[server](uint32_t id) { return server->find(id); }, [server](uint32_t id) { return server->find(id); }, {}};
}

}  // namespace

TEST_CASE("a directory server that does not answer holds nobody up and its names come when it does") {
    const auto server = std::make_shared<Server>();
    const AccountNames names = patient_names(names_of(server), milliseconds(10), hours(1));
    for (uint32_t uid = 0; uid < 100'000; ++uid) CHECK_FALSE(names.user(uid));

    server->set(true, "user");
    while (!names.user(99'999)) std::this_thread::yield();
    CHECK(names.user(7) == "user7");
    CHECK(server->asked == 100'000);  // each once
}

TEST_CASE("names that will be asked for are looked up while nobody waits") {
    const auto server = std::make_shared<Server>();
    const AccountNames names = patient_names(names_of(server), milliseconds(0), hours(1));
    names.prepare(1, 2);
    server->set(true, "user");
    while (server->asked < 2) std::this_thread::yield();
    while (!names.group(2)) std::this_thread::yield();
    CHECK(names.user(1) == "user1");
    CHECK(server->asked == 2);
}

TEST_CASE("a name is waited for and one that changed is known soon after") {
    const auto server = std::make_shared<Server>();
    server->set(true, "user");
    const AccountNames names = patient_names(names_of(server), hours(1), milliseconds(0));
    CHECK(names.user(1) == "user1");
    CHECK(names.group(1) == "user1");

    server->set(true, "renamed");
    while (names.user(1) != "renamed1") std::this_thread::yield();

    server->set(false, "");
    CHECK(names.user(1) == "renamed1");  // what was known holds while it is looked up
    server->set(true, "renamed");
}

TEST_CASE("the system knows root and no name of an unused number") {
    const AccountNames names = system_account_names();
    CHECK(names.user(0) == "root");
    CHECK(names.group(0) == "root");
    CHECK(names.user(4'123'456'789) == "");
}
