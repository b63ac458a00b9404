// What the log says.
#pragma once

#include "base/log.hpp"
#include "support/temp_dir.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace tocd {

// What is logged meanwhile, whatever was before.
template <class Act>
std::string logged_in(Act&& act) {
    const TempDir folder;
    const std::string path = folder / "log";
    const int before = dup(STDERR_FILENO);
    const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    dup2(file, STDERR_FILENO);
    forget_logged_lines();
    act();
    dup2(before, STDERR_FILENO);
    close(before);
    close(file);
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

}  // namespace tocd
