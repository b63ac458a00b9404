// usage: bench_search_bytes [SECONDS]: how fast index/byte_search goes through names, with each width of instructions that this
// processor has, beside memmem (which sees case) and a loop over std::tolower. The text is a chunk of 1024 talk-shaped names, which
// stays in the cache: ours tells the names that hold the word, the others are called from hit to hit. Prints GB/s, and the names or hits.
#include "index/byte_search.hpp"
#include "talk_shape.hpp"

#include <array>
#include <bit>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>

namespace {

using tocd::ByteSearch;

std::string make_chunk() {
    std::string text;
    for (uint64_t index = 0; index < 16; ++index)
        talk::shape_directory(1, 8, index, 0, 64, [](const std::string&) {}, [&](const talk::ShapedFile& file) { text += file.name + '\0'; });
    return text;
}

size_t find_by_memmem(std::string_view text, std::string_view needle, size_t from) {
    const void* const at = memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
    return at == nullptr ? std::string_view::npos : static_cast<size_t>(static_cast<const char*>(at) - text.data());
}

size_t find_by_loop(std::string_view text, std::string_view needle, size_t from) {
    for (size_t at = from; at + needle.size() <= text.size(); ++at) {
        size_t i = 0;
        while (i < needle.size() && std::tolower(static_cast<unsigned char>(text[at + i])) == needle[i]) ++i;
        if (i == needle.size()) return at;
    }
    return std::string_view::npos;
}

template <class Find>
size_t count_hits(std::string_view text, const Find& find) {
    size_t hits = 0;
    for (size_t at = find(text, size_t{0}); at != std::string_view::npos; at = find(text, at + 1)) ++hits;
    return hits;
}

// Goes through `text` again and again for so long.
template <class Count>
void measure(const char* how, std::string_view text, double seconds, const Count& count) {
    using Clock = std::chrono::steady_clock;
    size_t hits = 0;
    size_t rounds = 0;
    const auto begin = Clock::now();
    double taken = 0;
    while (taken < seconds) {
        for (int i = 0; i < 16; ++i, ++rounds) hits += count();
        taken = std::chrono::duration<double>(Clock::now() - begin).count();
    }
    std::printf("  %-8s %7.2f GB/s  %6zu hits\n", how, static_cast<double>(text.size() * rounds) / taken / 1e9, hits / rounds);
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 0.2;
    std::string text = make_chunk();
    const size_t size = text.size();
    text.append(ByteSearch::kSlackBytes, '\0');
    const std::string_view view = std::string_view(text).substr(0, size);
    std::printf("a chunk of %zu bytes\n", size);
    for (const char* const needle : {"zqxkwv", "weld", "_channel.srh5", "00", "e", "q"}) {
        std::printf("%s\n", needle);
        constexpr std::pair<ByteSearch::Width, const char*> kWidths[] = {
            {ByteSearch::Width::avx512, "avx512"}, {ByteSearch::Width::avx2, "avx2"}, {ByteSearch::Width::plain, "plain"}};
        for (const auto& [width, name] : kWidths) {
            if (!ByteSearch::can(width)) continue;
            const ByteSearch search(needle, width);
            measure(name, view, seconds, [&] {
                std::array<uint64_t, 16> rows{};
                search.find_rows(text.data(), 0, size, 0, rows.data());
                return static_cast<size_t>(std::accumulate(rows.begin(), rows.end(), 0, [](int sum, uint64_t word) { return sum + std::popcount(word); }));
            });
        }
        measure("memmem", view, seconds, [&] { return count_hits(view, [&](std::string_view in, size_t from) { return find_by_memmem(in, needle, from); }); });
        measure("loop", view, seconds, [&] { return count_hits(view, [&](std::string_view in, size_t from) { return find_by_loop(in, needle, from); }); });
    }
    return 0;
}
