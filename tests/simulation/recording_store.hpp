// Stands between a scan and the writer: tells the model everything that the writer is told, after the writer took it.
// Thread: one.
#pragma once

#include "catalogue/scan_writer.hpp"
#include "catalogue_comparison.hpp"
#include "model.hpp"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>

namespace tocd::simulation {

class RecordingStore final : public ListingStore {
public:
    // `after_call` runs after every call that the writer took; it may throw what ends the whole process.
    RecordingStore(ScanWriter& writer, Model& model, const Clock& clock, std::function<void()> after_call)
        : writer_(writer), model_(model), clock_(clock), after_call_(std::move(after_call)) {}

    ScanBegun begin(const ScanStart& start) override {
        ScanBegun begun = writer_.begin(start);
        model_.begun(start, begun.scan_id);
        if (tracing()) trace("== scan of " + start.share + " mode " + std::to_string(static_cast<int>(start.mode)) + " at " + std::to_string(start.started_ns));
        model_.handed_out(begun.directories);
        after_call_();
        return begun;
    }
    void expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) override {
        for (size_t node = 0; tracing() && node < items.size(); ++node)
            trace("job " + std::to_string(job_id) + " node " + std::to_string(node) + " key " + std::to_string(items[node].key) +
                  " " + readable(items[node].path) + (items[node].trust_stamp ? " trusted" : "") +
                  (items[node].moved_from.empty() ? "" : " moved from " + readable(items[node].moved_from)));
        model_.expect(job_id, items);
        writer_.expect(scan_id, job_id, std::move(items));
    }
    // One after the other: the model compares at every moment.
    void take(int64_t scan_id, std::vector<Listing> listings, Next next) override {
        std::vector<DirectoryToList> children;
        for (Listing& listing : listings) {
            if (tracing())
                trace("frame " + std::to_string(listing.job_id) + " node " + std::to_string(listing.node) + " kind " +
                      std::to_string(static_cast<int>(listing.kind)) + " errno " + std::to_string(listing.error_number) + " inode " +
                      std::to_string(listing.attributes.inode) + (listing.moved ? " moved" : "") + (listing.clean ? "" : " unclean") +
                      " entries " + std::to_string(listing.entries.size()) + " at " + std::to_string(listing.listed_at_ns));
            // The model first: what the writer hands out then is in it.
            model_.take(listing, clock_.now_ns());
            writer_.take(scan_id, {std::move(listing)}, tell([&](std::vector<DirectoryToList> more) {
                children.insert(children.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
            }));
            after_call_();
        }
        next(std::move(children));
    }
    void plan(int64_t scan_id, size_t count, Next next) override { writer_.plan(scan_id, count, tell(std::move(next))); }
    ScanRecord confirm(int64_t) override { return {}; }
    void take_unchanged(int64_t scan_id, Unchanged unchanged) override {
        for (const uint32_t node : unchanged.nodes)
            if (tracing()) trace("unchanged " + std::to_string(unchanged.job_id) + " node " + std::to_string(node));
        model_.take_unchanged(unchanged);
        writer_.take_unchanged(scan_id, std::move(unchanged));
        after_call_();
    }
    void job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) override {
        writer_.job_done(scan_id, job_id, std::move(left_over), tell(std::move(next)));
        model_.job_done(job_id);
        after_call_();
    }
    ScanRecord refuse(const ScanStart& start, const std::string& failure) override {
        ScanRecord record = writer_.refuse(start, failure);
        after_call_();
        return record;
    }
    ScanRecord finish(int64_t scan_id, ScanEnding how, const std::string& failure) override {
        ScanRecord record = writer_.finish(scan_id, how, failure);
        ending = how;
        model_.finished(how, record.finished_ns);
        after_call_();
        return record;
    }

    std::optional<ScanEnding> ending;

private:
    // TOCD_SIMULATION_TRACE=1 shows what a failing seed did.
    static bool tracing() {
        static const bool wanted = std::getenv("TOCD_SIMULATION_TRACE") != nullptr;
        return wanted;
    }
    static void trace(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

    Next tell(Next next) {
        return [this, next = std::move(next)](std::vector<DirectoryToList> directories) {
            model_.handed_out(directories);
            next(std::move(directories));
        };
    }

    ScanWriter& writer_;
    Model& model_;
    const Clock& clock_;
    const std::function<void()> after_call_;
};

}  // namespace tocd::simulation
