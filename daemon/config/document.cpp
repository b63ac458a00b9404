#include "config/document.hpp"

#include "base/error.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>
#include <algorithm>
#include <map>
#include <sstream>

namespace tocd {
namespace {

constexpr size_t kMaxExpandedBytes = 4 * kMaxConfigBytes;

// Thrown through yaml-cpp, which only keeps its own state on the way.
struct Refusal {
    Position at;
    std::string reason;
};

Position position(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

bool is_number(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (text == ".inf" || text == ".nan") return true;
    const auto digits = [](std::string_view& rest, const char* set) {
        const size_t n = std::min(rest.find_first_not_of(set), rest.size());
        rest.remove_prefix(n);
        return n;
    };
    constexpr const char* kDecimal = "0123456789";
    if (text.starts_with("0x") || text.starts_with("0o")) {
        const char* set = text[1] == 'x' ? "0123456789abcdefABCDEF" : "01234567";
        text.remove_prefix(2);
        return digits(text, set) > 0 && text.empty();
    }
    size_t mantissa = digits(text, kDecimal);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        mantissa += digits(text, kDecimal);
    }
    if (mantissa == 0) return false;
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
        if (digits(text, kDecimal) == 0) return false;
    }
    return text.empty();
}

Node::Kind plain_kind(std::string_view text) {
    for (const char* word : {"", "~", "null", "Null", "NULL"})
        if (text == word) return Node::Kind::none;
    for (const char* word : {"true", "True", "TRUE", "false", "False", "FALSE"})
        if (text == word) return Node::Kind::boolean;
    return is_number(text) ? Node::Kind::number : Node::Kind::text;
}

// Builds the tree from yaml-cpp's events. Its own YAML::Node keeps the first of two equal keys silently, and tells
// nothing of aliases.
class TreeBuilder final : public YAML::EventHandler {
public:
    Node root;
    Position start;  // of the document

    void OnDocumentStart(const YAML::Mark& mark) override { start = position(mark); }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        Node node;
        node.at = position(mark);
        add(std::move(node), anchor);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        Node node;
        node.at = position(mark);
        node.kind = tag == "!" ? Node::Kind::text : plain_kind(text);  // "!": in quotes or a block
        node.text = text;
        if (tag != "!") refuse_tag(node.at, tag);
        add(std::move(node), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) throw Refusal{position(mark), "an alias inside the value that it stands for"};
        charge_tree(found->second, position(mark));
        Node copy = found->second;
        copy.at = position(mark);
        add(std::move(copy), 0);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(Node::Kind::list, position(mark), tag, anchor);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(Node::Kind::map, position(mark), tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        Node node;
        YAML::anchor_t anchor = 0;
        bool key_read = false;  // of a map: the last key waits for its value
    };

    static void refuse_tag(const Position& at, const std::string& tag) {
        if (tag.empty() || tag == "?") return;
        throw Refusal{at, "tags are not understood; put text in quotes instead"};
    }

    void open(Node::Kind kind, const Position& at, const std::string& tag, YAML::anchor_t anchor) {
        refuse_tag(at, tag);
        if (open_.size() == kMaxConfigDepth) throw Refusal{at, "lists and maps are nested too deep"};
        if (!open_.empty() && wants_key()) throw Refusal{at, "a key must be plain text"};
        Open entry;
        entry.node.kind = kind;
        entry.node.at = at;
        entry.anchor = anchor;
        open_.push_back(std::move(entry));
    }
    void close() {
        Open closed = std::move(open_.back());
        open_.pop_back();
        add(std::move(closed.node), closed.anchor);
    }
    [[nodiscard]] bool wants_key() const { return open_.back().node.kind == Node::Kind::map && !open_.back().key_read; }

    void add(Node node, YAML::anchor_t anchor) {
        charge(node, node.at);
        if (anchor != 0) {
            charge_tree(node, node.at);
            anchors_[anchor] = node;
        }
        if (open_.empty()) {
            root = std::move(node);
        } else if (wants_key()) {
            if (node.kind == Node::Kind::list || node.kind == Node::Kind::map)
                throw Refusal{node.at, "a key must be plain text"};
            open_.back().node.keys.push_back({std::move(node.text), node.at});
            open_.back().key_read = true;
        } else {
            open_.back().node.items.push_back(std::move(node));
            open_.back().key_read = false;
        }
    }
    void charge(const Node& node, const Position& at) {
        bytes_ += node.text.size();
        for (const Node::Key& key : node.keys) bytes_ += key.text.size();
        if (++nodes_ > kMaxConfigNodes || bytes_ > kMaxExpandedBytes)
            throw Refusal{at, "too many values (an alias counts with all that it stands for)"};
    }
    // A copy is paid for before it is made: a few lines of aliases of aliases would ask for millions of values.
    void charge_tree(const Node& node, const Position& at) {
        charge(node, at);
        for (const Node& item : node.items) charge_tree(item, at);
    }

    std::vector<Open> open_;
    std::map<YAML::anchor_t, Node> anchors_;
    size_t nodes_ = 0;
    size_t bytes_ = 0;
};

Position position_at(std::string_view text, size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
            static_cast<int>(offset - line_start) + 1};
}

void refuse_control_bytes(std::string_view text) {
    if (text.size() > kMaxConfigBytes) throw Refusal{{}, "the file is larger than 1 MiB"};
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == 0) throw Refusal{position_at(text, i), "a NUL byte; save the file as UTF-8"};
        // yaml-cpp takes 0x04 for the end of the file and would drop the rest silently.
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
            throw Refusal{position_at(text, i), "a control byte; in double quotes it can be written as \\x.."};
    }
}

Node build(std::string_view text) {
    refuse_control_bytes(text);
    // yaml-cpp guesses UTF-16 and UTF-32 from such a start and would turn the bytes into something else.
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) throw Refusal{{1, 1}, "save the file as UTF-8"};
    // A quote that nobody closes: yaml-cpp ends it silently at the end of the file when that comes right after a
    // newline, so that it swallows every line below. With a last line that does not end it is an error; else this is a
    // comment.
    std::istringstream stream{std::string(text) + "\n#"};
    YAML::Parser parser(stream);
    TreeBuilder builder;
    if (!parser.HandleNextDocument(builder)) return {};
    TreeBuilder second;
    Node root = std::move(builder.root);
    if (parser.HandleNextDocument(second)) throw Refusal{second.start, "a second document; a configuration is one"};
    return root;
}

}  // namespace

Node read_document(std::string_view text, const std::string& file_name) {
    try {
        return build(text);
    } catch (const Refusal& refusal) {
        throw_problems(file_name, {{refusal.at, "", refusal.reason}});
    } catch (const YAML::Exception& error) {
        const Position end = position_at(text, text.size());
        const Position at = error.mark.line + 1 > end.line ? end : position(error.mark);
        const std::string hint = error.msg == YAML::ErrorMsg::EOF_IN_SCALAR ? "; a quote is not closed" : "";
        throw_problems(file_name, {{at, "", "not YAML: " + error.msg + hint}});
    }
    throw Error(ErrorKind::internal, "a refused document was not reported");
}

}  // namespace tocd
