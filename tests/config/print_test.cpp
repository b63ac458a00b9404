#include "config/print.hpp"

#include "config/field_value.hpp"
#include "config/fields.hpp"
#include "config/load.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

using namespace tocd;

namespace {

std::string read_file(const std::string& name) {
    std::ifstream file(std::string(TOCD_SOURCE_DIR) + "/" + name, std::ios::binary);
    REQUIRE_MESSAGE(file, name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Config with_one_of_each() {
    Config config;
    config.shares.emplace_back();
    config.shares[0].name = "data";
    config.shares[0].path = "/srv/data";
    config.projects = {"^/srv/projects/(?P<project>[^/]+)/"};
    config.access.emplace_back();
    config.access[0].path = "/srv/data/staff";
    config.publish.emplace_back();
    config.publish[0].name = "contents";
    config.publish[0].to = "/srv/contents";
    return config;
}

// Gives every member a value that is not its default, by type, so that a field left out of printing or loading shows.
struct Change {
    const Field& field;
    std::mt19937& random;

    void operator()(std::string* member) const {
        if (!field.choices.empty())
            *member = field.choices[random() % field.choices.size()];
        else if (field.key == "name" || field.key == "admin_group")
            *member = "n" + std::to_string(random());
        else if (field.key.ends_with("_header"))
            *member = "X-" + std::to_string(random());
        else if (field.key == "query")
            *member = "size:>" + std::to_string(random()) + " \"ü\" #";
        else if (field.key == "marker")
            *member = ".here\xFE/" + std::to_string(random());
        else
            *member = "/dir " + std::to_string(random()) + std::string("/\xFF\"\\\n\xC3\xA9: #'\x01", 11);
    }
    void operator()(bool* member) const { *member = !*member; }
    void operator()(uint32_t* member) const { *member = static_cast<uint32_t>(number()); }
    void operator()(std::chrono::seconds* member) const { *member = std::chrono::seconds(number() / 1000); }
    void operator()(std::chrono::milliseconds* member) const { *member = std::chrono::milliseconds(number()); }
    void operator()(std::vector<std::string>* member) const {
        if (field.key == "exclude" || field.key == "exclude_snapshots")
            *member = {"\xE4*", "*.tmp", "no", "12", " ", "- x", "# y", "{z", "a: b"};
        else if (field.key == "quiet_hours")
            *member = {"sat,mon-wed 22:00-06:0" + std::to_string(random() % 10), "12:30-13:00"};
        else if (field.section == Section::projects)
            *member = {"^/a: #\\d\"(?P<project>[^/]+" + std::to_string(random() % 10) + ")/", "- (?P<project>\u00fc)"};
        else if (field.key == "client_paths")
            *member = {"\\\\server\\d" + std::to_string(random()), "X:\\a 'b' #", "/mnt/ü"};
        else if (field.key == "listen")
            *member = {"[::1]:" + std::to_string(random() % 65536), "unix:/run/ü"};
        else if (field.key == "editors" || field.key == "admins" || field.key == "to" || field.key == "seen_by")
            *member = {"user:ü" + std::to_string(random()), "group:a b #"};
        else if (field.key == "trusted_proxies")
            *member = {"10.0.0." + std::to_string(random() % 256), "unix:www-data"};
        else
            *member = {"h" + std::to_string(random())};
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    void operator()(Enum* member) const { *member = static_cast<Enum>(random() % field.choices.size()); }

private:
    [[nodiscard]] int64_t number() const {
        return field.limits.min + static_cast<int64_t>(random() % (field.limits.max - field.limits.min + 1));
    }
};

// "# prose" stays a comment; "#key: value", "#- key" and "#  key" are settings.
std::string without_comment_signs(const std::string& text) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line); out += line + "\n") {
        const size_t sign = line.find_first_not_of(' ');
        if (sign == std::string::npos || line[sign] != '#') continue;
        const bool prose = line.substr(sign + 1, 1) == " " && line.substr(sign + 2, 1) != " ";
        if (!prose) line.erase(sign, 1);
    }
    return out;
}

}  // namespace

TEST_CASE("the defaults are within their own limits and every field has its words") {
    const Config config = with_one_of_each();
    CHECK(parse_config(print_config(config), "printed") == config);
    for (const Field& field : fields()) {
        CAPTURE(field.key);
        CHECK(field.doc.size() > 10);
        CHECK(field.doc.back() == '.');
        CHECK(field.limits.min <= field.limits.max);
    }
}

TEST_CASE("what is printed loads back to the same config whatever it says") {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        Config config;
        config.shares.resize(random() % 4);
        config.publish.resize(random() % 3);
        config.access.resize(config.shares.empty() ? 0 : random() % 3);
        for (const Field& field : fields())
            for (size_t entry = 0; entry < entries_of(config, field.section); ++entry)
                std::visit(Change{field, random}, field.slot(config, entry));
        for (ShareConfig& share : config.shares) share.one_file_system = true;
        for (AccessConfig& one : config.access) one.path = config.shares[0].path;
        for (PublishConfig& one : config.publish)
            if (one.format == "sqlite") one.query.clear(), one.seen_by = {kAdmins};
        const std::string printed = print_config(config);
        CAPTURE(printed);
        CHECK(parse_config(printed, "printed") == config);
    }
}

TEST_CASE("every member of the structs has its row in the table") {
    // A member without a row would neither be printed nor loaded: then changing all rows would leave it behind.
    // 21 + 1 + 3 + 26 + 2 + 3 + 7 + 1 members; this number and the table grow together with config.hpp.
    const auto [a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21] = ShareConfig{};
    const auto [b1, b2, b3] = CatalogueConfig{};
    const auto [c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, c21, c22, c23, c24, c25, c26] = HttpConfig{};
    const auto [g1, g2] = AccessConfig{};
    const auto [d1, d2, d3] = ScanConfig{};
    const auto [e1, e2, e3, e4, e5, e6, e7] = PublishConfig{};
    const auto [f1] = LogConfig{};
    CHECK(fields().size() == 64);
}

TEST_CASE("text is quoted where some YAML would take it for something else") {
    for (const char* plain : {"/srv/data", "a-b_c.d", "automatic", "v1.2"}) CHECK(yaml_text(plain) == plain);
    for (const std::string text :
         {"", "yes", "No", "OFF", "y", "null", "true", "12", "1h", "-", ".a", "a b", "a:b", "#", "*x", "&x", "!x", "~"})
        CHECK(yaml_text(text) == "\"" + text + "\"");
    CHECK(yaml_text("a\"\\\n\x7f") == "\"a\\\"\\\\\\x0a\\x7f\"");
}

TEST_CASE("the example file is checked in as it is made") {
    CHECK(read_file("config/tocd.yaml") == example_config());
    CHECK(read_file("config/tocd.schema.json") == config_schema());
}

TEST_CASE("the example says nothing as it is and the defaults when its settings are uncommented") {
    CHECK(parse_config(example_config(), "tocd.yaml") == Config{});

    CHECK(parse_config(without_comment_signs(example_config()), "tocd.yaml") == with_one_of_each());
    for (const Field& field : fields())
        if (!field.key.empty()) CHECK(example_config().find(std::string(field.key) + ": ") != std::string::npos);
}

TEST_CASE("the schema names every field with its meaning and refuses others") {
    const auto schema = nlohmann::json::parse(config_schema());
    CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
    CHECK(schema.at("additionalProperties") == false);
    for (const SectionRow& row : sections()) {
        const auto& section = schema.at("properties").at(std::string(row.key));
        if (const Field* const whole = whole_section(row.section)) {
            CHECK(section.at("description").get<std::string>().ends_with(whole->doc));
            CHECK(section.at("items").at("type") == "string");
            continue;
        }
        const auto& keys = is_list(row.section) ? section.at("items") : section;
        CHECK(keys.at("additionalProperties") == false);
        size_t count = 0;
        for (const Field& field : fields()) {
            if (field.section != row.section) continue;
            CHECK(keys.at("properties").at(std::string(field.key)).at("description") == field.doc);
            ++count;
        }
        CHECK(keys.at("properties").size() == count);
    }
}
