// Scans of parts of a share, and removals that were too many at once: what a story draws, and how it is judged.
#include "base/error.hpp"
#include "catalogue/statement.hpp"
#include "simulation.hpp"
#include "tree_comparison.hpp"

#include <utility>

namespace tocd::simulation {
namespace {

void collect_directories(const SimNode& node, const std::string& path, std::vector<std::string>& out) {
    out.push_back(path);
    for (const auto& [name, entry] : node.names)
        if (entry.node->is_directory()) collect_directories(*entry.node, below(path, name), out);
}

void collect_known(const ModelDirectory& directory, const std::string& path, std::vector<std::string>& out) {
    for (const auto& [name, file] : directory.files)
        if (!directory.shown_as_gone(file)) out.push_back(below(path, name));
    for (const auto& [name, child] : directory.children) {
        if (child.gone()) continue;
        out.push_back(below(path, name));
        collect_known(child, below(path, name), out);
    }
}

}  // namespace

Simulation::Counts& Simulation::Counts::operator+=(const Counts& more) {
    for (const auto member : {&Counts::purged, &Counts::unchanged, &Counts::moved_directories, &Counts::moved_files, &Counts::files,
                              &Counts::gone, &Counts::listings, &Counts::replayed, &Counts::fast, &Counts::parts, &Counts::part_paths,
                              &Counts::parted_away, &Counts::held, &Counts::agreed, &Counts::confirmed})
        this->*member += more.*member;
    for (const auto member : {&Counts::rounds, &Counts::scans, &Counts::complete, &Counts::incomplete, &Counts::interrupted,
                              &Counts::refused, &Counts::kills, &Counts::compared})
        this->*member += more.*member;
    faults += more.faults;
    changed_during += more.changed_during;
    met += more.met;
    return *this;
}

std::string Simulation::Counts::text() const {
    const std::pair<const char*, int64_t> all[] = {
        {" rounds, ", rounds}, {" scans: ", scans}, {" complete, ", complete}, {" incomplete, ", incomplete},
        {" interrupted, ", interrupted}, {" refused, ", refused}, {" kills; ", kills}, {" fast, ", fast}, {" of parts; ", parts},
        {" faults, ", static_cast<int64_t>(faults)}, {" changes while listing, ", static_cast<int64_t>(changed_during)}, {" listings, ", listings},
        {" directories unchanged by their stamps, ", unchanged}, {" racy stamps not believed, ", met.racy},
        {" of them over a change; ", met.racy_changes}, {" directories gone on with, ", met.resumed},
        {" directories moved, ", moved_directories}, {" of them big, ", met.big_moves}, {" files moved, ", moved_files},
        {" inodes used again; ", met.reused_inodes}, {" scans held removals, ", held}, {" agreed, ", agreed}, {" confirmed; ", confirmed},
        {" paths of parts compared, ", part_paths}, {" of them not there; ", parted_away}, {" files purged, ", purged},
        {" changes replayed on a copy; at the ends ", replayed}, {" files, ", files}, {" gone", gone}};
    std::string out;
    for (const auto& [words, number] : all) out += std::to_string(number) + words;
    return out;
}

// Of directories that are there, of files and directories that the catalogue knows, there or not, and of what nobody knows.
void Simulation::draw_parts(Share& share) {
    std::vector<std::string> there;
    collect_directories(*share.file_system.root, "", there);
    std::vector<std::string> known{""};
    if (share.model.root()) collect_known(*share.model.root(), "", known);
    share.task.mode = ScanMode::part;
    for (uint64_t count = 1 + extras_.below(3); count > 0; --count) {
        std::string path = extras_.permille(500) ? extras_.pick(there) : extras_.pick(known);
        if (extras_.permille(150)) path = below(path, odd_name(extras_));
        share.task.parts.push_back({std::move(path), extras_.permille(600)});
    }
}

void Simulation::confirm(Share& share) {
    const Model::Whole whole = share.model.last_whole;
    if (whole.held == 0) return;
    const int64_t present_before = share.model.present_files();
    ScanRecord record;
    Statement before(*reader_, "SELECT gone FROM scan WHERE id = ?1");
    const int64_t gone_before = before.bind(1, whole.scan_id).step() ? before.integer(0) : 0;
    before.reset();
    try {
        record = writer_->confirm(whole.scan_id);
    } catch (const Error& error) {
        require({error.what()}, "confirming");
    }
    share.model.confirmed(*record.confirmed_ns);
    share.scanned = true;
    ++counts.confirmed;
    Differences out;
    if (record.held != 0) out.push_back("it holds some still");
    if (present_before - (record.gone - gone_before) != share.model.present_files()) out.push_back("it counts other files as gone than are");
    require(out, "after a confirmation");
    check_rows("after a confirmation", true);
    require(share.copy.follow(*reader_), "after a confirmation, on a copy of share " + share.task.share);
}

}  // namespace tocd::simulation
