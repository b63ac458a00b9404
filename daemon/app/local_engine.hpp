// Engines of this machine: a tocd-scan process per scan, connected by a socket pair.
#pragma once

#include "app/scan_service.hpp"

#include <string>

namespace tocd {

// `configured`, or the tocd-scan that lies beside this program, or the one in PATH.
[[nodiscard]] std::string scanner_path(const std::string& configured);

[[nodiscard]] EngineFactory local_engines(uv_loop_t* loop, std::string scanner);

}  // namespace tocd
