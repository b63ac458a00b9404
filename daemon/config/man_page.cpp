// Source of the language: man(7) of mandoc; groff_char(7) for characters that must stay what they are when copied.
#include "config/field_value.hpp"
#include "config/field_words.hpp"
#include "config/fields.hpp"
#include "config/reference.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr size_t kColumns = 78;
// Of the text below, not of the day on which somebody builds it.
constexpr const char* kDate = "2026-11-23";

// `text` so that the formatter changes nothing in it: "-" stays a minus to be copied, quotes stay straight.
std::string literal(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '\\': out += "\\e"; break;
            case '-': out += "\\-"; break;
            case '\'': out += "\\(aq"; break;
            case '"': out += "\\(dq"; break;
            case '^': out += "\\(ha"; break;
            case '~': out += "\\(ti"; break;
            case '`': out += "\\(ga"; break;
            default: out.push_back(c);
        }
    }
    return out;
}

// One line of input that is no request, whatever it begins with.
std::string guarded(std::string line) {
    if (line.starts_with('.') || line.starts_with('\'')) line.insert(0, "\\&");
    return line + "\n";
}

// Running text, broken at blanks.
std::string prose(std::string_view text) {
    std::string out;
    std::string line;
    const std::string whole = literal(text);
    std::string_view rest = whole;
    while (!rest.empty()) {
        const size_t end = std::min(rest.find(' '), rest.size());
        if (!line.empty() && line.size() + 1 + end > kColumns) {
            out += guarded(std::move(line));
            line.clear();
        }
        if (!line.empty()) line.push_back(' ');
        line.append(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return line.empty() ? out : out + guarded(std::move(line));
}

std::string lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        out += guarded(literal(text.substr(0, end)));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return out;
}

std::string field_entry(const Field& field, const Slot& slot) {
    std::string out = ".TP\n.BR " + literal(field.key) + " \" (";
    out.append(type_words(field, slot));
    constexpr size_t kMaxPresetBytes = 60;  // of one that has room in the line
    const std::string preset = preset_words(field, slot);
    const bool is_long = preset.size() > kMaxPresetBytes;
    if (field.required) out += ", required)\"\n";
    else if (is_long) out += ")\"\n";
    else out += ", default \" \"" + literal(preset) + "\" )\n";
    std::string text(field.doc);
    if (const std::string range = range_words(field, slot); !range.empty()) text += " " + range;
    if (is_long) text += " Default: " + preset;
    return out + prose(text);
}

}  // namespace

std::string config_man_page() {
    Config config = default_entries();
    std::string out = ".\\\" Made by \"tocd --reference config-man\" from the table of settings; not to be edited.\n";
    out += ".TH TOCD.YAML 5 " + std::string(kDate) + " \"tocd " TOCD_VERSION "\"\n.SH NAME\n";
    out += "tocd.yaml \\- configuration of the daemon tocd\n.SH SYNOPSIS\n.B /etc/tocd/tocd.yaml\n.SH DESCRIPTION\n";
    out += prose(
        "The file that tocd(8) reads at its start, and again on SIGHUP, in YAML or JSON. Everything has a "
        "default but the path of a share. A key that does not exist, or a value out of its limits, is a "
        "mistake: tocd says where it stands and does not start, or keeps what it had.");
    out +=
        ".PP\n" + prose("A reload takes in shares, projects, access, publish, scan.max_scans, scan.stuck_after and log; the rest takes effect at the next start.");
    out += ".PP\n" + prose(
                         "A duration is 500ms, 90s, 15m, 24h, 1d, 2w, 1h30m, or a number of seconds. A size is a "
                         "number of bytes, or 16k, 1M, 2G (times 1024). A path may hold any bytes, also such as are "
                         "not UTF-8.");
    for (const SectionRow& section : sections()) {
        out += ".SS " + literal(section.key) + "\n" + prose(section.doc);
        if (const Field* const whole = whole_section(section.section)) {
            out += prose("A " + std::string(type_words(*whole, whole->slot(config, 0))) + ". " + std::string(whole->doc));
            out += ".PP\n.EX\n" + lines(std::string(section.key) + ":\n  - " + yaml_text(whole->example)) + ".EE\n";
            continue;
        }
        if (is_list(section.section)) out += prose("A list; each of its entries has these keys.");
        for (const Field& field : fields())
            if (field.section == section.section) out += field_entry(field, field.slot(config, 0));
    }
    out += ".SH FILES\n.TP\n.I /etc/tocd/tocd.yaml\n" + prose("The configuration of the installed daemon.");
    out += ".TP\n.I /usr/share/doc/tocd/config.md\n" + prose("The same as here, as a table.");
    out +=
        ".SH EXAMPLES\n.EX\n" + lines(kSmallConfig) + ".EE\n.PP\nWhat is wrong with a file, and what holds with it:\n";
    out += ".PP\n.EX\n" + lines("tocd --config FILE --check-config\ntocd --config FILE --print-config\n") + ".EE\n";
    out += ".SH SEE ALSO\n.BR tocd (8),\n.BR gitignore (5)\n";
    return out;
}

}  // namespace tocd
