// GET /events.
#include "http/event_stream.hpp"
#include "http/routes.hpp"

namespace tocd {
namespace {

Answer get_events(const Call& call) {
    Answer answer;
    answer.content_type = "text/event-stream";
    answer.headers.emplace_back("X-Accel-Buffering", "no");  // nginx would keep events until it has a buffer full
    auto source = std::make_unique<EventStream>(call.api.feed, call.api.changes, call.api.context.scans, call.api.context.readers, call.viewer, may_go_on(call),
                                                call.api.seats.take(call.request.client));
    answer.body = "retry: 2000\n\n";
    answer.source = std::move(source);
    return answer;
}

}  // namespace

std::vector<Route> event_routes() {
    return {{"GET",
             "/api/v1/events",
             kReads,
             {},
             get_events,
             "Server-sent events, as EventSource of a browser reads them: scan (data: ScanEvent) for every share at "
             "first, then at most twice a second where it changed; change (data: ChangeEvent) when a share's changes go on, at most "
             "once a second, of scans that still run too; scan_ended (data: Scan) when one has ended. "
             "A comment every 15 s shows that the connection lives. 503 when http.max_event_streams are open",
             200,
             "text/event-stream"}};
}

}  // namespace tocd
