#include "index/index_update.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>

using namespace tocd;

namespace {

// Directories and their files by ordinal; the file's size tells when it was written.
using Model = std::map<int64_t, std::map<int64_t, int64_t>>;

void read(const Model& model, int64_t directory, FileChunks& to) {
    const auto found = model.find(directory);
    if (found == model.end()) return;
    for (const auto& [ordinal, size] : found->second) {
        const std::string name = "n" + std::to_string(ordinal);
        to.add({.id = first_file_id(directory) + ordinal, .name = name, .size_bytes = size});
    }
}

void check(const ChunkList& chunks, const Model& model) {
    int64_t last = -1;
    size_t rows = 0;
    size_t wrong = 0;  // one assertion each would take minutes
    for (const auto& chunk : chunks) {
        REQUIRE(chunk->rows() > 0);
        REQUIRE(chunk->rows() <= kChunkRows);
        CHECK(chunk->first_id() == chunk->id_of(0));
        CHECK(chunk->last_id() == chunk->id_of(chunk->rows() - 1));
        for (size_t row = 0; row < chunk->rows(); ++row, ++rows) {
            const IndexedFile file = chunk->file(row);
            const int64_t ordinal = ordinal_of_file(file.id);
            const auto directory = model.find(directory_of_file(file.id));
            const bool is_right = file.id > last && directory != model.end() && directory->second.count(ordinal) == 1 &&
                                  file.size_bytes == directory->second.at(ordinal) && file.name == "n" + std::to_string(ordinal);
            wrong += is_right ? 0 : 1;
            last = file.id;
        }
    }
    REQUIRE(wrong == 0);
    size_t expected = 0;
    for (const auto& [directory, files] : model) expected += files.size();
    REQUIRE(rows == expected);
}

}  // namespace

TEST_CASE("chunks follow directories that come and go and grow over the edges of chunks") {
    std::mt19937 random(17);
    for (int story = 0; story < 6; ++story) {
        Model model;
        ChunkList chunks;
        int64_t next_directory = 1;
        for (int64_t step = 1; step <= 120; ++step) {
            std::set<int64_t> changed;
            for (size_t n = 1 + random() % 6; n > 0; --n) {
                const bool is_new = random() % 3 == 0 || next_directory == 1;
                const int64_t directory = is_new ? next_directory++ : 1 + static_cast<int64_t>(random()) % (next_directory - 1);
                changed.insert(directory);
                auto& files = model[directory];
                switch (random() % 5) {
                    case 0:
                        for (int64_t i = static_cast<int64_t>(random() % 3000); i >= 0; --i) files[i] = step;
                        break;
                    case 1: files[static_cast<int64_t>(random() % 20)] = step; break;
                    case 2: files.clear(); break;
                    case 3:
                        for (auto at = files.begin(); at != files.end();) at = random() % 2 == 0 ? files.erase(at) : std::next(at);
                        break;
                    case 4:
                        for (auto& [ordinal, size] : files) size = step;
                        break;
                }
            }
            const ChunkList before = chunks;
            chunks = update_chunks(chunks, {changed.begin(), changed.end()}, [&](int64_t id, FileChunks& to) { read(model, id, to); });
            check(chunks, model);
        }
        size_t small = 0;
        for (const auto& chunk : chunks) small += chunk->rows() < kChunkRows / 4 ? 1 : 0;
        CHECK(small <= chunks.size() / 3 + 1);  // they do not fall to crumbs
    }
}

TEST_CASE("a chunk that no change touches is the same one afterwards") {
    Model model;
    for (int64_t directory = 1; directory <= 10; ++directory)
        for (int64_t i = 0; i < 1024; ++i) model[directory][i] = 1;
    FileChunks made;
    for (int64_t directory = 1; directory <= 10; ++directory) read(model, directory, made);
    const ChunkList before = made.take();
    model[5][3] = 2;
    const ChunkList after = update_chunks(before, {5}, [&](int64_t id, FileChunks& to) { read(model, id, to); });
    REQUIRE(after.size() == before.size());
    for (size_t i = 0; i < after.size(); ++i) CHECK((after[i] == before[i]) == (i != 4));
    check(after, model);
}
