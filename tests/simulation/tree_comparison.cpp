#include "tree_comparison.hpp"

#include "base/ignore_patterns.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <set>

namespace tocd::simulation {
namespace {

UnixNs floor_to_day(UnixNs t) {
    UnixNs days = t / kNsPerDay;
    if (t % kNsPerDay < 0) --days;
    return days * kNsPerDay;
}

class TreeComparison {
public:
    TreeComparison(const ShareOptions& options, bool names_only, bool held)
        : options_(options), exclude_(options.exclude), names_only_(names_only), held_(held) {}

    void compare(const SimNode& node, const std::string& path, const ModelDirectory& directory, bool all_below = true) {
        const auto report = [&](const std::string& what) { out.push_back("tree " + readable(path) + ": " + what); };
        if (node.mounted && options_.one_file_system) {
            if (directory.state != DirectoryState::failed || directory.error_number != (directory.last_listed_ns ? EBUSY : EXDEV))
                report("a mount point should have failed, and with EBUSY where it covers what was listed");
            return;
        }
        if (directory.state != DirectoryState::listed)
            report("it should be listed, not " + std::string(state_name(directory.state)));
        const FileStat& s = node.stat;
        const DirectoryAttributes wanted{s.inode, s.mtime_ns, s.ctime_ns, s.btime_ns, s.uid, s.gid, s.mode};
        if (!names_only_ && !(directory.attributes == wanted)) report("its attributes differ");
        if (!names_only_ && directory.entry_count != node.names.size())
            report(std::to_string(directory.entry_count) + " entries, not " + std::to_string(node.names.size()));
        std::set<std::string> files;
        std::set<std::string> children;
        for (const auto& [name, entry] : node.names) {
            const bool is_directory = entry.node->is_directory();
            if (entry.node->stat.type == NameType::other || exclude_.ignores(below(path, name), is_directory)) continue;
            if (is_directory) {
                children.insert(name);
                const ModelDirectory* child = present(directory, name);
                if (child == nullptr)
                    report("directory " + readable(name) + " is missing");
                else if (all_below)
                    compare(*entry.node, below(path, name), *child);
            } else {
                files.insert(name);
                const auto file = directory.files.find(name);
                if (file == directory.files.end() || file->second.standing != ModelFile::Standing::held)
                    report("file " + readable(name) + " is missing");
                else if (!names_only_ && !equal(entry.node->stat, file->second))
                    report("file " + readable(name) + " has other attributes");
            }
        }
        for (const auto& [name, file] : directory.files)
            if (!files.contains(name) && file.standing != ModelFile::Standing::gone && !(held_ && file.standing == ModelFile::Standing::absent))
                report("file " + readable(name) + " should be gone");
        for (const auto& [name, child] : directory.children)
            if (!children.contains(name) && !child.gone() && !(held_ && child.state == DirectoryState::staged_gone)) report("directory " + readable(name) + " should be gone");
    }

    // What stands there, and what the catalogue says of it; false: of such a path nothing is promised.
    bool compare_part(const SimNode& root, const ModelDirectory& known, const ScanPart& part, bool& is_there) {
        const SimNode* node = &root;
        const ModelDirectory* directory = &known;
        is_there = true;
        for (size_t begin = 0; begin < part.path.size();) {
            if (node->mounted && options_.one_file_system) return false;
            const size_t end = std::min(part.path.find('/', begin), part.path.size());
            const std::string name = part.path.substr(begin, end - begin);
            const std::string above = part.path.substr(0, begin == 0 ? 0 : begin - 1);
            const auto entry = node->names.find(name);
            const bool is_directory = entry != node->names.end() && entry->second.node->is_directory();
            if (entry != node->names.end() && exclude_.ignores(below(above, name), is_directory)) return false;
            begin = end + 1;
            if (!is_directory) {
                is_there = entry != node->names.end();
                check_no_directory(*directory, above, name);
                const bool last = begin > part.path.size();
                if (last && entry != node->names.end()) check_file(*entry->second.node, *directory, above, name);
                if (last && entry == node->names.end()) check_no_file(*directory, above, name);
                return true;
            }
            node = entry->second.node.get();
            directory = present(*directory, name);
            if (directory == nullptr) {
                out.push_back("directory " + readable(below(above, name)) + " of a part is missing");
                return true;
            }
        }
        compare(*node, part.path, *directory, part.below);
        return true;
    }

    Differences out;

private:
    void check_no_directory(const ModelDirectory& directory, const std::string& path, const std::string& name) {
        const auto [first, last] = directory.children.equal_range(name);
        for (auto child = first; child != last; ++child)
            if (!child->second.gone() && !(held_ && child->second.state == DirectoryState::staged_gone))
                out.push_back("directory " + readable(below(path, name)) + " of a part should be gone");
    }
    void check_no_file(const ModelDirectory& directory, const std::string& path, const std::string& name) {
        const auto file = directory.files.find(name);
        if (file == directory.files.end() || directory.shown_as_gone(file->second)) return;
        if (!(held_ && file->second.standing == ModelFile::Standing::absent))
            out.push_back("file " + readable(below(path, name)) + " of a part should be gone");
    }
    void check_file(const SimNode& node, const ModelDirectory& directory, const std::string& path, const std::string& name) {
        if (node.stat.type != NameType::file) return;
        const auto file = directory.files.find(name);
        if (file == directory.files.end() || file->second.standing != ModelFile::Standing::held || !equal(node.stat, file->second))
            out.push_back("file " + readable(below(path, name)) + " of a part is not as it is");
    }
    [[nodiscard]] bool equal(const FileStat& s, const ModelFile& file) const {
        UnixNs atime_ns = s.atime_ns;
        if (options_.atime_resolution == AtimeResolution::off) atime_ns = kNoTime;
        if (options_.atime_resolution == AtimeResolution::day) atime_ns = floor_to_day(s.atime_ns);
        return s.size_bytes == file.size_bytes && s.allocated_bytes == file.allocated_bytes &&
               s.mtime_ns == file.mtime_ns && s.ctime_ns == file.ctime_ns &&
               atime_ns == file.atime_ns.value_or(kNoTime) && s.btime_ns == file.btime_ns.value_or(kNoTime) &&
               s.uid == file.uid && s.gid == file.gid && s.link_count == file.link_count && s.inode == file.inode;
    }

    // The one that has the name, or had it last.
    static const ModelDirectory* present(const ModelDirectory& directory, const std::string& name) {
        const auto [first, last] = directory.children.equal_range(name);
        const ModelDirectory* best = nullptr;
        for (auto child = first; child != last; ++child)
            if (best == nullptr || child->second.state < best->state) best = &child->second;
        return best;
    }

    const ShareOptions& options_;
    const IgnorePatterns exclude_;
    const bool names_only_, held_;
};

class PresenceCheck {
public:
    PresenceCheck(SimulatedFileSystem& file_system, bool confirmed) : fs_(file_system), confirmed_(confirmed) {}

    // `left`: it left its path, and where it is nobody knows yet.
    void check(SimNode* node, const std::string& path, const ModelDirectory& directory, bool left = false, UnixNs moved_ns = kNoTime) {
        moved_ns = std::max(moved_ns, directory.moved_ns);
        for (const auto& [name, file] : directory.files) {
            SimName* entry = node == nullptr ? nullptr : find(*node, name, NameType::file);
            const bool gone = directory.shown_as_gone(file);
            if (entry != nullptr && entry->unbroken && gone && !confirmed_)
                out.push_back("a fault made a present file gone: " + readable(below(path, name)));
            if (entry != nullptr) {
                entry->unbroken = !gone;
                continue;
            }
            const auto removed = fs_.removed_at.find(below(path, name));
            if (left || file.last_seen_ns < moved_ns) continue;  // under another path
            if (removed != fs_.removed_at.end() && file.last_seen_ns > removed->second)
                out.push_back(readable(below(path, name)) + " was seen at " + std::to_string(file.last_seen_ns) +
                              ", but was taken away at " + std::to_string(removed->second));
        }
        for (const auto& [name, child] : directory.children) {
            // Of one that left the name the entry is another's.
            const auto [first, last] = directory.children.equal_range(name);
            const bool child_left = (child.gone() || child.state == DirectoryState::staged_gone) && std::next(first) != last;
            SimName* entry = node == nullptr || child_left ? nullptr : find(*node, name, NameType::directory);
            check(entry == nullptr ? nullptr : entry->node.get(), below(path, name), child, left || child_left, moved_ns);
        }
    }

    Differences out;

private:
    static SimName* find(SimNode& node, const std::string& name, NameType type) {
        const auto found = node.names.find(name);
        return found == node.names.end() || found->second.node->stat.type != type ? nullptr : &found->second;
    }
    SimulatedFileSystem& fs_;
    const bool confirmed_;
};

}  // namespace

Differences compare_with_tree(const SimulatedFileSystem& file_system, const ShareOptions& options, const Model& model,
                              bool names_only, bool held) {
    if (!model.root()) return {"the share was never scanned"};
    TreeComparison comparison(options, names_only, held);
    comparison.compare(*file_system.root, "", *model.root());
    return comparison.out;
}

PartsComparison compare_parts(const SimulatedFileSystem& file_system, const ShareOptions& options, const Model& model,
                              const std::vector<ScanPart>& parts, bool held) {
    PartsComparison result;
    if (!model.root()) return result;
    TreeComparison comparison(options, false, held);
    for (const ScanPart& part : parts) {
        bool is_there = false;
        if (!comparison.compare_part(*file_system.root, *model.root(), part, is_there)) continue;
        (is_there ? result.there : result.away) += 1;
    }
    result.out = std::move(comparison.out);
    return result;
}

Differences check_presence(SimulatedFileSystem& file_system, const Model& model, bool confirmed) {
    if (!model.root()) return {};
    PresenceCheck check(file_system, confirmed);
    check.check(file_system.root.get(), "", *model.root());
    return check.out;
}

}  // namespace tocd::simulation
