// The socket that tocd-scan answers on: where it is found, and who may stand at its other end.
// Thread: any.
#pragma once

#include <optional>
#include <string>

namespace tocd {

// The descriptor: `said` when given, else what systemd passed (sd_listen_fds(3): number 3), else 3 when that is a
// socket (tocd's own child), else 0 when that is one (StandardInput=socket, inetd). Clears the variables of the
// protocol, which are meant for this process alone. Throws Error(invalid_argument) when there is none, or when
// systemd passed several: its socket unit needs Accept=yes.
[[nodiscard]] int find_scanner_connection(std::optional<int> said);

// Throws Error(invalid_argument) when `fd` is no connected unix stream socket, or when the process at its other end
// runs as another user than this one, root, or `trusted_user` (empty: none): whoever talks to a scanner with
// CAP_DAC_READ_SEARCH lists every directory of the machine. Source: unix(7), SO_PEERCRED.
void check_scanner_peer(int fd, const std::string& trusted_user);

}  // namespace tocd
