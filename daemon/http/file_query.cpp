#include "http/file_query.hpp"

#include "base/text.hpp"

#include <functional>
#include <map>

namespace tocd {
namespace {

FileSort sort_of(const std::string& key) {
    static const std::map<std::string, FileSort, std::less<>> kSorts = {
        {"id", FileSort::id},           {"name", FileSort::name},         {"path", FileSort::path},       {"ext", FileSort::extension},
        {"size", FileSort::size},       {"modified", FileSort::modified}, {"changed", FileSort::changed}, {"accessed", FileSort::accessed},
        {"seen", FileSort::seen},       {"first", FileSort::first},       {"owner", FileSort::owner},     {"relevance", FileSort::relevance},
        {"group", FileSort::group},     {"share", FileSort::share},       {"project", FileSort::project}, {"links", FileSort::links},
        {"born", FileSort::born},       {"inode", FileSort::inode},       {"allocated", FileSort::allocated}};
    return kSorts.at(key);  // the parameter's choices are these
}

}  // namespace

std::vector<Parameter> file_filters(std::string_view preset_sort) {
    using enum ParameterType;
    return {
        {"q", ParameterType::query,
         "A search in the query language (query.md). Other filters come on top of it; where it says is:gone, what is gone is found "
         "without gone=any"},
        {"name", words,
         "Words that the name must contain, without regard to case; a word with * or ? must match the whole name"},
        {"ext", list, "Any of these extensions, without dot; empty: files without one"},
        {"under", path, "Absolute path of a directory, or above shares: only files anywhere below it"},
        {"min_size", size, "Bytes, or with k, M, G, T, P (powers of 1024); inclusive"},
        {"max_size", size, "Bytes, or with k, M, G, T, P (powers of 1024); inclusive"},
        {"modified_after", ParameterType::time, "ISO 8601, or a duration ago such as 30d; inclusive"},
        {"modified_before", ParameterType::time, "ISO 8601, or a duration ago such as 2y; exclusive"},
        {"owner", list, "Any of these user names or numeric uids"},
        {"project", list, "Any of these projects, as the configuration's rules give them; empty: files of none"},
        {"share", list, "Any of these shares; all when not given"},
        {"gone", choice, kGoneDoc, false, kGoneChoices, "no"},
        {"sort", order, "Order of the files; relevance: those first whose own name fits q best, equal ones by name; seen, first: when it was last and first seen; "
         "allocated, born, inode: of at most 100000 files, where more match it is refused; id is the fastest, the order of the catalogue", false,
         "relevance,name,path,share,project,ext,size,allocated,modified,changed,accessed,born,seen,first,owner,group,links,inode,id", preset_sort},
    };
}

GoneFilter read_gone(const Parameters& parameters) {
    const std::string text = parameters.text("gone").value_or("no");
    if (text == "yes") return GoneFilter::gone;
    return text == "any" ? GoneFilter::any : GoneFilter::present;
}

std::vector<Parameter> unordered_filters() {
    std::vector<Parameter> out = file_filters("id");
    std::erase_if(out, [](const Parameter& parameter) { return parameter.name == "sort"; });
    return out;
}

FileQuery read_file_filters(const Parameters& parameters) {
    FileQuery query;
    query.names = parameters.texts("name");
    for (const std::string& text : parameters.texts("ext"))
        query.extensions.push_back(ascii_lower(text.starts_with('.') ? text.substr(1) : text));
    query.under = parameters.text("under");
    query.min_size_bytes = parameters.number("min_size");
    query.max_size_bytes = parameters.number("max_size");
    query.modified_after_ns = parameters.number("modified_after");
    query.modified_before_ns = parameters.number("modified_before");
    query.owners = parameters.texts("owner");
    query.projects = parameters.texts("project");
    query.shares = parameters.texts("share");
    query.gone = read_gone(parameters);
    query.search = parameters.query("q");
    if (query.search && asks_for_gone(query.search->tree) && query.gone == GoneFilter::present) query.gone = GoneFilter::any;
    return query;
}

FileQuery read_file_query(const Parameters& parameters) {
    FileQuery query = read_file_filters(parameters);
    const Parameters::Order order = parameters.order("sort");
    query.sort = sort_of(order.key);
    query.descending = order.descending;
    return query;
}

}  // namespace tocd
