#include "simulated_engine.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tocd::simulation {
namespace {

// The message in `bytes`, which begin with its length, as the walk's own side sees it.
Listing decoded(const std::string& bytes) {
    const auto holder = std::make_shared<const std::string>(bytes, 4);
    return std::get<Listing>(decode_from_scanner(*holder, holder));
}

Job travelled_there(const Job& job) {
    std::string bytes;
    append_message(bytes, job);
    return std::get<Job>(decode_to_scanner(std::string_view(bytes).substr(4)));
}

}  // namespace

// The one message in `bytes`, through the splitter as it comes from a socket.
template <class Message>
Message SimulatedEngine::travelled_back(const std::string& bytes) {
    for (size_t at = 0; at < bytes.size();) {
        const std::span<char> room = stream_.room();
        const size_t count = std::min(room.size(), bytes.size() - at);
        std::memcpy(room.data(), bytes.data() + at, count);
        stream_.filled(count);
        at += count;
    }
    const auto message = stream_.next();
    if (!message) throw std::logic_error("a message did not come out of the splitter");
    return std::get<Message>(decode_from_scanner(message->body, message->holder));
}

SimulatedEngine::Run::Run(Job job, const Clock& clock) : walk(job, clock), key(job.hash_key[0], job.hash_key[1]) {}

SimulatedEngine::SimulatedEngine(FileSystem& file_system, const Clock& clock, Random random, const EngineTemper& temper)
    : file_system_(file_system), clock_(clock), random_(random), temper_(temper) {}

RootIdentity SimulatedEngine::open(const ShareOptions& options) {
    options_ = options;
    exclude_.emplace(options.exclude);
    Outcome<DirectoryPtr> opened = file_system_.open_root(options.path);
    if (!opened.ok())
        throw error_from_errno(ErrorKind::unavailable, "cannot open the root", options.path, opened.error_number);
    root_ = std::move(opened.value);
    return look_at(root_);
}

RootIdentity SimulatedEngine::look_again() {
    const Outcome<DirectoryPtr> opened = file_system_.open_root(options_.path);
    if (!opened.ok())
        throw error_from_errno(ErrorKind::unavailable, "cannot open the root", options_.path, opened.error_number);
    return look_at(opened.value);
}

RootIdentity SimulatedEngine::look_at(const DirectoryPtr& root) {
    const Outcome<RootIdentity> identity = look_at_root(file_system_, root);
    if (!identity.ok())
        throw error_from_errno(ErrorKind::unavailable, "cannot list the root", options_.path, identity.error_number);
    std::string bytes;
    append_message(bytes, Ready{kScanProtocol, "simulated", identity.value});
    return travelled_back<Ready>(bytes).root;
}

void SimulatedEngine::submit(const Job& asked) {
    Job job = asked;
    job.max_entries = temper_.max_entries;
    job.max_ms = temper_.max_ms;
    runs_.emplace_back(travelled_there(job), clock_);
}

EngineEvents SimulatedEngine::poll(std::chrono::milliseconds) {
    if (at_poll) at_poll();
    if (temper_.dies_at_poll == polls_++) throw Error(ErrorKind::unavailable, "the simulated scanner died");
    EngineEvents events;
    for (uint64_t acts = 1 + random_.below(6); acts > 0 && !runs_.empty(); --acts) {
        auto run = runs_.begin();
        std::advance(run, static_cast<long>(random_.below(runs_.size())));
        if (const auto check = run->walk.next_check()) {
            StampsChecked result = check_stamps(file_system_, root_, run->walk.job(), *check, !options_.one_file_system, clock_);
            run->walk.checked(result);
            if (!result.unchanged.nodes.empty()) {
                std::string bytes;
                append_message(bytes, result.unchanged);
                events.unchanged.push_back(travelled_back<Unchanged>(bytes));
            }
        }
        const bool may_start = run->flights.size() < temper_.in_the_air && run->walk.has_step();
        if (may_start && (run->flights.empty() || random_.permille(600))) {
            if (auto task = run->walk.step()) list(*run, std::move(*task));
        } else if (!run->flights.empty()) {
            deliver(*run, events);
        }
        if (run->flights.empty() && run->walk.over()) {
            std::string bytes;
            append_message(bytes, run->walk.done());
            events.done.push_back(travelled_back<JobDone>(bytes));
            runs_.erase(run);
            if (random_.permille(500)) break;
        }
    }
    return events;
}

void SimulatedEngine::list(Run& run, ListingTask task) {
    Flight& flight = run.flights.emplace_back();
    flight.task = std::move(task);
    const ListingRules rules{*exclude_, options_.atime_resolution, options_.one_file_system, temper_.max_part_entries};
    list_directory(file_system_, root_, flight.task, rules, run.key, clock_, scratch_,
                   [&](Listing& frame, const DirectoryPtr& opened) {
                       Frame& out = flight.frames.emplace_back();
                       append_message(out.message, frame);
                       out.listing = decoded(out.message);
                       out.opened = file_system_.may_keep_open() ? opened : nullptr;
                   });
}

// The oldest frame of a random listing goes out; the walk learns of it at this moment, as from a worker thread.
void SimulatedEngine::deliver(Run& run, EngineEvents& events) {
    auto flight = run.flights.begin();
    std::advance(flight, static_cast<long>(random_.below(run.flights.size())));
    Frame frame = std::move(flight->frames.front());
    flight->frames.pop_front();
    run.walk.listed(flight->task, frame.listing, frame.opened);
    if (frame.listing.first_child_node != 0) set_first_child_node(frame.message, frame.listing.first_child_node);
    events.listings.push_back(travelled_back<Listing>(frame.message));
    if (flight->frames.empty()) run.flights.erase(flight);
}

}  // namespace tocd::simulation
