// The shape of a real share of 510,677 directories and 16,063,861 files, the same for the same seed: what bench_make_tree
// makes as files and bench_synthetic_catalogue as rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <time.h>

namespace talk {

// What lies on each level below the root: PyData London 2017, "Scale out from the very beginning", progress output.
struct Level {
    int64_t directories, files;
};
inline constexpr Level kLevels[] = {
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
inline constexpr Extension kExtensions[] = {
    {".srh5", 8.2, 4e7, 1.9},  {".xml", 22, 9e3, 1.5},   {".jpg", 15, 6e5, 1.2},  {".dat", 11, 2e6, 2.0},
    {".txt", 9, 4e3, 2.0},     {".csv", 7, 4e4, 2.3},    {".log", 5, 2e4, 2.2},   {".png", 4.5, 2e5, 1.4},
    {".pdf", 3.5, 4e5, 1.6},   {".bin", 3, 3e6, 2.2},    {".xls", 2, 1e5, 1.3},   {".doc", 2, 1e5, 1.3},
    {".py", 1.6, 4e3, 1.3},    {".h5", 1.2, 2e7, 2.0},   {".zip", 1, 5e6, 2.2},   {".tif", 0.8, 8e6, 1.3},
    {".json", 0.7, 6e3, 1.8},  {".mat", 0.5, 3e6, 2.0},  {".tar.gz", 0.4, 2e7, 2.2}, {".JPG", 0.4, 2e6, 0.8},
    {"", 1.2, 3e3, 2.5}};

inline constexpr const char* kWords[] = {"run",    "channel", "inspection", "pipeline", "raw",    "sensor", "report", "survey",
                                  "calib",  "final",   "odometer",   "magnet",   "export", "weld",   "backup", "analysis",
                                  "feature", "section", "client",    "result",   "data",   "test",   "field",  "copy"};
inline constexpr const char* kUnicode[] = {"Prüfung", "données", "測定", "Ελλάδα", "файл", "é", "📊", "Łódź"};
inline constexpr int64_t kNewestMtime = 1'793'000'000;  // seconds: late in October 2026
inline constexpr double kYears20 = 20.0 * 365 * 86400;

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

// Shares `total` out to `parts` with lognormal weights: most get little, few get very much.
inline std::vector<int64_t> share_out(int64_t total, size_t parts, double sigma, Random& random) {
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

inline const Extension& pick_extension(Random& random) {
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

inline std::string number(uint64_t value, int digits) {
    char text[24];
    std::snprintf(text, sizeof text, "%0*llu", digits, static_cast<unsigned long long>(value));
    return text;
}

// Unique in its directory by `ordinal`. A few are what programs trip over.
inline std::string file_name(uint64_t ordinal, const std::string& stem, const char* extension, Random& random) {
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

inline timespec pick_time(Random& random) {
    const auto age = static_cast<int64_t>(random.unit() * random.unit() * kYears20);  // more young ones than old
    return {static_cast<time_t>(kNewestMtime - age), static_cast<long>(random.below(1'000'000'000))};
}

inline int64_t scaled(int64_t count, double scale) {
    return std::max<int64_t>(1, std::llround(static_cast<double>(count) * scale));
}

// How many directories and files lie in each directory of a level, in the order of the level above.
struct LevelCounts {
    std::vector<int64_t> directories, files;
};
inline LevelCounts count_level(uint64_t level, size_t parents, double scale, uint64_t seed) {
    Random random(seed * 31 + level);
    LevelCounts counts;
    counts.directories = share_out(scaled(kLevels[level].directories, scale), parents, 1.3, random);
    counts.files = share_out(scaled(kLevels[level].files, scale), parents, 2.2, random);
    return counts;
}

inline uint32_t group_of(uint32_t owner) { return 100 + owner % 7; }

struct ShapedFile {
    std::string name;
    bool hard_link = false;        // another name of the file before it; then the rest is that one's
    bool symlink_beside = false;   // one called link_… stands beside it
    uint32_t owner = 0;
    int64_t size_bytes = 0;
    timespec mtime{};
};
struct ShapedDirectory {
    uint32_t owner = 0;
    timespec mtime{};
};

// What is in the directory number `index` of a level: calls on_directory(name) for each child, then on_file(ShapedFile).
template <class OnDirectory, class OnFile>
ShapedDirectory shape_directory(uint64_t seed, uint64_t level, uint64_t index, int64_t directories, int64_t files,
                                const OnDirectory& on_directory, const OnFile& on_file) {
    Random random(seed * 1'000'003 + level * 0x100000001b3 + index);
    const auto owner = static_cast<uint32_t>(1000 + random.below(20) * random.below(20));
    for (int64_t i = 0; i < directories; ++i) {
        std::string name = random.pick(kWords) + std::string("_") + number(static_cast<uint64_t>(i), 3);
        if (random.one_in(200)) name += std::string(" ") + random.pick(kUnicode);
        if (random.one_in(3'000)) name += "\xfc";
        on_directory(name);
    }
    const std::string stem = std::string(random.pick(kWords)) + "_" + number(random.below(10'000), 4) + "_";
    const Extension* common = &pick_extension(random);
    ShapedFile file;
    for (int64_t i = 0; i < files; ++i) {
        const Extension& extension = random.one_in(4) ? pick_extension(random) : *common;
        file.name = file_name(static_cast<uint64_t>(i), stem, extension.text, random);
        file.hard_link = i > 0 && random.one_in(2'000);
        if (!file.hard_link) {
            file.owner = random.one_in(20) ? 1000 : owner;
            file.size_bytes = static_cast<int64_t>(std::min(random.lognormal(extension.median_bytes, extension.sigma), 2e12));
            if (random.one_in(50)) file.size_bytes = 0;
            file.mtime = pick_time(random);
        }
        file.symlink_beside = random.one_in(1'500);
        on_file(file);
    }
    return {owner, pick_time(random)};
}

}  // namespace talk
