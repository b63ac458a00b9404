#include "search/ebnf.hpp"

#include <cctype>
#include <stdexcept>

namespace tocd {

struct Ebnf::Reader {
    std::string_view text;
    size_t at = 0;

    char peek() {
        while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
        return at < text.size() ? text[at] : '\0';
    }
    bool take(char c) {
        if (peek() != c) return false;
        ++at;
        return true;
    }
    void want(char c) {
        if (!take(c))
            throw std::runtime_error(std::string("wanted ") + c + " before " + std::string(text.substr(at, 40)));
    }
    std::string until(char end) {
        const size_t close = text.find(end, at);
        if (close == std::string_view::npos)
            throw std::runtime_error("not closed: " + std::string(text.substr(at, 40)));
        std::string out(text.substr(at, close - at));
        at = close + 1;
        return out;
    }
    std::string name() {
        peek();
        const size_t from = at;
        while (at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0) ++at;
        if (at == from) throw std::runtime_error("wanted a name before " + std::string(text.substr(at, 40)));
        return std::string(text.substr(from, at - from));
    }

    Part choice() {
        Part out{Part::Kind::choice, "", {sequence()}};
        while (take('|')) out.parts.push_back(sequence());
        return out;
    }
    Part sequence() {
        Part out{Part::Kind::sequence, "", {part()}};
        while (take(',')) out.parts.push_back(part());
        return out;
    }
    Part part() {
        if (take('"')) return {Part::Kind::text, until('"'), {}};
        if (take('\'')) return {Part::Kind::text, until('\''), {}};
        if (take('?')) return {Part::Kind::special, until('?'), {}};
        if (take('[')) return enclosed(Part::Kind::maybe, ']');
        if (take('{')) return enclosed(Part::Kind::repeat, '}');
        if (take('(')) return enclosed(Part::Kind::sequence, ')');
        return {Part::Kind::rule, name(), {}};
    }
    Part enclosed(Part::Kind kind, char end) {
        Part out{kind, "", {choice()}};
        want(end);
        return out;
    }
};

struct Ebnf::Maker {
    const Ebnf& grammar;
    std::mt19937_64& random;
    const Special& special;
    std::string last{};  // token
    size_t left = 60;    // parts that may still be repeated or left in, so that sentences end

    bool once_more(size_t one_in) {
        if (left == 0 || random() % one_in != 0) return false;
        --left;
        return true;
    }

    void make(const Part& part, bool blanks, std::string& out) {
        switch (part.kind) {
            case Part::Kind::choice:
                // The last way of a choice is the one that ends soonest.
                return make(left == 0 ? part.parts.back() : part.parts[random() % part.parts.size()], blanks, out);
            case Part::Kind::sequence:
                for (const Part& p : part.parts) make(p, blanks, out);
                return;
            case Part::Kind::maybe:
                if (once_more(2)) make(part.parts.front(), blanks, out);
                return;
            case Part::Kind::repeat:
                while (once_more(3)) make(part.parts.front(), blanks, out);
                return;
            case Part::Kind::text: return add(part.text, blanks, out);
            case Part::Kind::special: return add(special(part.text), blanks, out);
            case Part::Kind::rule: {
                const Part& rule = grammar.rules_.at(part.text);
                if (std::islower(static_cast<unsigned char>(part.text[0])) != 0) return make(rule, true, out);
                std::string token;
                make(rule, false, token);
                return add(token, blanks, out);
            }
        }
    }

    void add(std::string_view token, bool blanks, std::string& out) {
        if (blanks && !out.empty() && last != "-" && last != "!") out += ' ';
        out += token;
        if (blanks) last = token;
    }
};

Ebnf::Ebnf(std::string_view text) {
    Reader reader{text};
    while (reader.peek() != '\0') {
        const std::string name = reader.name();
        reader.want('=');
        rules_[name] = reader.choice();
        reader.want(';');
    }
    const std::function<void(const Part&)> check = [&](const Part& part) {
        if (part.kind == Part::Kind::rule && !rules_.contains(part.text))
            throw std::runtime_error("there is no rule " + part.text);
        for (const Part& p : part.parts) check(p);
    };
    for (const auto& [name, rule] : rules_) check(rule);
}

std::string Ebnf::sentence(const std::string& rule, std::mt19937_64& random, const Special& special) const {
    std::string out;
    Maker{*this, random, special}.make(rules_.at(rule), std::islower(static_cast<unsigned char>(rule[0])) != 0, out);
    return out;
}

}  // namespace tocd
