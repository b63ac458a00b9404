#include "app/program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

extern char** environ;

namespace tocd {
namespace {

constexpr int kPatienceMs = 60'000;

}  // namespace

ProgramResult run_program(const std::vector<std::string>& command) { return BackgroundProgram(command).wait(); }

BackgroundProgram::BackgroundProgram(const std::vector<std::string>& command) {
    int pipe_fds[2];
    REQUIRE(pipe2(pipe_fds, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_fds[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipe_fds[1], STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int error = posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_fds[1]);
    output_fd_ = pipe_fds[0];
    REQUIRE_MESSAGE(error == 0, "cannot start " << command[0]);
}

BackgroundProgram::~BackgroundProgram() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    close(output_fd_);
}

bool BackgroundProgram::read_more() {
    pollfd waiting{output_fd_, POLLIN, 0};
    REQUIRE_MESSAGE(poll(&waiting, 1, kPatienceMs) > 0, "no output for a minute after: " << output_);
    char buffer[4096];
    const ssize_t n = read(output_fd_, buffer, sizeof buffer);
    if (n > 0) output_.append(buffer, static_cast<size_t>(n));
    return n > 0;
}

std::string BackgroundProgram::wait_for(const std::string& text) {
    for (;;) {
        const size_t found = output_.find(text, searched_);
        const size_t end = found == std::string::npos ? found : output_.find('\n', found);
        if (end != std::string::npos) {
            const size_t before = output_.rfind('\n', found);
            searched_ = end + 1;
            const size_t begin = before == std::string::npos ? 0 : before + 1;
            return output_.substr(begin, end - begin);
        }
        REQUIRE_MESSAGE(read_more(), "it ended without saying \"" << text << "\": " << output_);
    }
}

void BackgroundProgram::send(int signal) { REQUIRE(kill(pid_, signal) == 0); }

ProgramResult BackgroundProgram::wait() {
    while (read_more()) {}
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), output_};
}

}  // namespace tocd
