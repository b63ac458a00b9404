// Runs a fuzz target without a fuzzer: every file of a corpus, then mutations of them from a fixed seed.
// usage: TARGET CORPUS_DIRECTORY MUTATIONS, TARGET CORPUS_DIRECTORY SECONDSs, or TARGET FILE. What was running at a crash is
// written to ./crash-input.
#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

std::string running;  // the input of this moment, for keep_input

// Only calls that signal-safety(7) allows.
void keep_input(int signal_number) {
    const int file = open("crash-input", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    [[maybe_unused]] const ssize_t written = write(file, running.data(), running.size());
    std::signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void run(std::string input) {
    running = std::move(input);
    // A copy of the exact size, so that AddressSanitizer sees the first byte too many.
    const std::vector<uint8_t> exact(running.begin(), running.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// One to four of: change, remove, repeat or splice bytes, set an interesting value, cut.
std::string mutate(std::mt19937_64& random, const std::vector<std::string>& corpus) {
    static constexpr unsigned char kInteresting[] = {0x00, 0x01, 0x7F, 0x80, 0xFF, 0x0A, 0x20, '"',
                                                     '*',  '&',  '-',  ':',  '[',  '{',  '#',  '!'};
    const auto below = [&](size_t n) { return n == 0 ? 0 : static_cast<size_t>(random() % n); };
    std::string bytes = corpus[below(corpus.size())];
    for (size_t step = 1 + below(4); step > 0; --step) {
        const size_t at = below(bytes.size() + 1);
        const size_t length = below(std::min<size_t>(bytes.size() - at, 64) + 1);
        switch (below(6)) {
            case 0:
                if (at < bytes.size()) bytes[at] = static_cast<char>(random());
                break;
            case 1:
                if (at < bytes.size()) bytes[at] = static_cast<char>(kInteresting[below(sizeof kInteresting)]);
                break;
            case 2: bytes.erase(at, length); break;
            case 3: bytes.insert(at, bytes.substr(at, length)); break;
            case 4: {
                const std::string& other = corpus[below(corpus.size())];
                const size_t from = below(other.size() + 1);
                bytes.insert(at, other.substr(from, below(256)));
                break;
            }
            default: bytes.resize(at); break;
        }
    }
    return bytes;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return std::fprintf(stderr, "usage: %s CORPUS_DIRECTORY [MUTATIONS | SECONDSs] | FILE\n", argv[0]), 2;
    for (const int signal_number : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS}) std::signal(signal_number, keep_input);
    if (!std::filesystem::is_directory(argv[1])) {
        if (!std::filesystem::exists(argv[1])) return std::fprintf(stderr, "%s does not exist\n", argv[1]), 2;
        run(read_file(argv[1]));
        return 0;
    }
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());  // the same mutations in every run
    std::vector<std::string> corpus;
    for (const auto& path : paths) corpus.push_back(read_file(path));
    if (corpus.empty()) return std::fprintf(stderr, "%s holds no file\n", argv[1]), 2;
    for (const std::string& input : corpus) run(input);

    char* unit = nullptr;
    const long wanted = argc > 2 ? std::strtol(argv[2], &unit, 10) : 0;
    const bool timed = unit != nullptr && *unit == 's';
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(wanted);
    std::mt19937_64 random(20261122);
    long mutations = 0;
    while (timed ? std::chrono::steady_clock::now() < end : mutations < wanted) {
        run(mutate(random, corpus));
        ++mutations;
    }
    std::printf("%zu files and %ld mutations\n", corpus.size(), mutations);
    return 0;
}
