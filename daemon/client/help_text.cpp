#include "client/help_text.hpp"

#include "client/shown_text.hpp"
#include "client/terminal.hpp"

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kIndent = 28;
constexpr size_t kWidest = 100;

size_t width() { return std::min(static_cast<size_t>(terminal_columns(STDOUT_FILENO)), kWidest); }

// Words of `text` in lines, from column `column` on, which is where the first one begins already.
std::string wrapped(const std::string& text, size_t column) {
    std::string out;
    size_t at = column;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find(' ', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        if (at > column && at + 1 + display_width(word) > width()) {
            out.append("\n").append(column, ' ');
            at = column;
        } else if (at > column) {
            out += ' ';
            ++at;
        }
        out += word;
        at += display_width(word);
        begin = end + 1;
    }
    return out;
}

std::string row(const std::string& names, const std::string& text) {
    std::string out = "  " + names;
    const size_t used = display_width(out);
    if (used + 2 > kIndent)
        out.append("\n").append(kIndent, ' ');
    else
        out.append(kIndent - used, ' ');
    return out + wrapped(text, kIndent) + "\n";
}

std::string names_of(const CLI::Option& option) {
    std::string out = option.get_snames().empty() ? "    " : "";
    for (const std::string& name : option.get_snames()) out += (out.empty() ? "-" : ", -") + name;
    for (const std::string& name : option.get_lnames()) out += (out.find('-') == out.npos ? "--" : ", --") + name;
    const std::string value = option.get_type_name();
    if (value.empty()) return out;
    return out + (value.starts_with('[') ? "" : " ") + value;
}

std::string text_of(const CLI::Option& option) {
    const std::string preset = option.get_default_str();
    return option.get_description() + (preset.empty() ? "" : " (default: " + preset + ")");
}

class Formatter : public CLI::FormatterBase {
public:
    std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
        std::string out, usage = "Usage: toc ";
        for (size_t begin = 0; begin < app->get_description().size();) {
            const size_t end = std::min(app->get_description().find('\n', begin), app->get_description().size());
            out += wrapped(app->get_description().substr(begin, end - begin), 0) + "\n";
            begin = end + 1;
        }
        const auto commands = app->get_subcommands([](const CLI::App*) { return true; });
        usage += commands.empty() ? app->get_name() + " [OPTION…]" : "[OPTION…] COMMAND …";
        std::string words;
        for (const CLI::Option* option : app->get_options()) {
            if (!option->get_positional()) continue;
            const std::string word = option->get_name(true) + (option->get_expected_max() > 1 ? "…" : "");
            usage += option->get_required() ? " " + word : " [" + word + "]";
            words += row(word, text_of(*option));
        }
        out += "\n" + usage + "\n" + words;
        if (!commands.empty()) out += "\nCommands:\n";
        for (const CLI::App* command : commands) out += row(command->get_name(), command->get_description());
        for (const std::string& group : app->get_groups()) {
            std::string rows;
            for (const CLI::Option* option : app->get_options())
                if (!option->get_positional() && option->get_group() == group)
                    rows += row(names_of(*option), text_of(*option));
            if (!rows.empty()) out += "\n" + group + ":\n" + rows;
        }
        const std::string& footer = app->get_footer();
        if (!footer.empty()) out += "\n" + footer + "\n";
        return out;
    }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<Formatter>(); }

}  // namespace tocd
