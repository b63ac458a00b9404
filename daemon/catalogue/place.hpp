// Where a catalogue may stand: its folder is made when missing, and network file systems are refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocd {

// Makes the missing directories above `path` with mode 0750. Throws Error(unavailable) naming the one that failed.
void create_parent_directories(const std::string& path);

// The directory that `path` stands in.
[[nodiscard]] std::string folder_of(const std::string& path);

// Throws Error(invalid_argument) when `path` (which need not exist, its folder must), or what SQLite keeps beside it, is there
// and no file, or when it lies on a network file system: SQLite's locks and shared memory do not hold there
// (https://sqlite.org/wal.html, item 2).
void check_place(const std::string& path);

// The name of a network file system by its statfs(2) magic number; empty for others.
[[nodiscard]] std::string_view network_file_system(int64_t magic) noexcept;

}  // namespace tocd
