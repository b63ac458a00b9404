#include "catalogue/writer_fixture.hpp"

#include "catalogue/kept_holds.hpp"

#include "catalogue/statement.hpp"

#include <filesystem>
#include <cerrno>
#include <functional>

namespace tocd {
namespace {

ListingHash hash_of(const WriterFixture::Directory& directory) {
    std::string text;
    for (const ListedFile& file : directory.files)
        text += file.name + "/" + std::to_string(file.size_bytes) + "/" + std::to_string(file.mtime_ns) + "/" + std::to_string(file.link_count) + "\n";
    for (const std::string& name : directory.directories) text += name + "//";
    return {std::hash<std::string>{}(text) | 1, 7};
}

// Moves with the names, unless the test says otherwise.
UnixNs stamp_of(const WriterFixture::Directory& directory) {
    if (directory.mtime_ns != 0) return directory.mtime_ns;
    std::string names;
    for (const ListedFile& file : directory.files) names += file.name + "/";
    for (const std::string& name : directory.directories) names += name + "//";
    return static_cast<UnixNs>(std::hash<std::string>{}(names) % 1'000'000) * kNsPerSecond;
}

}  // namespace

WriterFixture::Directory directory_of(int count) {
    WriterFixture::Directory directory;
    for (int i = 0; i < count; ++i) directory.files.push_back({"f" + std::to_string(i), 10});
    return directory;
}

WriterFixture::WriterFixture() : path_(folder_ / "catalogue.db") { reopen(); }

void WriterFixture::reopen() {
    writer_.reset();
    writer_ = std::make_unique<ScanWriter>(path_, accounts, clock, std::chrono::milliseconds(0), most_names);
    if (keeps_holds_) writer_->keep_holds(std::make_unique<KeptHolds>(token_store_path(path_)));
    writer_->configure_shares({{"share", "/share"}});
}

void WriterFixture::keep_holds() {
    keeps_holds_ = true;
    reopen();
}

void WriterFixture::lose_catalogue() {
    writer_.reset();
    for (const char* const file : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + file);
    reopen();
}

Listing WriterFixture::listing_of(const std::string& path, uint64_t job_id, std::vector<std::unique_ptr<std::string>>& names) {
    Listing out;
    out.job_id = job_id;
    out.listed_at_ns = clock.now_ns();
    const auto found = tree.find(path);
    if (found == tree.end() || found->second.error_number != 0) {
        out.kind = ListingKind::failed;
        out.clean = false;
        out.error_number = found == tree.end() ? ENOENT : found->second.error_number;
        if (found != tree.end() && found->second.owner_of_failed != 0) {
            out.attributes.inode = 7;
            out.attributes.uid = found->second.owner_of_failed;
        }
        return out;
    }
    const Directory& directory = found->second;
    out.attributes.inode = 100 + std::hash<std::string>{}(path) % 1000 + inode_shift;
    out.attributes.mode = 0755;
    out.attributes.mtime_ns = out.attributes.ctime_ns = stamp_of(directory);
    out.attributes.mount_root = directory.mount_root;
    out.clean = directory.clean;
    out.entry_count = directory.files.size() + directory.directories.size();
    if (directory.clean) out.hash = hash_of(directory);
    if (directory.same) {
        out.kind = ListingKind::same;
        return out;
    }
    const auto add = [&](const std::string& name) -> Entry& {
        Entry& entry = out.entries.emplace_back();
        entry.name = *names.emplace_back(std::make_unique<std::string>(name));
        entry.inode = std::hash<std::string>{}(path + "/" + name) / 2 + inode_shift;
        return entry;
    };
    for (const ListedFile& file : directory.files) {
        Entry& entry = add(file.name);
        entry.size_bytes = file.size_bytes;
        entry.allocated_bytes = 4096;
        entry.mtime_ns = file.mtime_ns;
        entry.ctime_ns = file.mtime_ns;
        entry.link_count = file.link_count;
        if (file.inode != 0) entry.inode = file.inode;
        entry.btime_ns = file.btime_ns;
    }
    for (const std::string& name : directory.directories) add(name).type = EntryType::directory;
    return out;
}

void WriterFixture::take(int64_t scan_id, Listing listing, const ListingStore::Next& next) {
    std::vector<Listing> pieces;
    while (part_entries > 0 && listing.entries.size() > part_entries) {
        Listing part;
        part.job_id = listing.job_id;
        part.kind = ListingKind::part;
        const auto end = listing.entries.begin() + static_cast<std::ptrdiff_t>(part_entries);
        part.entries.assign(listing.entries.begin(), end);
        listing.entries.erase(listing.entries.begin(), end);
        pieces.push_back(std::move(part));
    }
    pieces.push_back(std::move(listing));
    writer_->take(scan_id, std::move(pieces), next);
}

ScanRecord WriterFixture::scan(size_t stop_after, bool crash) {
    clock.advance_seconds(10);
    ScanStart start{"share", "/share", mode, root, accept_root, clock.now_ns(), parts, 0, rules};
    const ScanBegun begun = writer_->begin(start);
    hash_key_high = begun.hash_key[1];
    std::vector<DirectoryToList> frontier = begun.directories;
    uint64_t job_id = 0;
    size_t listings = 0;
    const auto more = [&](std::vector<DirectoryToList> children) {
        for (DirectoryToList& child : children) frontier.push_back(std::move(child));
    };
    try {
        while (listings < stop_after) {
            if (frontier.empty()) writer_->plan(begun.scan_id, 100, more);
            if (frontier.empty()) break;
            DirectoryToList next = std::move(frontier.front());
            frontier.erase(frontier.begin());
            const std::string path = next.path;
            known[path] = next.known;
            const bool trusted = next.trust_stamp && tree.contains(path) && next.known.mtime_ns == stamp_of(tree.at(path));
            writer_->expect(begun.scan_id, ++job_id, {std::move(next)});
            clock.advance_seconds(1);
            std::vector<std::unique_ptr<std::string>> names;
            if (trusted) writer_->take_unchanged(begun.scan_id, {job_id, clock.now_ns(), {0}});
            else take(begun.scan_id, listing_of(path, job_id, names), more);
            writer_->job_done(begun.scan_id, job_id, {}, more);
            ++listings;
            after_listing();
        }
    } catch (const std::bad_alloc&) {  // as run_scan does
        static_cast<void>(writer_->finish(begun.scan_id, ScanEnding::interrupted, ""));
        throw;
    }
    if (crash) {
        reopen();
        return {};
    }
    if (listings >= stop_after && frontier.empty()) writer_->plan(begun.scan_id, 100, more);
    return writer_->finish(begun.scan_id, frontier.empty() ? ScanEnding::clean : ScanEnding::interrupted, "");
}

std::string WriterFixture::query(const std::string& sql) {
    Database database(path_, Database::Access::read);
    Statement read(database, sql);
    std::string out;
    while (read.step()) {
        for (int column = 0; column < read.columns(); ++column) out += (column > 0 ? "|" : "") + read.text(column);
        out += "\n";
    }
    return out;
}

void WriterFixture::change(const std::string& sql) { Database(path_, Database::Access::write).execute(sql); }

}  // namespace tocd
