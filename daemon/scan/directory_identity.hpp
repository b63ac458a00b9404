// Whether a directory is the one that was known, and whether anything moved in it.
// Thread: any.
#pragma once

#include "scan/file_system.hpp"
#include "scan/list_directory.hpp"

namespace tocd {

// inode, mtime and ctime.
[[nodiscard]] bool same_stamp(const DirectoryAttributes& a, const DirectoryAttributes& b);
// False when a file system was mounted here and is no more, or is another one.
[[nodiscard]] bool still_mounted(const DirectoryAttributes& known, const DirectoryAttributes& now);
[[nodiscard]] DirectoryAttributes attributes_of(const FileStat& stat);

// The directory is the one that was known at task.moved_from (inode, and birth time unless there is none), and that path
// does not lead to it any more.
[[nodiscard]] bool has_moved(FileSystem& file_system, const DirectoryPtr& root, const ListingTask& task,
                             const DirectoryAttributes& now, bool cross_mounts);

}  // namespace tocd
