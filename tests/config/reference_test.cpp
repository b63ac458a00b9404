#include "config/reference.hpp"

#include "config/field_words.hpp"
#include "config/fields.hpp"
#include "config/load.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace tocd;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

size_t lines_that_begin(const std::string& text, const std::string& with) {
    size_t count = 0;
    for (const std::string& line : lines_of(text)) count += line.starts_with(with);
    return count;
}

}  // namespace

TEST_CASE("both references show every setting once and a configuration that loads") {
    const std::string page = config_reference();
    const std::string manual = config_man_page();
    CHECK(parse_config(kSmallConfig, "small").shares.size() == 2);
    CHECK(page.find(kSmallConfig) != page.npos);
    CHECK(lines_that_begin(page, "| `") == fields().size() - 1);  // projects has no keys
    for (const SectionRow& section : sections()) {
        CHECK(lines_that_begin(page, "## " + std::string(section.key)) == 1);
        CHECK(lines_that_begin(manual, ".SS " + std::string(section.key)) == 1);
        for (const Field& field : fields()) {
            if (field.section != section.section || field.key.empty()) continue;
            CAPTURE(field.key);
            const std::string part = page.substr(page.find("\n## " + std::string(section.key)));
            CHECK(part.find("| `" + std::string(field.key) + "` | ") < part.find("\n## ", 5));
            CHECK(lines_that_begin(manual, ".BR " + std::string(field.key) + " \" (") >= 1);
        }
    }
}

TEST_CASE(
    "rows of a table have as many cells as its head and lines of the manual are short and no accidental requests") {
    for (const std::string& line : lines_of(config_reference())) {
        if (!line.starts_with("|")) continue;
        size_t bars = 0;
        for (size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
        CHECK_MESSAGE(bars == 5, line);
    }
    for (const std::string& line : lines_of(config_man_page())) {
        CHECK_MESSAGE(line.size() <= 110, line);
        CHECK_FALSE_MESSAGE(line.starts_with("'"), line);
        if (!line.starts_with(".")) continue;
        const std::string request = line.substr(0, line.find(' '));
        bool known = false;
        for (const char* one : {".\\\"", ".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".I", ".BR", ".EX", ".EE"})
            known = known || request == one;
        CHECK_MESSAGE(known, line);
    }
}

TEST_CASE("types and defaults are told in words") {
    Config config = default_entries();
    const auto words = [&](Section section, std::string_view key) {
        for (const Field& field : fields()) {
            if (field.section != section || field.key != key) continue;
            const Slot slot = field.slot(config, 0);
            return std::string(type_words(field, slot)) + "; " + preset_words(field, slot) + "; " +
                   range_words(field, slot);
        }
        return std::string("no such field");
    };
    CHECK(words(Section::shares, "path") == "text; required; ");
    CHECK(words(Section::shares, "kind") == "word; automatic; One of automatic, local, network.");
    CHECK(words(Section::shares, "scan_every") == "duration; 1h; A duration, 0s to 366d in whole seconds.");
    CHECK(words(Section::http, "max_body_bytes") == "size; 1M; Bytes, 1k to 1G.");
    CHECK(words(Section::http, "threads") == "number; 8; 1 to 256.");
    CHECK(words(Section::http, "allowed_hosts") == "list of texts; []; ");
    CHECK(words(Section::shares, "one_file_system") == "true or false; true; ");
    CHECK(words(Section::log, "level") == "word; info; One of error, warning, info, debug.");
}
