// Grammars in the EBNF of ISO/IEC 14977, as far as packaging/docs/query.md uses it, and random sentences of them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class Ebnf {
public:
    // What stands for "? … ?": its text, to any text that it describes.
    using Special = std::function<std::string(std::string_view description)>;

    // Throws std::runtime_error where `text` is no grammar, or a rule is missing.
    explicit Ebnf(std::string_view text);

    // A random sentence of `rule`. Parts of rules whose names are in small letters are
    // joined by blanks, but behind "-" and "!".
    [[nodiscard]] std::string sentence(const std::string& rule, std::mt19937_64& random, const Special& special) const;

    [[nodiscard]] size_t size() const { return rules_.size(); }

private:
    struct Part {
        enum class Kind { choice, sequence, maybe, repeat, text, special, rule } kind = Kind::sequence;
        std::string text;
        std::vector<Part> parts;
    };
    struct Reader;
    struct Maker;

    std::map<std::string, Part> rules_;
};

}  // namespace tocd
