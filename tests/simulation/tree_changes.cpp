#include "tree_changes.hpp"

#include <cerrno>
#include <limits>

namespace tocd::simulation {
namespace {

constexpr int64_t kMaxSize = std::numeric_limits<int64_t>::max();

bool is_within(const SimNode& node, const SimNode& top) {
    for (const SimNode* at = &node; at != nullptr; at = at->parent)
        if (at == &top) return true;
    return false;
}

}  // namespace

std::string odd_name(Random& random) {
    static const std::vector<std::string> kNames = {"a",
                                                    "b",
                                                    "c",
                                                    "A",
                                                    "data",
                                                    "data.csv",
                                                    "run_1.nc",
                                                    "run_2.nc",
                                                    "x.so",
                                                    "lib.so.6",
                                                    ".hidden",
                                                    ".tar.gz",
                                                    "archive.TAR.GZ",
                                                    "no dot",
                                                    "-rf",
                                                    "*",
                                                    "?",
                                                    "[a]",
                                                    "\\",
                                                    "\\xff",
                                                    "\xff",
                                                    "x\xff",
                                                    "x\\xff",
                                                    "\xfe\xff",
                                                    "caf\xc3\xa9",
                                                    "cafe\xcc\x81",
                                                    "\xed\xa0\x80",
                                                    "\xc0\xaf",
                                                    "\xf4\x90\x80\x80",
                                                    "\xe2\x80\xae"
                                                    "gnp.exe",
                                                    "new\nline",
                                                    "tab\t",
                                                    "quote'\"",
                                                    "%00",
                                                    "$(x)",
                                                    " ",
                                                    " a",
                                                    "a ",
                                                    "..a",
                                                    "...",
                                                    "..",
                                                    "a.b.c",
                                                    "trailing.",
                                                    "long.abcdefghijklmnop",
                                                    "long.abcdefghijklmnopq",
                                                    "bad.\xff\xff",
                                                    "skip.tmp",
                                                    "keep.tmp",
                                                    "build",
                                                    "\x01",
                                                    "\x7f",
                                                    "CON",
                                                    "a:b"};
    std::string name;
    switch (random.below(12)) {
        case 0: name = std::string(255, static_cast<char>('a' + random.below(3))); break;
        case 1:
            for (uint64_t i = 1 + random.below(4); i > 0; --i) name.push_back(static_cast<char>(1 + random.below(255)));
            break;
        case 2: name = "f" + std::to_string(random.below(40)) + ".dat"; break;
        default: name = random.pick(kNames); break;
    }
    for (char& c : name)
        if (c == '/') c = '_';
    if (name == "." || name == "..") name += "x";
    return name;
}

TreeChanges::TreeChanges(SimulatedFileSystem& file_system, Random random, size_t max_names, bool toggles_mounts)
    : fs_(file_system), random_(random), max_names_(max_names), toggles_mounts_(toggles_mounts) {}

void TreeChanges::collect() {
    directories_.assign(1, fs_.root.get());
    files_.clear();
    places_.clear();
    for (size_t i = 0; i < directories_.size(); ++i) {
        SimNode* directory = directories_[i];
        for (auto& [name, entry] : directory->names) {
            places_.push_back({directory, name});
            if (entry.node->is_directory())
                directories_.push_back(entry.node.get());
            else if (entry.node->stat.type == NameType::file)
                files_.push_back(places_.back());
        }
    }
}

std::string TreeChanges::some_name(const SimNode& directory) {
    if (!directory.names.empty() && random_.permille(100)) {
        auto at = directory.names.begin();
        std::advance(at, static_cast<long>(random_.below(directory.names.size())));
        return at->first;
    }
    return odd_name(random_);
}

void TreeChanges::change() {
    collect();
    const bool full = places_.size() > max_names_;
    if (!away_.empty() && !full && random_.permille(150)) return bring_back();
    if (places_.empty() || (places_.size() < max_names_ / 2 && random_.permille(300))) return create();
    const uint64_t what = full ? 300 + random_.below(100) : random_.below(1000);
    if (what < 220) return create();
    const Place place = random_.pick(places_);
    // Else the tree would never grow: every tenth change would take half of it away.
    const bool takes_tree = (what >= 300 && what < 400) || (what >= 840 && what < 970);
    if (takes_tree && !full && !place.node().names.empty() && !random_.permille(200)) return;
    if (what < 240) return create_deep();
    if (what < 300) return link(place);
    if (what < 400) return fs_.remove(*place.directory, place.name);
    if (what < 520) return write(place.node());
    if (what < 640) return touch(place.node());
    if (what < 800) return rename(place);
    if (what < 840) return exchange(place, random_.pick(places_));
    if (what < 900) return replace(place);
    if (what < 930) return recreate(place);
    if (what < 960) return put_away(place);
    SimNode& node = place.node();
    if (toggles_mounts_ && node.is_directory()) node.mounted = !node.mounted;
}

void TreeChanges::create() {
    SimNode& directory = *random_.pick(directories_);
    const std::string name = some_name(directory);
    if (directory.names.contains(name)) return;
    const uint64_t what = random_.below(20);
    if (what < 14) {
        const NodePtr file = fs_.make_file();
        write(*file);
        fs_.add(directory, name, file);
    } else if (what < 18) {
        fs_.add(directory, name, fs_.make_directory());
    } else {
        fs_.add(directory, name, fs_.make_other());
    }
}

// A tree of directories that comes at once, as from tar: some empty, some with files.
void TreeChanges::create_deep() {
    SimNode* at = random_.pick(directories_);
    for (uint64_t depth = 2 + random_.below(6); depth > 0; --depth) {
        const std::string name = odd_name(random_);
        if (at->names.contains(name)) return;
        const NodePtr directory = fs_.make_directory();
        fs_.add(*at, name, directory);
        at = directory.get();
        for (uint64_t files = random_.below(4); files > 0; --files) {
            const std::string file = odd_name(random_);
            if (!at->names.contains(file)) fs_.add(*at, file, fs_.make_file());
        }
    }
}

void TreeChanges::write(SimNode& file) {
    FileStat& s = file.stat;
    if (s.type != NameType::file) return touch(file);
    switch (random_.below(8)) {
        case 0:
            s.size_bytes = 0;
            s.allocated_bytes = 0;
            break;
        case 1:
            s.size_bytes = kMaxSize - random_.below(3);
            s.allocated_bytes = random_.below(3) * 4096;
            break;  // sparse
        case 2:
            s.size_bytes = kMaxSize;
            s.allocated_bytes = kMaxSize & ~511;
            break;
        case 3:
            s.size_bytes = random_.below(100);
            s.allocated_bytes = 0;
            break;  // inline data
        case 4:
            s.size_bytes = random_.below(1'000'000);
            s.allocated_bytes = 512 * random_.below(4000);
            break;
        default:
            s.size_bytes += random_.below(10'000);
            s.allocated_bytes = (s.size_bytes + 4095) & ~uint64_t{4095};
            break;
    }
    if (s.size_bytes > static_cast<uint64_t>(kMaxSize)) s.size_bytes = static_cast<uint64_t>(kMaxSize);
    if (s.allocated_bytes > static_cast<uint64_t>(kMaxSize)) s.allocated_bytes = kMaxSize & ~511;
    fs_.changed(file, true);
}

void TreeChanges::touch(SimNode& node) {
    FileStat& s = node.stat;
    switch (random_.below(10)) {
        case 0: s.mtime_ns = -random_.between(0, 1'000'000'000'000'000'000); break;
        case 1:
            s.mtime_ns =
                random_.permille(500) ? std::numeric_limits<UnixNs>::max() : std::numeric_limits<UnixNs>::min() + 1;
            break;
        case 2: s.atime_ns = fs_.stamp(); return;  // reading moves nothing else
        case 3: s.atime_ns = -random_.between(0, 1'000'000'000'000'000'000); break;
        case 4: s.uid = random_.permille(100) ? 0xffffffff : static_cast<uint32_t>(random_.below(5)); break;
        case 5: s.gid = static_cast<uint32_t>(random_.below(3)); break;
        case 6: s.mode = static_cast<uint32_t>(random_.below(010000)); break;
        case 7: return touch_unnoticed(s);
        default: s.mtime_ns = fs_.stamp() - random_.between(0, 90 * kNsPerDay); break;
    }
    fs_.changed(node, false);
}

// One attribute alone, and no stamp moves: an id map on the server, a compressing file system, a coarse clock.
void TreeChanges::touch_unnoticed(FileStat& s) {
    const bool is_file = s.type == NameType::file;
    switch (random_.below(7)) {
        case 0: s.uid += 1; break;
        case 1: s.gid += 1; break;
        case 2: s.allocated_bytes = is_file ? s.allocated_bytes / 1024 * 512 : 0; break;
        case 3: s.size_bytes = is_file ? s.size_bytes / 2 : 0; break;
        case 4: s.mtime_ns = s.mtime_ns / 2; break;
        case 5:
            if (s.btime_ns != kNoTime) s.btime_ns -= 1;
            break;
        default: s.mode ^= 01; break;
    }
}

void TreeChanges::rename(const Place& from) {
    SimNode& to = random_.permille(500) ? *from.directory : *random_.pick(directories_);
    const std::string name = some_name(to);
    SimNode& node = from.node();
    if (is_within(to, node)) return;
    if (const auto there = to.names.find(name); there != to.names.end()) {
        const SimNode& other = *there->second.node;
        if (&other == &node || other.is_directory() != node.is_directory()) return;
        if (other.is_directory() && !other.names.empty()) return;
    }
    fs_.move(*from.directory, from.name, to, name);
}

void TreeChanges::exchange(const Place& a, const Place& b) {
    if (&a.node() == &b.node() || is_within(*a.directory, b.node()) || is_within(*b.directory, a.node())) return;
    fs_.exchange(*a.directory, a.name, *b.directory, b.name);
}

// A file by a directory, a directory by a file or a link.
void TreeChanges::replace(const Place& place) {
    const bool was_directory = place.node().is_directory();
    fs_.remove(*place.directory, place.name);
    NodePtr next = was_directory ? (random_.permille(700) ? fs_.make_file() : fs_.make_other()) : fs_.make_directory();
    fs_.add(*place.directory, place.name, next);
    if (!was_directory && random_.permille(500)) fs_.add(*next, odd_name(random_), fs_.make_file());
}

void TreeChanges::link(const Place& file) {
    SimNode& to = *random_.pick(directories_);
    const std::string name = odd_name(random_);
    if (file.node().stat.type != NameType::file || to.names.contains(name)) return;
    const NodePtr node = file.directory->names.at(file.name).node;
    ++node->stat.link_count;
    fs_.changed(*node, false);
    fs_.add(to, name, node);
}

// Deleted and made again under the same name, at once: with the same inode where inodes are used again.
void TreeChanges::recreate(const Place& place) {
    const NameType type = place.node().stat.type;
    const FileStat before = place.node().stat;
    fs_.remove(*place.directory, place.name);
    const NodePtr next = type == NameType::directory ? fs_.make_directory()
                         : type == NameType::file    ? fs_.make_file()
                                                     : fs_.make_other();
    if (type == NameType::file && random_.permille(500)) next->stat.size_bytes = before.size_bytes;
    fs_.add(*place.directory, place.name, next);
}

// Out of the share, as to another disk, with all below; later it is back under the same path.
void TreeChanges::put_away(const Place& place) {
    if (place.node().stat.link_count > 1) return;
    Away away{path_of(*place.directory), place.name, nullptr};
    away.node = fs_.take_out(*place.directory, place.name);
    away_.push_back(std::move(away));
}

void TreeChanges::bring_back() {
    const size_t index = random_.below(away_.size());
    const Away away = away_[index];
    away_.erase(away_.begin() + static_cast<long>(index));
    for (SimNode* directory : directories_)
        if (path_of(*directory) == away.directory && !directory->names.contains(away.name))
            fs_.add(*directory, away.name, away.node);
}

void TreeChanges::break_something() {
    constexpr int kErrors[] = {EACCES, EIO, ESTALE};
    collect();
    for (uint64_t count = random_.below(4); count > 0; --count) {
        const int error = kErrors[random_.below(3)];
        SimNode& directory = *random_.pick(directories_);
        if (random_.permille(500))
            directory.read_error = error;
        else if (&directory != fs_.root.get())
            directory.open_error = error;
    }
    for (uint64_t count = random_.below(4); count > 0 && !places_.empty(); --count) {
        const Place& place = random_.pick(places_);
        place.directory->names.at(place.name).stat_error = random_.permille(300) ? ENOENT : kErrors[random_.below(3)];
    }
}

void TreeChanges::repair() {
    collect();
    for (SimNode* directory : directories_) directory->open_error = directory->read_error = 0;
    for (const Place& place : places_) place.directory->names.at(place.name).stat_error = 0;
    fs_.root_error = 0;
}

}  // namespace tocd::simulation
