#include "config/load.hpp"

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "config/check.hpp"
#include "config/document.hpp"
#include "config/field_value.hpp"
#include "config/fields.hpp"
#include "config/share_name.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>

namespace tocd {
namespace {

// Walks the tree and fills the config; what is wrong is collected, so that one run tells all of it.
struct Loading {
    Config config;
    Positions positions;
    std::vector<Problem> problems;

    void read_top(const Node& root) {
        for_each_key(root, "", section_keys(), [&](size_t row, const Node& value, const std::string& key) {
            const Section section = sections()[row].section;
            if (const Field* const whole = whole_section(section))
                read_whole(value, *whole, key);
            else if (is_list(section))
                read_list(value, section, key);
            else
                read_section(value, section, 0, key);
        });
    }

private:
    static std::vector<std::string> section_keys() {
        std::vector<std::string> keys;
        for (const SectionRow& row : sections()) keys.emplace_back(row.key);
        return keys;
    }

    void read_whole(const Node& node, const Field& field, const std::string& key) {
        if (node.kind != Node::Kind::none) read_field(node, field, 0, key);
    }

    void read_field(const Node& value, const Field& field, size_t entry, const std::string& key) {
        for (size_t i = 0; i < value.items.size(); ++i) positions[key + "[" + std::to_string(i) + "]"] = value.items[i].at;
        read_value(field, field.slot(config, entry), value, key, problems);
    }

    void read_list(const Node& node, Section section, const std::string& key) {
        const bool shares = section == Section::shares;
        if (node.kind == Node::Kind::none) return;
        if (node.kind != Node::Kind::list)
            return add(node.at, key, shares ? "expected a list of shares, each starting with \"- path: /srv/…\""
                                            : "expected a list, each entry starting with \"- name: …\"");
        if (node.items.size() > kMaxShares)
            return add(node.at, key, "must have at most " + std::to_string(kMaxShares) + " entries");
        for (size_t i = 0; i < node.items.size(); ++i) {
            const std::string item_key = key + "[" + std::to_string(i) + "]";
            positions[item_key] = node.items[i].at;
            add_entry(config, section);
            if (node.items[i].kind == Node::Kind::map)
                read_section(node.items[i], section, i, item_key);
            else
                add(node.items[i].at, item_key, shares ? "expected the keys of a share, such as \"path: /srv/data\""
                                                       : "expected keys, such as \"name: contents\"");
            if (!shares || !config.shares[i].name.empty()) continue;
            ShareConfig& share = config.shares[i];
            share.name = share_name_of(share.path);
            if (const auto path = positions.find(item_key + ".path"); path != positions.end())
                positions[item_key + ".name"] = path->second;
        }
    }

    void read_section(const Node& node, Section section, size_t entry, const std::string& section_key) {
        if (node.kind == Node::Kind::none) return;  // a section of which every line is a comment
        if (node.kind != Node::Kind::map) return add(node.at, section_key, "expected keys below it, one a line");
        std::vector<const Field*> rows;
        std::vector<std::string> keys;
        for (const Field& field : fields())
            if (field.section == section) {
                rows.push_back(&field);
                keys.emplace_back(field.key);
            }
        std::vector<bool> seen(rows.size(), false);
        for_each_key(node, section_key + ".", keys, [&](size_t row, const Node& value, const std::string& key) {
            seen[row] = true;
            read_field(value, *rows[row], entry, key);
        });
        for (size_t row = 0; row < rows.size(); ++row)
            if (rows[row]->required && !seen[row]) add(node.at, section_key + "." + keys[row], "is missing");
    }

    // Calls found(index in `keys`, value, full key) for each known key of a map; unknown and repeated ones are
    // problems.
    template <class Found>
    void for_each_key(const Node& map, const std::string& prefix, const std::vector<std::string>& keys, Found found) {
        std::vector<int> first_line(keys.size(), 0);
        for (size_t i = 0; i < map.items.size(); ++i) {
            const Node::Key& key = map.keys[i];
            const auto known = std::find(keys.begin(), keys.end(), key.text);
            if (known == keys.end()) {
                add_unknown(key, prefix, keys);
                continue;
            }
            const size_t row = static_cast<size_t>(known - keys.begin());
            const std::string full = prefix + key.text;
            if (first_line[row] != 0) {
                add(key.at, full, "given twice, first in line " + std::to_string(first_line[row]));
                continue;
            }
            first_line[row] = key.at.line;
            Node value = map.items[i];
            if (value.kind == Node::Kind::none) value.at = key.at;  // yaml-cpp's place for nothing is the next line's
            positions[full] = value.at;
            found(row, value, full);
        }
    }

    void add_unknown(const Node::Key& key, const std::string& prefix, const std::vector<std::string>& keys) {
        std::string reason = "unknown key";
        if (const auto near = nearest(key.text.substr(0, kMaxKeyBytes), keys)) {
            reason += "; did you mean " + *near + "?";
        } else {
            reason += "; known are ";
            for (const std::string& known : keys) reason += (&known == &keys.front() ? "" : ", ") + known;
        }
        add(key.at, prefix + printable(key.text.substr(0, kMaxKeyBytes)), reason);
    }

    static std::string printable(std::string_view text) {
        std::string out = display_text(text);
        for (char& c : out)
            if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = '?';
        return out;
    }

    void add(const Position& at, const std::string& key, std::string reason) {
        problems.push_back({at, key, std::move(reason)});
    }

    static constexpr size_t kMaxKeyBytes = 80;
};

}  // namespace

Config parse_config(std::string_view text, const std::string& file_name) {
    const Node root = read_document(text, file_name);
    if (root.kind == Node::Kind::none) return {};
    if (root.kind != Node::Kind::map)
        throw_problems(file_name, {{root.at, "", "expected keys such as \"shares:\" and \"http:\""}});
    Loading loading;
    loading.read_top(root);
    throw_problems(file_name, loading.problems);
    throw_problems(file_name, find_problems(loading.config, loading.positions));
    return std::move(loading.config);
}

Config load_config(const std::string& path) {
    // O_NONBLOCK: opening a pipe that nobody writes must not hang the daemon.
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.fd < 0)
        throw error_from_errno(errno == ENOENT ? ErrorKind::not_found : ErrorKind::unavailable,
                               "cannot open the configuration", path, errno);
    struct stat info {};
    if (::fstat(file.fd, &info) != 0)
        throw error_from_errno(ErrorKind::unavailable, "cannot look at the configuration", path, errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::invalid_argument, display_text(path) + ": is not a regular file");
    if ((info.st_mode & S_IWOTH) != 0)
        throw Error(ErrorKind::invalid_argument,
                    display_text(path) + ": everybody may write it; remove that right with chmod o-w");
    std::string text;
    char buffer[65536];
    while (text.size() <= kMaxConfigBytes) {
        const ssize_t n = ::read(file.fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw error_from_errno(ErrorKind::unavailable, "cannot read the configuration", path, errno);
        if (n == 0) break;
        text.append(buffer, static_cast<size_t>(n));
    }
    return parse_config(text, path);
}

}  // namespace tocd
