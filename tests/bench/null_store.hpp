// A store that keeps nothing but what it has to hand out again: scans into it cost what the scanner costs.
#pragma once

#include "model/ports.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tocd {

class NullStore final : public ListingStore {
public:
    ScanBegun begin(const ScanStart&) override {
        ScanBegun begun;
        begun.scan_id = 1;
        begun.hash_key[0] = 1;
        DirectoryToList root;
        root.key = -1;
        root.descend = true;
        begun.directories.push_back(root);
        return begun;
    }
    void expect(int64_t, uint64_t job_id, std::vector<DirectoryToList> items) override {
        std::vector<std::string>& paths = jobs_[job_id];
        for (DirectoryToList& item : items) paths.push_back(std::move(item.path));
    }
    void take(int64_t, std::vector<Listing> listings, Next next) override {
        std::vector<DirectoryToList> children;
        for (const Listing& listing : listings) take_one(listing, children);
        next(std::move(children));
    }
    void take_one(const Listing& listing, std::vector<DirectoryToList>& children) {
        std::vector<std::string>& paths = jobs_[listing.job_id];
        const std::string& own = paths[listing.node];
        const std::string prefix = own.empty() ? own : own + "/";
        for (const Entry& entry : listing.entries) {
            if (entry.type == EntryType::file) {
                ++record.files;
                record.size_bytes += static_cast<int64_t>(entry.size_bytes);
            } else if (listing.first_child_node != 0) {
                paths.push_back(prefix + std::string(entry.name));
            } else {
                children.push_back(to_list(prefix + std::string(entry.name)));
            }
        }
        if (listing.kind == ListingKind::listing) ++record.directories;
        if (listing.kind == ListingKind::failed) ++record.failed;
        record.others += static_cast<int64_t>(listing.other_count);
    }
    void plan(int64_t, size_t, Next next) override { next({}); }
    ScanRecord confirm(int64_t) override { return {}; }
    void take_unchanged(int64_t, Unchanged) override {}
    void job_done(int64_t, uint64_t job_id, std::vector<uint32_t> left_over, Next next) override {
        std::vector<DirectoryToList> children;
        for (const uint32_t node : left_over) children.push_back(to_list(jobs_[job_id][node]));
        jobs_.erase(job_id);
        ++jobs;
        next(std::move(children));
    }
    ScanRecord refuse(const ScanStart&, const std::string& failure) override {
        record.failure = failure;
        record.outcome = ScanOutcome::refused;
        return record;
    }
    ScanRecord finish(int64_t, ScanEnding ending, const std::string& failure) override {
        record.outcome = ending == ScanEnding::clean ? ScanOutcome::complete : ScanOutcome::interrupted;
        record.failure = failure;
        return record;
    }

    ScanRecord record;
    int64_t jobs = 0;

private:
    static DirectoryToList to_list(std::string path) {
        DirectoryToList directory;
        directory.key = -1;
        directory.path = std::move(path);
        directory.descend = true;
        return directory;
    }
    std::unordered_map<uint64_t, std::vector<std::string>> jobs_;
};

}  // namespace tocd
