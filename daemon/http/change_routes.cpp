// GET /changes and /changes.ndjson.
#include "http/change_stream.hpp"
#include "http/failure.hpp"
#include "http/schemas.hpp"
#include "http/to_json.hpp"

namespace tocd {
namespace {

constexpr int64_t kMostChanges = 10'000;
constexpr int64_t kLongestWait_s = 300;

ChangeQuery read_query(const Parameters& parameters) {
    ChangeQuery query;
    query.since = parameters.text("since").value_or("");
    query.share = parameters.text("share");
    query.under = parameters.text("under");
    query.limit = static_cast<uint32_t>(parameters.number("limit").value_or(1000));
    return query;
}

bool complete_of(const Call& call, const ChangeQuery& query) {
    auto reader = call.api.context.readers.lend();
    const std::vector<std::string> shares = query.share ? std::vector<std::string>{*query.share} : std::vector<std::string>{};
    return call.api.coverage.of(*reader, call.viewer, shares, std::nullopt, call.deadline).complete;
}

// The clock is the one thing that can be wrong with a question whose parameters were read.
template <class Read>
auto first_read(Read read) {
    try {
        return read();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::invalid_argument) throw;
        throw BadParameter("since", error.what());
    }
}

Answer get_changes(const Call& call) {
    const ChangeQuery query = read_query(call.parameters);
    const int64_t wait_s = call.parameters.number("wait").value_or(0);
    ChangeWatch watch(call.api, call.viewer, query, may_go_on(call));
    // The first look here, so that what is wrong with the question is an answer and no cut connection.
    ChangePage page = first_read([&] { return watch.read(call.deadline); });
    const bool complete = complete_of(call, query);
    Answer answer;
    answer.content_type = "application/json";
    const bool waits = wait_s > 0 && page.changes.empty() && !page.fresh_instance && !page.more;
    if (waits)
        answer.source = std::make_unique<ChangeWait>(std::move(watch), std::move(page), complete, std::chrono::seconds(wait_s),
                                                     call.api.seats.take(call.request.client));
    else
        answer.body = changes_body(page, complete);
    return answer;
}

Answer get_change_lines(const Call& call) {
    const bool follow = call.parameters.flag("follow");
    std::optional<StreamSeats::Seat> seat;
    if (follow) seat.emplace(call.api.seats.take(call.request.client));
    auto source = std::make_unique<ChangeLines>(ChangeWatch(call.api, call.viewer, read_query(call.parameters), may_go_on(call)), std::move(seat));
    Answer answer;
    answer.content_type = "application/x-ndjson";
    answer.headers.emplace_back("X-Accel-Buffering", "no");
    if (first_read([&] { return source->next(answer.body); })) answer.source = std::move(source);
    return answer;
}

Json changes_schema() {
    return catalogue_schema(
        {{"clock", simple_schema("string", "since= of the next question. Opaque")},
         {"fresh_instance",
          simple_schema("boolean", "True: the history does not reach back to since (none was given, it is too old, or of another "
                                   "catalogue). Read the files anew, then go on with this clock")},
         {"more", simple_schema("boolean", "The limit cut: ask for the rest at once")},
         {"changes", array_of("Change")}});
}

std::vector<Parameter> parameters(Parameter last) {
    using enum ParameterType;
    return {{"since", text, "A clock of an earlier answer; start: all that is kept; without it: only the clock of now"},
            {"under", path, "Only what concerns this path and all below it, also when it came from there or a directory above it moved"},
            {"share", text, "Only of this share"},
            {"limit", integer, "Changes of one answer, or of one batch of lines", false, {}, "1000", 1, kMostChanges},
            last};
}

}  // namespace

std::vector<Route> change_routes() {
    using enum ParameterType;
    return {{"GET", "/api/v1/changes", kReads,
             parameters({"wait", integer, "When there is nothing new, wait for it so many seconds", false, {}, "0", 0, kLongestWait_s}),
             get_changes,
             "What scans found added, changed, moved and gone since a clock, in the order in which they found it",
             200, "application/json", changes_schema},
            {"GET", "/api/v1/changes.ndjson", kReads,
             parameters({"follow", flag, "Go on with what is found from now on, until one of both ends hangs up"}),
             get_change_lines,
             "The same as lines of JSON: first one with clock, fresh_instance and as_of, then a Change each, after each batch one "
             "with the clock that it led to, which comes every 15 s also when nothing does. fresh_instance may come again later, "
             "when a client was so slow that history no longer reaches back",
             200, "application/x-ndjson"}};
}

}  // namespace tocd
