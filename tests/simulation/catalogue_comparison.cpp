#include "catalogue_comparison.hpp"

#include "base/text.hpp"
#include "catalogue/statement.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_map>

namespace tocd::simulation {
namespace {

constexpr size_t kMaxDifferences = 10;
using Value = std::optional<int64_t>;

std::string text_of(const Value& value) { return value ? std::to_string(*value) : "NULL"; }

// schema/0001: extensions as os.path.splitext gives them, lowercase, without dot, at most 16 bytes.
std::string expected_extension(const std::string& name) {
    const size_t start = name.find_first_not_of('.');
    const size_t dot = name.rfind('.');
    if (start == std::string::npos || dot == std::string::npos || dot < start) return {};
    std::string extension = name.substr(dot + 1);
    if (extension.size() > 16 || !is_utf8(extension)) return {};
    for (char& c : extension)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return extension;
}

// file_columns.hpp: differences of times that do not fit 64 bits are clamped.
int64_t clamped_difference(int64_t a, int64_t b) {
    const __int128 wide = __int128{a} - b;
    constexpr __int128 kMax = std::numeric_limits<int64_t>::max();
    return static_cast<int64_t>(std::clamp(wide, -kMax, kMax));
}

struct Facts {
    std::array<std::string, 5> texts;  // name, name_raw, and what the row has more
    std::array<Value, 17> numbers;
    friend bool operator==(const Facts&, const Facts&) = default;
};

constexpr std::array<const char*, 5> kFileTexts = {"name", "name_raw", "extension", "owner", "group"};
constexpr std::array<const char*, 17> kFileNumbers = {
    "size_bytes", "allocated_bytes", "mtime_ns",     "ctime_ns", "atime_ns", "btime_ns", "uid", "gid", "inode",
    "link_count", "first_seen_ns",   "last_seen_ns", "gone",     "",         "",         "",    ""};
constexpr std::array<const char*, 5> kDirectoryTexts = {"name", "name_raw", "state", "owner", "group"};
constexpr std::array<const char*, 17> kDirectoryNumbers = {
    "error_errno",  "inode", "mtime_ns",   "ctime_ns",    "btime_ns", "mode", "uid", "gid", "first_seen_ns",
    "last_seen_ns", "gone",  "listing_us", "entry_count", "",         "",     "",    ""};

template <class Texts, class Numbers>
std::string difference(const Texts& texts, const Numbers& numbers, const Facts& stored, const Facts& expected) {
    std::string out;
    for (size_t i = 0; i < texts.size(); ++i)
        if (stored.texts[i] != expected.texts[i])
            out += std::string(" ") + texts[i] + " is " + readable(stored.texts[i]) + " not " +
                   readable(expected.texts[i]);
    for (size_t i = 0; i < numbers.size(); ++i)
        if (stored.numbers[i] != expected.numbers[i])
            out += std::string(" ") + numbers[i] + " is " + text_of(stored.numbers[i]) + " not " +
                   text_of(expected.numbers[i]);
    return out;
}

void put_name(Facts& facts, const std::string& name) {
    facts.texts[0] = is_utf8(name) ? name : display_text(name);
    if (!is_utf8(name)) facts.texts[1] = name;
}

Facts expected_facts(const std::string& name, const ModelFile& file, bool gone) {
    Facts facts;
    put_name(facts, name);
    facts.texts[2] = expected_extension(name);
    facts.texts[3] = account_name(file.uid).empty() ? std::to_string(file.uid) : account_name(file.uid);
    facts.texts[4] = account_name(file.gid).empty() ? std::to_string(file.gid) : account_name(file.gid);
    const int64_t ctime_ns = file.mtime_ns + clamped_difference(file.ctime_ns, file.mtime_ns);
    Value btime_ns;
    if (file.btime_ns) btime_ns = ctime_ns - clamped_difference(file.ctime_ns, *file.btime_ns);
    facts.numbers = {static_cast<int64_t>(file.size_bytes),
                     static_cast<int64_t>(file.allocated_bytes),
                     file.mtime_ns,
                     ctime_ns,
                     file.atime_ns,
                     btime_ns,
                     file.uid,
                     file.gid,
                     static_cast<int64_t>(file.inode),
                     file.link_count,
                     file.first_seen_ns,
                     file.last_seen_ns,
                     gone ? 1 : 0};
    return facts;
}

Facts expected_facts(const std::string& name, const ModelDirectory& directory) {
    Facts facts;
    put_name(facts, name);
    facts.texts[2] = std::string(state_name(directory.state));
    const auto& a = directory.attributes;
    if (a) {
        facts.texts[3] = account_name(a->uid).empty() ? std::to_string(a->uid) : account_name(a->uid);
        facts.texts[4] = account_name(a->gid).empty() ? std::to_string(a->gid) : account_name(a->gid);
    }
    const auto of = [&](auto member) -> Value { return a ? Value(static_cast<int64_t>((*a).*member)) : Value(); };
    const bool listed = directory.last_listed_ns.has_value();
    facts.numbers = {directory.error_number ? Value(*directory.error_number) : Value(),
                     static_cast<int64_t>(directory.inode),
                     of(&DirectoryAttributes::mtime_ns),
                     of(&DirectoryAttributes::ctime_ns),
                     a && a->btime_ns == kNoTime ? Value() : of(&DirectoryAttributes::btime_ns),
                     of(&DirectoryAttributes::mode),
                     of(&DirectoryAttributes::uid),
                     of(&DirectoryAttributes::gid),
                     directory.first_seen_ns,
                     directory.last_listed_ns,
                     directory.gone() ? 1 : 0,
                     listed ? Value(directory.listing_us) : Value(),
                     listed ? Value(static_cast<int64_t>(directory.entry_count)) : Value()};
    return facts;
}

struct StoredDirectory {
    int64_t id = 0;
    std::string name;  // exact bytes
    Facts facts;
    std::vector<StoredDirectory*> children;
    std::unordered_map<std::string, Facts> files;
};

struct Stored {
    std::unordered_map<int64_t, StoredDirectory> directories;
    StoredDirectory* root = nullptr;
};

std::string exact_name(const Facts& facts) { return facts.texts[1].empty() ? facts.texts[0] : facts.texts[1]; }

template <size_t FirstNumber, class Numbers>
void read_facts(const Statement& row, int first_text, Facts& facts, const Numbers& names) {
    for (size_t i = 0; i < facts.texts.size(); ++i) facts.texts[i] = row.text(first_text + static_cast<int>(i));
    for (size_t i = 0; i < names.size() && names[i][0] != '\0'; ++i)
        facts.numbers[i] = row.optional_integer(first_text + static_cast<int>(facts.texts.size() + i));
}

Stored read_views(Database& database, const std::string& share, Differences& out) {
    Stored stored;
    std::vector<std::pair<int64_t, int64_t>> parents;
    Statement directories(database,
                          "SELECT id, parent_id, name, name_raw, state, owner, \"group\", error_errno, inode, "
                          "mtime_ns, ctime_ns, btime_ns,"
                          " mode, uid, gid, first_seen_ns, last_seen_ns, gone, listing_us, entry_count FROM "
                          "directories WHERE share = ?1");
    directories.bind_text(1, share);
    while (directories.step()) {
        StoredDirectory& row = stored.directories[directories.integer(0)];
        row.id = directories.integer(0);
        read_facts<0>(directories, 2, row.facts, kDirectoryNumbers);
        row.name = exact_name(row.facts);
        if (!directories.is_null(1))
            parents.emplace_back(row.id, directories.integer(1));
        else if (stored.root != nullptr)
            out.push_back("share " + share + " has two roots");
        else
            stored.root = &row;
    }
    for (const auto& [id, parent] : parents) {
        const auto found = stored.directories.find(parent);
        if (found == stored.directories.end())
            out.push_back("directory " + std::to_string(id) + " has no parent");
        else
            found->second.children.push_back(&stored.directories.at(id));
    }
    Statement files(database,
                    "SELECT directory_id, name, name_raw, extension, owner, \"group\", size_bytes, allocated_bytes, "
                    "mtime_ns, ctime_ns,"
                    " atime_ns, btime_ns, uid, gid, inode, link_count, first_seen_ns, last_seen_ns, gone FROM files "
                    "WHERE share = ?1");
    files.bind_text(1, share);
    while (files.step()) {
        Facts facts;
        read_facts<0>(files, 1, facts, kFileNumbers);
        const std::string name = exact_name(facts);
        StoredDirectory& directory = stored.directories.at(files.integer(0));
        if (!directory.files.emplace(name, std::move(facts)).second)
            out.push_back("two rows of directory " + std::to_string(directory.id) + " are called " + readable(name));
    }
    return stored;
}

void compare(const StoredDirectory& stored, const std::string& path, const ModelDirectory& model, Differences& out) {
    if (out.size() >= kMaxDifferences) return;
    const auto report = [&](std::string_view name, const std::string& what) {
        if (out.size() < kMaxDifferences) out.push_back(readable(path + "/" + std::string(name)) + ":" + what);
    };
    const Facts expected = expected_facts(stored.name, model);
    if (!(stored.facts == expected)) report("", difference(kDirectoryTexts, kDirectoryNumbers, stored.facts, expected));
    for (const auto& [name, file] : model.files) {
        const auto row = stored.files.find(name);
        if (row == stored.files.end()) {
            report(name, " the file has no row");
            continue;
        }
        const Facts facts = expected_facts(name, file, model.shown_as_gone(file));
        if (!(row->second == facts)) report(name, difference(kFileTexts, kFileNumbers, row->second, facts));
    }
    for (const auto& [name, facts] : stored.files)
        if (!model.files.contains(name)) report(name, " a row of a file that no listing held");
    std::unordered_multimap<std::string, const StoredDirectory*> children;
    for (const StoredDirectory* child : stored.children) children.emplace(child->name, child);
    for (const auto& [name, child] : model.children) {
        const auto [first, last] = children.equal_range(name);
        auto row = first;  // of several of one name the one that says the same of itself
        for (auto at = first; at != last; ++at)
            if (at->second->facts.texts[2] == state_name(child.state)) row = at;
        for (auto at = first; at != last; ++at)
            if (at->second->facts == expected_facts(name, child)) row = at;
        if (first == last) {
            report(name, " the directory has no row; it should be " + std::string(state_name(child.state)));
            continue;
        }
        compare(*row->second, path + "/" + name, child, out);
        children.erase(row);
    }
    for (const auto& [name, row] : children) report(name, " a directory that should have no row");
}

}  // namespace

std::string account_name(uint32_t id) { return id % 2 == 0 ? "name" + std::to_string(id) : std::string(); }

std::string readable(std::string_view bytes) {
    std::string out = "\"";
    for (size_t at = 0; at < bytes.size() && out.size() < 1000; ++at) {
        constexpr char kHex[] = "0123456789abcdef";
        const char c = bytes[at];
        const auto byte = static_cast<unsigned char>(c);
        const size_t run = std::min(bytes.find_first_not_of(c, at), bytes.size()) - at;
        if (run > 8) {
            (out += c).append("{" + std::to_string(run) + "}");
            at += run - 1;
            continue;
        }
        if (byte >= 0x20 && byte < 0x7f)
            out.push_back(c);
        else
            (out += "\\x").append({kHex[byte >> 4], kHex[byte & 15]});
    }
    return out + "\"";
}

Differences compare_rows(Database& database, const std::string& share, const Model& model) {
    Differences out;
    const Stored stored = read_views(database, share, out);
    if (model.root() && stored.root != nullptr)
        compare(*stored.root, "", *model.root(), out);
    else if (model.root().has_value() != (stored.root != nullptr))
        out.push_back("share " + share + ": only one side has a root");
    return out;
}

}  // namespace tocd::simulation
