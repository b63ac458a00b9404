// GET /snapshot.db.
#include "base/error.hpp"
#include "catalogue/snapshot.hpp"
#include "http/failure.hpp"
#include "http/routes.hpp"
#include "http/to_json.hpp"
#include "model/sight.hpp"

namespace tocd {
namespace {

constexpr size_t kPieceBytes = 256 << 10;

class SnapshotStream final : public ChunkSource {
public:
    SnapshotStream(std::unique_ptr<Snapshot> snapshot, StreamSeats::Seat seat, std::function<bool()> may_go_on)
        : snapshot_(std::move(snapshot)), left_(snapshot_->size_bytes()), seat_(std::move(seat)), may_go_on_(std::move(may_go_on)) {}

    bool next(std::string& out) override {
        if (!may_go_on_()) throw Error(ErrorKind::cancelled, "the snapshot was cut: who asked for it may not see all of it any more");
        const size_t before = out.size();
        snapshot_->read(out, kPieceBytes);
        left_ -= static_cast<int64_t>(out.size() - before);
        return left_ > 0;
    }

private:
    const std::unique_ptr<Snapshot> snapshot_;
    int64_t left_;
    const StreamSeats::Seat seat_;
    const std::function<bool()> may_go_on_;
};

Answer get_snapshot(const Call& call) {
    // An admin sees all; but a token of his may be for less.
    if (!viewer_key(call.viewer).empty()) throw BadRequest(403, "a snapshot is the whole catalogue, and this token is for a part of it");
    StreamSeats::Seat seat = call.api.snapshots.take(call.request.client);
    ReaderPool& readers = call.api.context.readers;
    // Before the copy: it is at least as new.
    const Freshness known = call.api.coverage.of(*readers.lend(), call.viewer, {}, {}, call.deadline);
    // Beside the catalogue, where its rights hold.
    auto snapshot = std::make_unique<Snapshot>(readers.database_path(), ".snapshot", readers.given_up());
    Answer answer;
    answer.size_bytes = snapshot->size_bytes();
    answer.source = std::make_unique<SnapshotStream>(std::move(snapshot), std::move(seat), may_go_on_now_and_then(call));
    answer.content_type = "application/vnd.sqlite3";
    answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"snapshot.db\"");
    if (known.as_of_ns != 0) answer.headers.emplace_back("Tocd-As-Of", format_iso(known.as_of_ns));
    return answer;
}

}  // namespace

std::vector<Route> snapshot_routes() {
    return {{"GET",
             "/api/v1/snapshot.db",
             RouteRule(Role::admin, "take a snapshot of the whole catalogue", "toc export --format sqlite"),
             {},
             get_snapshot,
             "The whole catalogue as one SQLite file, consistent, whatever the scans do meanwhile; views files and directories are for "
             "everybody. Header Tocd-As-Of as with files.csv. For admins (http.admin_group), 403 for others; 503 while another one is made "
             "or fetched; 507 when there is no room for it beside the catalogue",
             200, "application/vnd.sqlite3"}};
}

}  // namespace tocd
