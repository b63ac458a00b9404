// Why a daemon gave no answer, and what to do about it. Thread: any; tries to connect once more to learn the reason.
#pragma once

#include "client/address.hpp"

#include <chrono>
#include <string>

namespace tocd {

enum class Silence {
    no_connection,
    no_time,      // connecting took too long
    no_byte,      // connected, and then nothing, or the connection was lost
    cut,          // the answer began and did not end
    certificate,  // TLS: not to be trusted
    tls,          // TLS: not spoken there
};

// One sentence or two, without the program's name.
[[nodiscard]] std::string explain_silence(const Address& address, Silence silence, std::chrono::milliseconds patience);

}  // namespace tocd
