// Standard output, in one look for a whole run: on a terminal for people, in a pipe exact, or CSV or JSON.
// Thread: one.
#pragma once

#include <string>
#include <string_view>

namespace tocd {

enum class OutputFormat {
    table,  // aligned, human sizes, local times, names made safe
    plain,  // exact bytes, one record a line
    csv,    // RFC 4180 with a header line
    json,   // one JSON document a line
};

struct Look {
    OutputFormat format = OutputFormat::plain;
    bool nul = false;       // plain: a record ends with NUL instead of a line end
    bool terminal = false;  // standard output is one: also CSV and JSON are made safe then
    bool colour = false;    // table only
    int columns = 80;       // of the terminal
};

// What a table cell or a line means; one colour each (ls and grep have the same ones).
enum class Style { plain, heading, directory, bad, gone, faint };

class Output {
public:
    explicit Output(const Look& look) : look_(look) {}
    ~Output();  // does not write: flush() throws, a destructor may not
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    // Buffered. Throws Error(unavailable) when standard output takes no more. A reader that went away ends the process
    // by SIGPIPE, as it ends other programs, unless whoever started this one ignores that signal.
    void write(std::string_view text);
    void flush();

    [[nodiscard]] const Look& look() const noexcept { return look_; }
    // `text` in its colour when there are colours.
    [[nodiscard]] std::string painted(Style style, std::string_view text) const;

private:
    Look look_;
    std::string buffer_;
};

// To be called first in main(): a peer that closes its socket is an error of that call, not the end of the process.
void ignore_broken_pipes();

}  // namespace tocd
