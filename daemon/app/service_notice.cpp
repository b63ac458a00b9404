#include "app/service_notice.hpp"

#include "base/text.hpp"

#include <systemd/sd-daemon.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace tocd {
namespace {

constexpr size_t kMaxStatusBytes = 500;

void notify(const std::string& assignments) { sd_notify(0, assignments.c_str()); }

std::string monotonic_us() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::to_string(int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000);
}

}  // namespace

void notice_ready(const std::string& status) { notify("READY=1\nSTATUS=" + status_text(status)); }

void notice_reloading() { notify("RELOADING=1\nMONOTONIC_USEC=" + monotonic_us()); }

void notice_stopping() { notify("STOPPING=1\nSTATUS=Stopping"); }

void notice_alive() { notify("WATCHDOG=1"); }

void notice_status(const std::string& status) { notify("STATUS=" + status_text(status)); }

void notice_still_starting(std::chrono::microseconds more, const std::string& status) {
    notify("EXTEND_TIMEOUT_USEC=" + std::to_string(more.count()) + "\nSTATUS=" + status_text(status));
}

bool has_service_manager() { return std::getenv("NOTIFY_SOCKET") != nullptr; }

std::optional<std::chrono::microseconds> watchdog_time() {
    uint64_t time_us = 0;
    if (!has_service_manager() || sd_watchdog_enabled(0, &time_us) <= 0) return std::nullopt;
    return std::chrono::microseconds(time_us);
}

std::string status_text(const std::string& text) {
    std::string out = display_text(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') c = '?';
    if (out.size() <= kMaxStatusBytes) return out;
    constexpr std::string_view kCut = "…";
    size_t end = kMaxStatusBytes - kCut.size();
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0u) == 0x80u) --end;  // not inside a character
    return out.substr(0, end).append(kCut);
}

}  // namespace tocd
