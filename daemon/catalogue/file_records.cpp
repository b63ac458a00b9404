#include "catalogue/file_records.hpp"

namespace tocd {

// The view joins six tables, which is nothing for one id and far too much for a scan over all files.
FileRecords::FileRecords(ReadCall& call, DirectoryPaths& paths)
    : call_(call),
      paths_(paths),
      row_(call.database(),
           "SELECT id, directory_id, share, ifnull(name_raw, name), extension, size_bytes, allocated_bytes, mtime_ns, "
           "ctime_ns, atime_ns, btime_ns, uid, gid, owner, \"group\", inode, link_count, first_seen_ns, last_seen_ns, "
           "gone FROM files WHERE id = ?1") {}

std::optional<FileRecord> FileRecords::read(int64_t id) {
    row_.reset();
    if (!row_.bind(1, id).step()) return std::nullopt;
    const std::string_view share_name = row_.bytes(2);
    bool visible = false;
    for (const ShareRow& share : call_.shares()) visible |= share.name == share_name;
    if (!visible) return std::nullopt;
    FileRecord file;
    file.id = row_.integer(0);
    file.directory = paths_.path_of(row_.integer(1));
    if (row_.integer(1) != directory_id_) {
        shows_files_ = call_.sight().shows_files_in(file.directory);
        directory_id_ = row_.integer(1);
    }
    if (!shows_files_) return std::nullopt;
    file.project = paths_.project_of(row_.integer(1));
    file.share = share_name;
    file.name = row_.text(3);
    file.extension = row_.text(4);
    file.size_bytes = row_.integer(5);
    file.allocated_bytes = row_.integer(6);
    file.mtime_ns = row_.integer(7);
    file.ctime_ns = row_.integer(8);
    file.atime_ns = row_.optional_integer(9);
    file.btime_ns = row_.optional_integer(10);
    file.uid = static_cast<uint32_t>(row_.integer(11));
    file.gid = static_cast<uint32_t>(row_.integer(12));
    file.owner = row_.text(13);
    file.group = row_.text(14);
    file.inode = static_cast<uint64_t>(row_.integer(15));
    file.link_count = static_cast<uint32_t>(row_.integer(16));
    file.first_seen_ns = row_.integer(17);
    file.last_seen_ns = row_.integer(18);
    file.gone = row_.integer(19) != 0;
    return file;
}

}  // namespace tocd
