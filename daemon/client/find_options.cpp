#include "client/find_options.hpp"

#include "base/error.hpp"
#include "client/path_argument.hpp"
#include "client/query_words.hpp"
#include "search/query_lexer.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace tocd {

std::string option_name(const std::string& parameter) {
    if (parameter == "q") return "query";
    std::string out = parameter;
    for (char& c : out)
        if (c == '_') c = '-';
    return out;
}

namespace {

void add_row(CLI::App& app, FindWords& find, size_t i) {
    const FindOption& row = kFindOptions[i];
    CLI::Option* option = nullptr;
    if (row.flags.ends_with('}'))
        option = app.add_flag(std::string(row.flags), find.values[i], std::string(row.doc));
    else
        option = app.add_option(std::string(row.flags), find.values[i], std::string(row.doc))->allow_extra_args(false);
    option->type_name(std::string(row.value))->group("Filters");
}

bool is_filter(const FindOption& row) { return row.parameter != "sort" && row.parameter != "limit"; }

}  // namespace

void add_filter_options(CLI::App& app, FindWords& find) {
    app.add_option("WORD", find.words,
                   "What to look for, in the query language: weld ext:h5 'size:>1G' NOT tmp. Each word is a word of it; one with "
                   "blanks is looked for as it is. What the shell takes (* ? ( ) > <) belongs in quotes");
    for (size_t i = 0; i < kFindOptions.size(); ++i)
        if (is_filter(kFindOptions[i])) add_row(app, find, i);
}

void add_find_options(CLI::App& app, FindWords& find) {
    add_filter_options(app, find);
    for (size_t i = 0; i < kFindOptions.size(); ++i)
        if (!is_filter(kFindOptions[i])) add_row(app, find, i);
    app.add_flag("-l,--long", find.long_listing, "Size, time of last change and owner too")->group("Output");
    app.add_flag("-c,--count", find.count, "Only how many there are, and their total size")->group("Output");
}

FindRequest request_of(const FindWords& find) {
    FindRequest out;
    for (size_t i = 0; i < kFindOptions.size(); ++i) {
        const FindOption& row = kFindOptions[i];
        const std::string name(row.parameter);
        if (find.values[i].size() > 1 && !row.repeatable)
            throw Error(ErrorKind::invalid_argument, "--" + option_name(name) + " is given twice");
        if (name == "q") continue;  // one with the words
        for (const std::string& value : find.values[i])
            out.filters.emplace_back(name, name == "under" ? absolute_path(value) : value);
    }
    static_assert(kFindOptions.front().parameter == "q");
    const std::vector<std::string>& whole = find.values.front();
    out.query = joined_query(find.words, whole.empty() ? "" : whole.front());
    for (const std::string& word : find.words)
        if (out.one_text.empty() && query_word(word) == quoted_word(word)) out.one_text = word;
    if (!out.query.empty()) out.filters.emplace_back("q", out.query);
    const bool is_sorted = std::any_of(out.filters.begin(), out.filters.end(), [](const auto& f) { return f.first == "sort"; });
    if (!is_sorted && !find.count && seeks_words(out.query)) out.filters.emplace_back("sort", "relevance");
    out.long_listing = find.long_listing;
    out.count = find.count;
    static_assert(kFindOptions.back().parameter == "limit");
    if (out.count && !find.values.back().empty())
        throw Error(ErrorKind::invalid_argument, "--count counts all: it makes no sense with --limit");
    return out;
}

}  // namespace tocd
