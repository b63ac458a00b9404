// Stands between a scan and the writer: tells the model everything that the writer is told, after the writer took it.
// Thread: one.
#pragma once

#include "catalogue/scan_writer.hpp"
#include "model.hpp"

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
        model_.begun(start);
        after_call_();
        return begun;
    }
    void expect(int64_t scan_id, uint64_t job_id, std::vector<DirectoryToList> items) override {
        model_.expect(job_id, items);
        writer_.expect(scan_id, job_id, std::move(items));
    }
    void take(int64_t scan_id, Listing listing, Next next) override {
        writer_.take(scan_id, listing, std::move(next));
        model_.take(listing, clock_.now_ns());
        after_call_();
    }
    void job_done(int64_t scan_id, uint64_t job_id, std::vector<uint32_t> left_over, Next next) override {
        writer_.job_done(scan_id, job_id, std::move(left_over), std::move(next));
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
        model_.finished(how);
        after_call_();
        return record;
    }

    std::optional<ScanEnding> ending;

private:
    ScanWriter& writer_;
    Model& model_;
    const Clock& clock_;
    const std::function<void()> after_call_;
};

}  // namespace tocd::simulation
