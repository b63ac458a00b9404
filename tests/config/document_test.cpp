#include "config/document.hpp"

#include "refusal.hpp"

using namespace tocd;

namespace {

std::string kind_of(const std::string& scalar) {
    const Node root = read_document("key: " + scalar, "c.yaml");
    REQUIRE(root.items.size() == 1);
    switch (root.items[0].kind) {
        case Node::Kind::none: return "none";
        case Node::Kind::boolean: return "boolean";
        case Node::Kind::number: return "number";
        case Node::Kind::text: return "text " + root.items[0].text;
        case Node::Kind::list: return "list";
        case Node::Kind::map: return "map";
    }
    return {};
}

std::string document_refusal(std::string_view text) {
    try {
        static_cast<void>(read_document(text, "c.yaml"));
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::invalid_argument);
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("scalars are what the core schema of YAML 1.2 makes of them") {
    for (const char* none : {"", "~", "null", "Null", "NULL"}) CHECK(kind_of(none) == "none");
    for (const char* boolean : {"true", "True", "TRUE", "false", "False", "FALSE"})
        CHECK(kind_of(boolean) == "boolean");
    for (const char* number :
         {"0", "0755", "-1", "+1", "1.5", ".5", "1.", "1e3", "1.5E-3", "0x1F", "0o17", ".inf", "-.inf", ".nan"}) {
        CAPTURE(number);
        CHECK(kind_of(number) == "number");
    }
    for (const std::string text :
         {"yes", "off", "y", "truE", "1h", "1.2.3", "0x", "e3", ".", "+", "1e", "2026-11-22", "12:30"}) {
        CAPTURE(text);
        CHECK(kind_of(text) == "text " + text);
    }
    CHECK(kind_of("'12'") == "text 12");
    CHECK(kind_of("\"true\"") == "text true");
    CHECK(kind_of("\"\"") == "text ");
    CHECK(kind_of("|\n  12\n") == "text 12\n");
    CHECK(kind_of("\"\\x41\\u00e9\\n\"") == "text Aé\n");
    CHECK(kind_of("[]") == "list");
    CHECK(kind_of("{}") == "map");
}

TEST_CASE("every node knows its line and column") {
    const Node root = read_document("a: 1\nb:\n  - x\n  - {c: 'y'}\n", "c.yaml");
    REQUIRE(root.keys.size() == 2);
    CHECK(root.keys[1].at.line == 2);
    CHECK(root.keys[1].at.column == 1);
    const Node& list = root.items[1];
    REQUIRE(list.items.size() == 2);
    CHECK(list.items[0].at.line == 3);
    CHECK(list.items[0].at.column == 5);
    CHECK(list.items[1].items[0].at.line == 4);
    CHECK(list.items[1].items[0].at.column == 9);
}

TEST_CASE("an alias is the value that it stands for at its own place") {
    const Node root = read_document("a: &x [1, two]\nb: *x\n", "c.yaml");
    CHECK(root.items[1].kind == Node::Kind::list);
    CHECK(root.items[1].items[1].text == "two");
    CHECK(root.items[1].at.line == 2);
    CHECK(root.items[1].at.column == 4);
}

TEST_CASE("an empty text or only comments or one marker are an empty document") {
    for (const char* empty : {"", "\n\n", "# nothing\n", "---\n", "\xEF\xBB\xBF"})
        CHECK(read_document(empty, "c.yaml").kind == Node::Kind::none);
    CHECK(read_document("---\na: 1\n...\n", "c.yaml").items.size() == 1);
    CHECK(read_document("\xEF\xBB\xBF"
                        "a: 1\n",
                        "c.yaml")
              .keys.at(0)
              .text == "a");
}

TEST_CASE("several documents are refused") {
    CHECK(document_refusal("a: 1\n---\nb: 2\n") == "c.yaml:2:1: a second document; a configuration is one");
    CHECK(document_refusal("a: 1\n---\n") == "c.yaml:2:1: a second document; a configuration is one");
}

TEST_CASE("control bytes and other encodings are refused where they stand") {
    CHECK(document_refusal(std::string_view("a: 1\nb: \0\n", 10)) == "c.yaml:2:4: a NUL byte; save the file as UTF-8");
    CHECK(document_refusal("a: \x04 1") == "c.yaml:1:4: a control byte; in double quotes it can be written as \\x..");
    CHECK(contains(document_refusal("a: \x1b"
                                    "[2J"),
                   "c.yaml:1:4: a control byte"));
    CHECK(contains(document_refusal("a: \x7f"), "c.yaml:1:4: a control byte"));
    CHECK(document_refusal("\xFF\xFE"
                           "ab") == "c.yaml:1:1: save the file as UTF-8");
    CHECK(document_refusal("a:\t1\r\n") == "accepted");
}

TEST_CASE("a bomb of aliases is refused before it is expanded") {
    std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
    for (int i = 1; i < 12; ++i) {
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 10; ++k) bomb += (k > 0 ? ",*a" : "*a") + std::to_string(i - 1);
        bomb += "]\n";
    }
    CHECK(document_refusal(bomb) == "c.yaml:5:34: too many values (an alias counts with all that it stands for)");

    std::string heavy = "a: &a \"" + std::string(900'000, 'x') + "\"\nb: [";
    for (int i = 0; i < 1000; ++i) heavy += i > 0 ? ",*a" : "*a";
    CHECK(contains(document_refusal(heavy + "]\n"), "too many values"));
}

TEST_CASE("an alias of what contains it is refused") {
    CHECK(document_refusal("a: &x\n  - *x\n") == "c.yaml:2:5: an alias inside the value that it stands for");
    CHECK(contains(document_refusal("a: *nowhere\n"), "c.yaml:1:4: not YAML: the referenced anchor is not defined"));
}

TEST_CASE("too many values and too deep nesting are refused") {
    std::string many = "a: [";
    for (int i = 0; i < 150'000; ++i) many += "1,";
    CHECK(contains(document_refusal(many + "1]"), "too many values"));

    std::string deep = "a: ";
    for (int i = 0; i < 17; ++i) deep += "{a: ";
    CHECK(contains(document_refusal(deep + "1" + std::string(17, '}')), "lists and maps are nested too deep"));
    CHECK(contains(document_refusal("a: " + std::string(100'000, '[')), "c.yaml:1:"));
    CHECK(contains(document_refusal("a: " + std::string(16, '[') + std::string(16, ']')),
                   "c.yaml:1:19: lists and maps are nested too deep"));
    std::string blocks;
    for (int i = 0; i < 500; ++i) blocks += std::string(static_cast<size_t>(i), ' ') + "a:\n";
    CHECK(contains(document_refusal(blocks), "lists and maps are nested too deep"));
}

TEST_CASE("more than one MiB is refused") {
    CHECK(document_refusal("# " + std::string(kMaxConfigBytes, 'x')) == "c.yaml: the file is larger than 1 MiB");
    CHECK(document_refusal("#" + std::string(kMaxConfigBytes - 1, 'x')) == "accepted");
}

TEST_CASE("tags and keys that are no text are refused") {
    CHECK(document_refusal("a: !!str 5") == "c.yaml:1:4: tags are not understood; put text in quotes instead");
    CHECK(contains(document_refusal("a: !!map {b: 1}"), "tags are not understood"));
    CHECK(contains(document_refusal("? [a]\n: b\n"), "c.yaml:1:3: a key must be plain text"));
    CHECK(contains(document_refusal("? {a: 1}\n: b\n"), "a key must be plain text"));
    CHECK(contains(document_refusal("x: &x [1]\n*x : 2\n"), "a key must be plain text"));
}

TEST_CASE("what is no YAML is refused with the place that the parser names") {
    CHECK(contains(document_refusal("a: [1,2\nb: 3\n"), "c.yaml:2:2: not YAML: "));
    CHECK(contains(document_refusal("log:\n\t- x\n"), "c.yaml:2:2: not YAML: "));
    CHECK(document_refusal("a: 1\nb: \"x\nc: 2\n") ==
          "c.yaml:4:1: not YAML: illegal EOF in scalar; a quote is not closed");
    CHECK(document_refusal("a: 'x\n") == "c.yaml:2:1: not YAML: illegal EOF in scalar; a quote is not closed");
    CHECK(document_refusal("a: 'x") == "c.yaml:1:6: not YAML: illegal EOF in scalar; a quote is not closed");
    CHECK(document_refusal("a: \"x\"") == "accepted");
    CHECK(contains(document_refusal("{\"a\": {\"b\": 1}"), "c.yaml:1:"));
}
