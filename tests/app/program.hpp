// Runs real programs for tests: to their end, or in the background until told.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace tocd {

struct ProgramResult {
    int exit_code = -1;  // 128 + signal when one ended it
    std::string output;  // standard output and error
};

// Fails the test when the program does not end within a minute.
[[nodiscard]] ProgramResult run_program(const std::vector<std::string>& command);

class BackgroundProgram {
public:
    explicit BackgroundProgram(const std::vector<std::string>& command);
    ~BackgroundProgram();  // SIGKILL, if it still runs
    BackgroundProgram(const BackgroundProgram&) = delete;
    BackgroundProgram& operator=(const BackgroundProgram&) = delete;

    // Reads until a line holds `text` and gives that line. Fails the test after a minute, or at the end of output.
    std::string wait_for(const std::string& text);
    void send(int signal);
    [[nodiscard]] ProgramResult wait();  // for its end
    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    bool read_more();
    pid_t pid_ = -1;
    int output_fd_ = -1;
    std::string output_;
    size_t searched_ = 0;  // wait_for() goes on here
};

}  // namespace tocd
