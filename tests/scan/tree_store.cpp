#include "tree_store.hpp"

#include "base/error.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <utility>

namespace tocd {
namespace {

std::string joined(const std::string& directory, std::string_view name) {
    return directory.empty() ? std::string(name) : directory + "/" + std::string(name);
}

}  // namespace

DirectoryToList TreeStore::to_list(const std::string& path) const {
    DirectoryToList directory;
    const KeptDirectory& kept = directories.at(path);
    directory.key = kept.listed ? kept.key : -kept.key;
    directory.path = path;
    directory.descend = !kept.listed;
    directory.known_hash = kept.hash;
    directory.known = kept.attributes;
    for (const auto& [name, entry] : kept.entries) directory.known_files += entry.type == EntryType::file ? 1 : 0;
    return directory;
}

void TreeStore::hand_out(const std::string& path, std::vector<DirectoryToList>& to) {
    if (!std::exchange(directories.at(path).handed_out, true)) to.push_back(to_list(path));
}

ScanBegun TreeStore::begin(const ScanStart& start) {
    if (conflict) throw Error(ErrorKind::conflict, "the root is another one");
    started = start;
    frames.clear();
    if (directories.empty()) directories[""].key = next_key_++;
    ScanBegun begun;
    begun.scan_id = ++scans_;
    begun.hash_key[0] = 21;
    begun.known_directories = known_directories;
    for (auto& [path, directory] : directories) directory.answered = directory.handed_out = false;
    hand_out("", begun.directories);
    for (auto& [path, directory] : directories) {
        if (!directory.listed) hand_out(path, begun.directories);  // still pending from an interrupted scan
    }
    return begun;
}

void TreeStore::expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) {
    CHECK(scan_id == scans_);
    CHECK(jobs_.count(job_id) == 0);
    for (const DirectoryToList& item : items) jobs_[job_id].push_back(item.path);
}

void TreeStore::take(int64_t scan_id, std::vector<Listing> listings, Next next) {
    CHECK(scan_id == scans_);
    std::vector<DirectoryToList> children;
    for (const Listing& listing : listings) take_one(listing, children);
    answer(std::move(next), std::move(children));
}

void TreeStore::take_one(const Listing& listing, std::vector<DirectoryToList>& children) {
    on_take(listing);
    ++frames[listing.kind];
    std::vector<std::string>& nodes = jobs_.at(listing.job_id);
    const std::string path = nodes.at(listing.node);
    KeptDirectory& directory = directories.at(path);
    if (listing.kind != ListingKind::part) CHECK_FALSE(std::exchange(directory.answered, true));
    switch (listing.kind) {
        case ListingKind::failed: directory.error_number = listing.error_number; break;
        case ListingKind::same:
            for (const auto& [name, entry] : directory.entries) {
                if (entry.type == EntryType::directory) hand_out(joined(path, name), children);
            }
            break;
        case ListingKind::part:
        case ListingKind::listing: {
            // Parts of this tree's tests are few: what vanished from a directory in parts stays, no test looks at that.
            if (listing.kind == ListingKind::listing && listing.clean && directory.listed) directory.entries.clear();
            for (const Entry& entry : listing.entries) {
                const std::string name(entry.name);
                directory.entries[name] = {entry.type, entry.size_bytes, entry.inode};
                if (entry.type != EntryType::directory) continue;
                const std::string child = joined(path, name);
                if (directories.count(child) == 0) directories[child].key = next_key_++;
                if (listing.first_child_node != 0) {
                    CHECK_FALSE(std::exchange(directories[child].handed_out, true));
                    nodes.push_back(child);
                } else {
                    hand_out(child, children);
                }
            }
            if (listing.kind == ListingKind::part) break;
            directory.listed = true;
            directory.error_number = 0;
            directory.hash = listing.hash;
            directory.attributes = listing.attributes;
            break;
        }
    }
}

void TreeStore::plan(int64_t scan_id, size_t, Next next) {
    CHECK(scan_id == scans_);
    answer(std::move(next), {});  // the children of each listing are handed out with it
}

void TreeStore::take_unchanged(int64_t scan_id, Unchanged unchanged) {
    CHECK(scan_id == scans_);
    for (const uint32_t node : unchanged.nodes) {
        const std::string& path = jobs_.at(unchanged.job_id).at(node);
        CHECK_FALSE(std::exchange(directories.at(path).answered, true));
        unchanged_paths.push_back(path);
    }
}

void TreeStore::job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) {
    CHECK(scan_id == scans_);
    std::vector<DirectoryToList> children;
    for (const uint32_t node : left_over) children.push_back(to_list(jobs_.at(job_id).at(node)));
    jobs_.erase(job_id);
    answer(std::move(next), std::move(children));
}

void TreeStore::answer(Next next, std::vector<DirectoryToList> children) {
    if (!answer_late) return next(std::move(children));
    answering_.emplace_back([next = std::move(next), children = std::move(children)]() mutable {
        std::this_thread::sleep_for(std::chrono::microseconds(300));
        next(std::move(children));
    });
}

void TreeStore::wait_for_answers() {
    for (std::thread& thread : answering_) thread.join();
    answering_.clear();
}

ScanRecord TreeStore::refuse(const ScanStart& start, const std::string& failure) {
    ScanRecord record;
    record.share = start.share;
    record.outcome = ScanOutcome::refused;
    record.failure = failure;
    return record;
}

ScanRecord TreeStore::finish(int64_t scan_id, ScanEnding ending, const std::string& failure) {
    CHECK(scan_id == scans_);
    wait_for_answers();
    ScanRecord record;
    record.id = scan_id;
    ended = ending;
    record.outcome = ending == ScanEnding::clean ? ScanOutcome::complete : ScanOutcome::interrupted;
    record.failure = failure;
    if (ending == ScanEnding::clean) {
        CHECK(jobs_.empty());
        for (const auto& [path, directory] : directories) CHECK_MESSAGE(directory.answered, path);
    }
    jobs_.clear();
    return record;
}

std::map<std::string, KeptEntry> TreeStore::tree() const {
    std::map<std::string, KeptEntry> result;
    for (const auto& [path, directory] : directories) {
        for (const auto& [name, entry] : directory.entries) {
            result[joined(path, name) + (entry.type == EntryType::directory ? "/" : "")] = entry;
        }
    }
    return result;
}

}  // namespace tocd
