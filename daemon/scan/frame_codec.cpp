#include "scan/frame_codec.hpp"

#include "scan/list_directory.hpp"
#include "scan/message_bytes.hpp"

#include <algorithm>

namespace tocd {
namespace {

constexpr uint32_t kMagic = 0x64636f74;  // "tocd"
constexpr size_t kChunkBytes = 256 * 1024;
constexpr size_t kMaxTextBytes = 64 * 1024;
constexpr size_t kMaxPatterns = 65'536;

enum DirectoryFlags : uint8_t { kDescend = 1, kHasHash = 2, kHasStamp = 4, kWasMount = 8, kTrustStamp = 16, kMovedFrom = 32 };

bool read_bool(WireReader& in, const char* what) {
    const uint8_t value = in.byte(what);
    if (value > 1) in.refuse(what);
    return value == 1;
}

Hello read_hello(WireReader& in) {
    Hello hello;
    if (in.fixed<uint32_t>("magic number") != kMagic) in.refuse("magic number");
    hello.protocol = in.number_32("protocol");
    if (hello.protocol != kScanProtocol) return hello;  // what follows is that protocol's
    ShareOptions& options = hello.options;
    options.path = in.bytes(kMaxTextBytes, "path of the share");
    const size_t patterns = in.count(1, "number of exclude patterns");
    if (patterns > kMaxPatterns) in.refuse("number of exclude patterns");
    options.exclude.reserve(patterns);
    for (size_t i = 0; i < patterns; ++i) options.exclude.emplace_back(in.bytes(kMaxTextBytes, "exclude pattern"));
    options.threads = in.number_32("threads");
    options.kind = static_cast<ShareKind>(in.number(uint64_t(ShareKind::network), "kind of share"));
    options.one_file_system = read_bool(in, "one_file_system");
    options.atime_resolution =
        static_cast<AtimeResolution>(in.number(uint64_t(AtimeResolution::exact), "atime resolution"));
    options.marker = in.bytes(kMaxTextBytes, "marker");
    options.max_entries_per_second = in.number_32("entries per second");
    options.back_off = read_bool(in, "back_off");
    options.usual_latency_us = in.number_32("usual latency");
    in.expect_end();
    return hello;
}

void append_directory(std::string& out, const DirectoryToList& directory) {
    const bool has_stamp = directory.known.inode != 0;
    const bool moved = has_stamp && !directory.moved_from.empty();
    const bool was_mount = has_stamp && directory.known.mount_root;
    append_fixed(out, static_cast<uint8_t>((directory.descend ? kDescend : 0) |
                                           (directory.known_hash.known() ? kHasHash : 0) | (has_stamp ? kHasStamp : 0) |
                                           (was_mount ? kWasMount : 0) |
                                           (has_stamp && directory.trust_stamp ? kTrustStamp : 0) |
                                           (moved ? kMovedFrom : 0)));
    append_bytes(out, directory.path);
    if (directory.known_hash.known()) {
        append_fixed(out, directory.known_hash.low);
        append_fixed(out, directory.known_hash.high);
    }
    if (has_stamp) {
        append_varint(out, directory.known.inode);
        append_fixed(out, directory.known.mtime_ns);
        append_fixed(out, directory.known.ctime_ns);
        if (was_mount || moved) append_fixed(out, directory.known.btime_ns);
        if (moved) append_bytes(out, directory.moved_from);
    }
}

DirectoryToList read_directory(WireReader& in) {
    DirectoryToList directory;
    const uint8_t flags = in.byte("flags of a directory");
    constexpr uint8_t kOfStamp = kWasMount | kTrustStamp | kMovedFrom;
    if (flags >= kMovedFrom * 2 || ((flags & kOfStamp) != 0 && (flags & kHasStamp) == 0)) in.refuse("flags of a directory");
    if ((flags & kTrustStamp) != 0 && (flags & (kMovedFrom | kDescend)) != 0) in.refuse("flags of a directory");
    directory.descend = (flags & kDescend) != 0;
    directory.path = in.bytes(kMaxPathBytes, "path of a directory");
    if ((flags & kHasHash) != 0) {
        directory.known_hash.low = in.fixed<uint64_t>("known hash");
        directory.known_hash.high = in.fixed<uint64_t>("known hash");
        if (!directory.known_hash.known()) in.refuse("known hash");
    }
    if ((flags & kHasStamp) != 0) {
        directory.known.inode = in.varint("known inode");
        if (directory.known.inode == 0) in.refuse("known inode");
        directory.known.mtime_ns = in.fixed<int64_t>("known stamp");
        directory.known.ctime_ns = in.fixed<int64_t>("known stamp");
        directory.known.mount_root = (flags & kWasMount) != 0;
        directory.trust_stamp = (flags & kTrustStamp) != 0;
        if ((flags & (kWasMount | kMovedFrom)) != 0) directory.known.btime_ns = in.fixed<int64_t>("known birth time");
        if ((flags & kMovedFrom) != 0) directory.moved_from = in.bytes(kMaxPathBytes, "earlier path of a directory");
        if ((flags & kMovedFrom) != 0 && directory.moved_from.empty()) in.refuse("earlier path of a directory");
    }
    return directory;
}

Job read_job(WireReader& in) {
    Job job;
    job.id = in.varint("job id");
    job.max_entries = in.number_32("budget of entries");
    job.max_ms = in.number_32("budget of milliseconds");
    job.hash_key[0] = in.fixed<uint64_t>("hash key");
    job.hash_key[1] = in.fixed<uint64_t>("hash key");
    const size_t directories = in.count(2, "number of directories");
    if (directories == 0 || directories > kMaxJobDirectories) in.refuse("number of directories");
    job.directories.reserve(directories);
    for (size_t i = 0; i < directories; ++i) job.directories.push_back(read_directory(in));
    in.expect_end();
    return job;
}

Ready read_ready(WireReader& in) {
    Ready ready;
    ready.protocol = in.number_32("protocol");
    ready.version = in.bytes(kMaxTextBytes, "version");
    if (ready.protocol != kScanProtocol) return ready;
    ready.root.inode = in.varint("inode of the root");
    ready.root.btime_ns = in.fixed<int64_t>("birth time of the root");
    ready.root.file_system = in.bytes(kMaxTextBytes, "file system type");
    ready.root.mount_source = in.bytes(kMaxTextBytes, "mount source");
    ready.root.empty = read_bool(in, "empty");
    ready.root.mount_id = in.varint("mount id");
    in.expect_end();
    return ready;
}

Cannot read_cannot(WireReader& in) {
    Cannot cannot;
    cannot.error_number = static_cast<int>(in.number(kMaxErrno, "errno"));
    cannot.text = in.bytes(kMaxTextBytes, "text");
    in.expect_end();
    return cannot;
}

// Node numbers, ascending, as differences.
std::vector<uint32_t> read_nodes(WireReader& in) {
    const size_t count = in.count(1, "number of directories");
    std::vector<uint32_t> nodes;
    nodes.reserve(count);
    uint64_t node = 0;
    for (size_t i = 0; i < count; ++i) {
        const uint64_t step = in.number_32("node");
        if (i > 0 && step == 0) in.refuse("the same node twice");
        node += step;
        if (node > UINT32_MAX) in.refuse("node");
        nodes.push_back(static_cast<uint32_t>(node));
    }
    return nodes;
}

void append_nodes(std::string& out, const std::vector<uint32_t>& nodes) {
    append_varint(out, nodes.size());
    uint32_t last = 0;
    for (const uint32_t node : nodes) {
        append_varint(out, node - last);
        last = node;
    }
}

Unchanged read_unchanged(WireReader& in) {
    Unchanged unchanged;
    unchanged.job_id = in.varint("job id");
    unchanged.checked_at_ns = in.fixed<int64_t>("time of the check");
    unchanged.nodes = read_nodes(in);
    in.expect_end();
    return unchanged;
}

Pulse read_pulse(WireReader& in) {
    Pulse pulse;
    pulse.calls = in.varint("number of calls");
    pulse.threads = in.number_32("number of threads");
    pulse.latency_us = in.number_32("latency");
    pulse.usual_latency_us = in.number_32("usual latency");
    in.expect_end();
    return pulse;
}

JobDone read_job_done(WireReader& in) {
    JobDone done;
    done.job_id = in.varint("job id");
    done.left_over = read_nodes(in);
    in.expect_end();
    return done;
}

}  // namespace

void append_message(std::string& out, const Hello& hello) {
    append_framed(out, MessageType::hello, [&] {
        append_fixed(out, kMagic);
        append_varint(out, hello.protocol);
        append_bytes(out, hello.options.path);
        append_varint(out, hello.options.exclude.size());
        for (const std::string& pattern : hello.options.exclude) append_bytes(out, pattern);
        append_varint(out, hello.options.threads);
        append_varint(out, uint64_t(hello.options.kind));
        append_fixed(out, static_cast<uint8_t>(hello.options.one_file_system));
        append_varint(out, uint64_t(hello.options.atime_resolution));
        append_bytes(out, hello.options.marker);
        append_varint(out, hello.options.max_entries_per_second);
        append_fixed(out, static_cast<uint8_t>(hello.options.back_off));
        append_varint(out, hello.options.usual_latency_us);
    });
}

void append_message(std::string& out, const Job& job) {
    append_framed(out, MessageType::job, [&] {
        append_varint(out, job.id);
        append_varint(out, job.max_entries);
        append_varint(out, job.max_ms);
        append_fixed(out, job.hash_key[0]);
        append_fixed(out, job.hash_key[1]);
        append_varint(out, job.directories.size());
        for (const DirectoryToList& directory : job.directories) append_directory(out, directory);
    });
}

void append_message(std::string& out, const Bye&) {
    append_framed(out, MessageType::bye, [] {});
}

void append_message(std::string& out, const Look&) {
    append_framed(out, MessageType::look, [] {});
}

void append_message(std::string& out, const Hold& hold) {
    append_framed(out, MessageType::hold, [&] { append_fixed(out, static_cast<uint8_t>(hold.held)); });
}

void append_message(std::string& out, const Pulse& pulse) {
    append_framed(out, MessageType::pulse, [&] {
        append_varint(out, pulse.calls);
        append_varint(out, pulse.threads);
        append_varint(out, pulse.latency_us);
        append_varint(out, pulse.usual_latency_us);
    });
}

void append_message(std::string& out, const Ready& ready) {
    append_framed(out, MessageType::ready, [&] {
        append_varint(out, ready.protocol);
        append_bytes(out, ready.version);
        append_varint(out, ready.root.inode);
        append_fixed(out, ready.root.btime_ns);
        append_bytes(out, ready.root.file_system);
        append_bytes(out, ready.root.mount_source);
        append_fixed(out, static_cast<uint8_t>(ready.root.empty));
        append_varint(out, ready.root.mount_id);
    });
}

void append_message(std::string& out, const Cannot& cannot) {
    append_framed(out, MessageType::cannot, [&] {
        append_varint(out, static_cast<uint64_t>(std::clamp(cannot.error_number, 0, kMaxErrno)));
        append_bytes(out, std::string_view(cannot.text).substr(0, kMaxTextBytes));
    });
}

void append_message(std::string& out, const Unchanged& unchanged) {
    append_framed(out, MessageType::unchanged, [&] {
        append_varint(out, unchanged.job_id);
        append_fixed(out, unchanged.checked_at_ns);
        append_nodes(out, unchanged.nodes);
    });
}

void append_message(std::string& out, const JobDone& done) {
    append_framed(out, MessageType::job_done, [&] {
        append_varint(out, done.job_id);
        append_nodes(out, done.left_over);
    });
}

ToScanner decode_to_scanner(std::string_view body) {
    WireReader in(body);
    switch (static_cast<MessageType>(in.byte("type"))) {
        case MessageType::hello: return read_hello(in);
        case MessageType::job: return read_job(in);
        case MessageType::bye: in.expect_end(); return Bye{};
        case MessageType::look: in.expect_end(); return Look{};
        case MessageType::hold: {
            const Hold hold{read_bool(in, "held")};
            in.expect_end();
            return hold;
        }
        default: in.refuse("type of a message to the scanner");
    }
}

FromScanner decode_from_scanner(std::string_view body, const std::shared_ptr<const void>& holder) {
    WireReader in(body);
    switch (static_cast<MessageType>(in.byte("type"))) {
        case MessageType::ready: return read_ready(in);
        case MessageType::cannot: return read_cannot(in);
        case MessageType::listing: return read_listing(in, holder);
        case MessageType::unchanged: return read_unchanged(in);
        case MessageType::job_done: return read_job_done(in);
        case MessageType::pulse: return read_pulse(in);
        default: in.refuse("type of a message from the scanner");
    }
}

void MessageSplitter::start_chunk(size_t bytes) {
    chunk_bytes_ = std::max(bytes, kChunkBytes);
    auto chunk = std::make_shared_for_overwrite<char[]>(chunk_bytes_);  // zeroing it cost a twentieth of a scan's reading
    if (chunk_) std::memcpy(chunk.get(), chunk_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    chunk_ = std::move(chunk);
}

std::span<char> MessageSplitter::room() {
    size_t wanted = kLengthBytes;  // a whole message is wanted in one piece
    if (end_ - begin_ >= kLengthBytes) {
        uint32_t length = 0;
        std::memcpy(&length, chunk_.get() + begin_, sizeof length);
        wanted += std::min<size_t>(length, kMaxMessageBytes);
    }
    if (!chunk_ || end_ == chunk_bytes_ || begin_ + wanted > chunk_bytes_) {
        start_chunk(std::max(wanted, end_ - begin_ + 1));
    }
    return {chunk_.get() + end_, chunk_bytes_ - end_};
}

void MessageSplitter::filled(size_t bytes) { end_ += bytes; }

std::optional<MessageSplitter::Message> MessageSplitter::next() {
    if (end_ - begin_ < kLengthBytes) return std::nullopt;
    uint32_t length = 0;
    std::memcpy(&length, chunk_.get() + begin_, sizeof length);
    if (length == 0 || length > kMaxMessageBytes) {
        throw Error(ErrorKind::corrupt, "malformed stream: a message of " + std::to_string(length) + " bytes is announced");
    }
    if (end_ - begin_ - kLengthBytes < length) return std::nullopt;
    Message message{{chunk_.get() + begin_ + kLengthBytes, length}, chunk_};
    begin_ += kLengthBytes + length;
    return message;
}

}  // namespace tocd
