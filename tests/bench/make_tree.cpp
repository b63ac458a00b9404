// bench_make_tree DIR [SCALE] [SEED]: makes a tree in the shape of a real share of 510,677 directories and
// 16,063,935 files (SCALE 1), the same one for the same SCALE and SEED, whatever the number of cores.
// Sizes are holes (ftruncate), so that it needs inodes and no room for data. As root it also spreads owners.

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
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

// What lies on each level below the root: PyData London 2017, "Scale out from the very beginning", progress output.
struct Level {
    int64_t directories, files;
};
constexpr Level kLevels[] = {
    {51, 10},           {384, 470},          {1'111, 2'047},      {5'704, 6'008},      {17'806, 52'629},
    {75'294, 99'256},   {49'784, 747'266},   {88'867, 1'329'195}, {107'071, 5'358'440}, {65'369, 5'214'072},
    {50'975, 1'291'473}, {20'899, 1'382'322}, {11'411, 264'553},   {4'665, 189'796},    {9'955, 46'114},
    {713, 68'887},      {321, 7'001},        {110, 2'708},        {73, 795},           {77, 516},
    {37, 303}};

// About 8 % of the files and 3/4 of the bytes are the share's own format, as in the talk.
struct Extension {
    const char* text;
    double weight, median_bytes, sigma;
};
constexpr Extension kExtensions[] = {
    {".srh5", 8.2, 4e7, 1.9},  {".xml", 22, 9e3, 1.5},   {".jpg", 15, 6e5, 1.2},  {".dat", 11, 2e6, 2.0},
    {".txt", 9, 4e3, 2.0},     {".csv", 7, 4e4, 2.3},    {".log", 5, 2e4, 2.2},   {".png", 4.5, 2e5, 1.4},
    {".pdf", 3.5, 4e5, 1.6},   {".bin", 3, 3e6, 2.2},    {".xls", 2, 1e5, 1.3},   {".doc", 2, 1e5, 1.3},
    {".py", 1.6, 4e3, 1.3},    {".h5", 1.2, 2e7, 2.0},   {".zip", 1, 5e6, 2.2},   {".tif", 0.8, 8e6, 1.3},
    {".json", 0.7, 6e3, 1.8},  {".mat", 0.5, 3e6, 2.0},  {".tar.gz", 0.4, 2e7, 2.2}, {".JPG", 0.4, 2e6, 0.8},
    {"", 1.2, 3e3, 2.5}};

constexpr const char* kWords[] = {"run",    "channel", "inspection", "pipeline", "raw",    "sensor", "report", "survey",
                                  "calib",  "final",   "odometer",   "magnet",   "export", "weld",   "backup", "analysis",
                                  "feature", "section", "client",    "result",   "data",   "test",   "field",  "copy"};
constexpr const char* kUnicode[] = {"Prüfung", "données", "測定", "Ελλάδα", "файл", "é", "📊", "Łódź"};
constexpr int64_t kNewestMtime = 1'793'000'000;  // seconds: late in October 2026
constexpr double kYears20 = 20.0 * 365 * 86400;

class Random {  // splitmix64: the same numbers everywhere
public:
    explicit Random(uint64_t seed) : state_(seed) { next(); }
    uint64_t next() {
        uint64_t z = (state_ += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    uint64_t below(uint64_t n) { return next() % n; }
    bool one_in(uint64_t n) { return below(n) == 0; }
    double lognormal(double median, double sigma) {
        const double normal = std::sqrt(-2.0 * std::log(1.0 - unit())) * std::cos(6.283185307179586 * unit());
        return median * std::exp(sigma * normal);
    }
    template <typename T, size_t n>
    const T& pick(const T (&of)[n]) {
        return of[below(n)];
    }

private:
    uint64_t state_;
};

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

// Shares `total` out to `parts` with lognormal weights: most get little, few get very much.
std::vector<int64_t> share_out(int64_t total, size_t parts, double sigma, Random& random) {
    std::vector<double> edges(parts);
    double sum = 0;
    for (double& edge : edges) {
        sum += random.lognormal(1, sigma);
        edge = sum;
    }
    std::vector<int64_t> counts(parts);
    int64_t given = 0;
    for (size_t i = 0; i < parts; ++i) {
        const auto upto = i + 1 == parts ? total : static_cast<int64_t>(std::llround(edges[i] / sum * static_cast<double>(total)));
        counts[i] = upto - given;
        given = upto;
    }
    return counts;
}

const Extension& pick_extension(Random& random) {
    static const double sum = [] {
        double total = 0;
        for (const Extension& extension : kExtensions) total += extension.weight;
        return total;
    }();
    double at = random.unit() * sum;
    for (const Extension& extension : kExtensions) {
        if ((at -= extension.weight) < 0) return extension;
    }
    return kExtensions[0];
}

std::string number(uint64_t value, int digits) {
    char text[24];
    std::snprintf(text, sizeof text, "%0*llu", digits, static_cast<unsigned long long>(value));
    return text;
}

// Unique in its directory by `ordinal`. A few are what programs trip over.
std::string file_name(uint64_t ordinal, const std::string& stem, const char* extension, Random& random) {
    std::string name = stem + number(ordinal, 5);
    if (random.one_in(3)) name += std::string("_") + random.pick(kWords);
    if (random.one_in(120)) name += std::string(" ") + random.pick(kWords) + " (copy)";
    if (random.one_in(300)) name += std::string("_") + random.pick(kUnicode);
    if (random.one_in(2'000)) name += "_\xe4\xff";  // Latin-1, as old machines left it
    if (random.one_in(20'000)) name += "\nsecond line";
    if (random.one_in(20'000)) name += "_\"quoted\", 'and' <b>&amp;\t%41\\";
    if (random.one_in(10'000)) name = "." + name;
    if (random.one_in(10'000)) name = "-" + name;
    if (random.one_in(50'000)) name += std::string(240 - std::min<size_t>(name.size(), 240), 'x');
    return name + extension;
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

timespec pick_time(Random& random) {
    const auto age = static_cast<int64_t>(random.unit() * random.unit() * kYears20);  // more young ones than old
    return {static_cast<time_t>(kNewestMtime - age), static_cast<long>(random.below(1'000'000'000))};
}

void make_file(int directory, const std::string& name, const Extension& extension, uint32_t owner, const Plan& plan, Random& random) {
    const int file = openat(directory, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0) fail("cannot create " + name);
    const auto size = static_cast<off_t>(std::min(random.lognormal(extension.median_bytes, extension.sigma), 2e12));
    if (!random.one_in(50) && ftruncate(file, size) == 0) plan.counts->size_bytes += size;  // one in 50 stays empty
    if (plan.owners && fchown(file, owner, 100 + owner % 7) != 0) fail("cannot change the owner of " + name);
    const timespec mtime = pick_time(random);
    const timespec times[2] = {{mtime.tv_sec + 86'400, 0}, mtime};
    if (futimens(file, times) != 0) fail("cannot set the times of " + name);
    close(file);
}

// Fills the directory `path` and returns its child directories' paths.
std::vector<std::string> fill(const std::string& path, uint64_t index, int64_t directories, int64_t files, const Plan& plan) {
    Random random(plan.seed * 1'000'003 + plan.level * 0x100000001b3 + index);
    const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) fail("cannot open " + path);
    const auto owner = static_cast<uint32_t>(1000 + random.below(20) * random.below(20));
    std::vector<std::string> children;
    for (int64_t i = 0; i < directories; ++i) {
        std::string name = random.pick(kWords) + std::string("_") + number(static_cast<uint64_t>(i), 3);
        if (random.one_in(200)) name += std::string(" ") + random.pick(kUnicode);
        if (random.one_in(3'000)) name += "\xfc";
        if (mkdirat(fd, name.c_str(), 0755) != 0) fail("cannot create " + path + "/" + name);
        children.push_back(path + "/" + name);
    }
    const std::string stem = std::string(random.pick(kWords)) + "_" + number(random.below(10'000), 4) + "_";
    const Extension* common = &pick_extension(random);
    std::string last;
    for (int64_t i = 0; i < files; ++i) {
        const Extension& extension = random.one_in(4) ? pick_extension(random) : *common;
        const std::string name = file_name(static_cast<uint64_t>(i), stem, extension.text, random);
        plan.counts->name_bytes += static_cast<int64_t>(name.size());
        if (!last.empty() && random.one_in(2'000)) {
            struct stat status {};
            if (linkat(fd, last.c_str(), fd, name.c_str(), 0) != 0 || fstatat(fd, name.c_str(), &status, 0) != 0) fail("cannot link " + name);
            plan.counts->hard_links += 1;
            plan.counts->size_bytes += status.st_size;
        } else {
            make_file(fd, name, extension, random.one_in(20) ? 1000 : owner, plan, random);
        }
        if (random.one_in(1'500) && symlinkat(last.empty() ? ".." : last.c_str(), fd, ("link_" + name).c_str()) == 0) plan.counts->links += 1;
        last = name;
    }
    plan.counts->directories += directories;
    plan.counts->files += files;
    if (plan.owners && fchown(fd, owner, 100 + owner % 7) != 0) fail("cannot change the owner of " + path);
    const timespec mtime = pick_time(random);
    const timespec times[2] = {mtime, mtime};
    if (futimens(fd, times) != 0) fail("cannot set the times of " + path);
    close(fd);
    return children;
}

int64_t scaled(int64_t count, double scale) {
    return std::max<int64_t>(1, std::llround(static_cast<double>(count) * scale));
}

// Fills all directories of one level, on every core, and returns those of the next.
std::vector<std::string> fill_level(const std::vector<std::string>& paths, const Level& level, double scale, const Plan& plan) {
    Random random(plan.seed * 31 + plan.level);
    const std::vector<int64_t> directories = share_out(scaled(level.directories, scale), paths.size(), 1.3, random);
    const std::vector<int64_t> files = share_out(scaled(level.files, scale), paths.size(), 2.2, random);
    std::vector<std::vector<std::string>> children(paths.size());
    std::atomic<size_t> next{0};
    std::atomic<bool> failed{false};
    std::string message;
    const auto work = [&] {
        try {
            for (size_t i; !failed && (i = next++) < paths.size();) children[i] = fill(paths[i], i, directories[i], files[i], plan);
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
        std::fprintf(stderr, "usage: %s DIR [SCALE] [SEED]   (SCALE 1: 510,677 directories, 16,063,935 files)\n", argv[0]);
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
        for (const Level& level : kLevels) {
            paths = fill_level(paths, level, scale, plan);
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
