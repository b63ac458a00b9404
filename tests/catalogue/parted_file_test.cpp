#include "base/error.hpp"
#include "catalogue/parted_file.hpp"
#include "support/temp_dir.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <limits>
#include <vector>

using namespace tocd;

TEST_CASE("what was put aside comes back part by part in its order however much it is") {
    TempDir folder;
    PartedFile file(folder / ".");
    std::vector<std::string> expected(PartedFile::kParts);
    for (size_t i = 0; i < 60'000; ++i) {  // about 6 MB, three times what stays in memory
        const std::string record = std::to_string(i) + std::string(i % 200, 'x') + "\n";
        const size_t part = i * i % 251;
        file.add(part, record);
        expected[part] += record;
    }
    size_t different = 0;
    for (size_t part = 0; part < PartedFile::kParts; ++part) different += file.read(part) != expected[part];
    CHECK(different == 0);
    CHECK(expected[255].empty());
    CHECK(std::filesystem::is_empty(folder / "."));  // no name that a crash could leave behind
}

TEST_CASE("a folder that takes no more is named") {
    TempDir folder;
    PartedFile file(folder / "missing");
    file.add(0, "little stays in memory");
    CHECK(file.read(0) == "little stays in memory");
    try {
        file.add(0, std::string(3u << 20, 'x'));
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::unavailable);
        CHECK(std::string(error.what()).find("missing") != std::string::npos);
    }
}

TEST_CASE("numbers and texts of a record come back exactly") {
    const std::vector<int64_t> numbers = {0,  1,  -1, 63, 64, -64, -65, 1'600'000'000'000'000'000, std::numeric_limits<int64_t>::max(),
                                          std::numeric_limits<int64_t>::min()};
    std::string record;
    for (const int64_t number : numbers) put_number(record, number);
    put_text(record, "");
    put_text(record, std::string("\xff\0 a", 4));
    std::string_view left = record;
    for (const int64_t number : numbers) CHECK(take_number(left) == number);
    CHECK(take_text(left).empty());
    CHECK(take_text(left) == std::string("\xff\0 a", 4));
    CHECK(left.empty());
    CHECK_THROWS_AS(static_cast<void>(take_number(left)), Error);
    left = std::string_view(record).substr(0, record.size() - 1);
    for (size_t i = 0; i < numbers.size(); ++i) static_cast<void>(take_number(left));
    static_cast<void>(take_text(left));
    CHECK_THROWS_AS(static_cast<void>(take_text(left)), Error);
}
