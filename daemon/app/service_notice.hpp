// What tocd tells the service manager; nothing where there is none. Source: sd_notify(3).
// Thread: any.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace tocd {

void notice_ready(const std::string& status);
void notice_reloading();  // with the time, as Type=notify-reload wants it; ends with notice_ready()
void notice_stopping();
void notice_alive();      // WATCHDOG=1
void notice_status(const std::string& status);
// Starting takes longer: systemd waits for `more` from now on.
void notice_still_starting(std::chrono::microseconds more, const std::string& status);

// Whether somebody listens.
[[nodiscard]] bool has_service_manager();
// How long systemd waits between two signs of life before it ends us (WatchdogSec=); nothing: it does not.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_time();

// `text` fit for STATUS=: one line without control bytes (a name in it could forge another assignment), at most 500
// bytes of valid UTF-8.
[[nodiscard]] std::string status_text(const std::string& text);

}  // namespace tocd
