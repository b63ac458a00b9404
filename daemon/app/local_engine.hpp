// Engines of this machine: a tocd-scan per scan, as a child process or behind tocd-scan.socket.
#pragma once

#include "app/scan_service.hpp"

#include <string>

namespace tocd {

// Where the scanner is: scan.scanner as `configured`, else what $TOCD_SCANNER names, else the tocd-scan that lies
// beside this program, else the one in PATH. A program's path, or "unix:/path" of a socket.
[[nodiscard]] std::string scanner_address(const std::string& configured);

// Engines of the scanner at `address`. One behind a socket is ended by closing the connection; the process itself has
// ended when the other end is closed as well.
[[nodiscard]] EngineFactory local_engines(uv_loop_t* loop, const std::string& address);

}  // namespace tocd
