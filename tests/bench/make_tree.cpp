// bench_make_tree DIR [SCALE] [SEED]: makes a tree in the shape of a real share of 510,677 directories and
// 16,063,861 files (SCALE 1), the same one for the same SCALE and SEED, whatever the number of cores.
// Sizes are holes (ftruncate), so that it needs inodes and no room for data. As root it also spreads owners.

#include "talk_shape.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace talk;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct Counts {
    std::atomic<int64_t> directories{0}, files{0}, links{0}, hard_links{0}, size_bytes{0}, name_bytes{0};
};

struct Plan {
    uint64_t seed = 0;
    uint64_t level = 0;
    bool owners = false;
    Counts* counts = nullptr;
};

void make_file(int directory, const ShapedFile& shape, const Plan& plan) {
    const int file = openat(directory, shape.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0) fail("cannot create " + shape.name);
    if (ftruncate(file, shape.size_bytes) == 0) plan.counts->size_bytes += shape.size_bytes;
    if (plan.owners && fchown(file, shape.owner, group_of(shape.owner)) != 0) fail("cannot change the owner of " + shape.name);
    const timespec times[2] = {{shape.mtime.tv_sec + 86'400, 0}, shape.mtime};
    if (futimens(file, times) != 0) fail("cannot set the times of " + shape.name);
    close(file);
}

// Fills the directory `path` and returns its child directories' paths.
std::vector<std::string> fill(const std::string& path, uint64_t index, int64_t directories, int64_t files, const Plan& plan) {
    const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) fail("cannot open " + path);
    std::vector<std::string> children;
    std::string last;
    const ShapedDirectory shape = shape_directory(
        plan.seed, plan.level, index, directories, files,
        [&](const std::string& name) {
            if (mkdirat(fd, name.c_str(), 0755) != 0) fail("cannot create " + path + "/" + name);
            children.push_back(path + "/" + name);
        },
        [&](const ShapedFile& file) {
            const char* const name = file.name.c_str();
            plan.counts->name_bytes += static_cast<int64_t>(file.name.size());
            if (file.hard_link) {
                if (linkat(fd, last.c_str(), fd, name, 0) != 0) fail("cannot link " + file.name);
                plan.counts->hard_links += 1;
                plan.counts->size_bytes += file.size_bytes;
            } else {
                make_file(fd, file, plan);
            }
            if (file.symlink_beside && symlinkat(last.empty() ? ".." : last.c_str(), fd, ("link_" + file.name).c_str()) == 0) plan.counts->links += 1;
            last = file.name;
        });
    plan.counts->directories += directories;
    plan.counts->files += files;
    if (plan.owners && fchown(fd, shape.owner, group_of(shape.owner)) != 0) fail("cannot change the owner of " + path);
    const timespec times[2] = {shape.mtime, shape.mtime};
    if (futimens(fd, times) != 0) fail("cannot set the times of " + path);
    close(fd);
    return children;
}

// Fills all directories of one level, on every core, and returns those of the next.
std::vector<std::string> fill_level(const std::vector<std::string>& paths, double scale, const Plan& plan) {
    const LevelCounts counts = count_level(plan.level, paths.size(), scale, plan.seed);
    std::vector<std::vector<std::string>> children(paths.size());
    std::atomic<size_t> next{0};
    std::atomic<bool> failed{false};
    std::string message;
    const auto work = [&] {
        try {
            for (size_t i; !failed && (i = next++) < paths.size();) children[i] = fill(paths[i], i, counts.directories[i], counts.files[i], plan);
        } catch (const std::exception& error) {
            if (!failed.exchange(true)) message = error.what();
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) threads.emplace_back(work);
    for (std::thread& thread : threads) thread.join();
    if (failed) throw std::runtime_error(message);

    std::vector<std::string> all;
    for (std::vector<std::string>& some : children) std::move(some.begin(), some.end(), std::back_inserter(all));
    return all;
}

void make_empty(const std::string& path) {
    if (mkdir(path.c_str(), 0755) == 0) return;
    if (errno != EEXIST) fail("cannot create " + path);
    DIR* directory = opendir(path.c_str());
    if (directory == nullptr) fail("cannot open " + path);
    int entries = 0;
    while (readdir(directory) != nullptr) ++entries;
    closedir(directory);
    if (entries > 2) throw std::runtime_error(path + " is not empty; give a directory that is not there yet");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 4) {
        std::fprintf(stderr, "usage: %s DIR [SCALE] [SEED]   (SCALE 1: 510,677 directories, 16,063,861 files)\n", argv[0]);
        return 2;
    }
    const double scale = argc > 2 ? std::atof(argv[2]) : 0.01;
    if (!(scale > 0 && scale <= 4)) {
        std::fprintf(stderr, "%s: SCALE is a number above 0, at most 4\n", argv[0]);
        return 2;
    }
    Counts counts;
    Plan plan;
    plan.seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
    plan.owners = geteuid() == 0;
    plan.counts = &counts;
    const auto started = std::chrono::steady_clock::now();
    try {
        make_empty(argv[1]);
        std::vector<std::string> paths{argv[1]};
        while (plan.level < std::size(kLevels)) {
            paths = fill_level(paths, scale, plan);
            ++plan.level;
            if (isatty(2)) std::fprintf(stderr, "\rlevel %d: %lld files ", static_cast<int>(plan.level), static_cast<long long>(counts.files));
        }
        if (isatty(2)) std::fputc('\n', stderr);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
        return 1;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    std::printf("directories=%lld files=%lld size_bytes=%lld hard_links=%lld symlinks=%lld mean_name_bytes=%.1f seconds=%.1f\n",
                static_cast<long long>(counts.directories), static_cast<long long>(counts.files), static_cast<long long>(counts.size_bytes),
                static_cast<long long>(counts.hard_links), static_cast<long long>(counts.links),
                static_cast<double>(counts.name_bytes) / static_cast<double>(std::max<int64_t>(1, counts.files)), seconds);
    return 0;
}
