// Which mount a descriptor is on.
#pragma once

#include "scan/file_system.hpp"

namespace tocd {

// A number that differs between mounts: statx's mount id, before Linux 5.8 the device number.
[[nodiscard]] Outcome<uint64_t> mount_of(int fd);

// Inode, file system type and mount source of the open directory, from /proc/self/mountinfo (proc(5)).
[[nodiscard]] Outcome<RootIdentity> identify_mount(int fd);

// The type and source on the line of `mountinfo` with this mount id, octal escapes undone. False: no such line.
[[nodiscard]] bool find_mount(std::string_view mountinfo, uint64_t mount_id, RootIdentity& into);

// The same by device number ("8:1"); the last line wins, as the last mount covers the ones before.
[[nodiscard]] bool find_device(std::string_view mountinfo, std::string_view major_minor, RootIdentity& into);

// True when files are reached over a network: nfs*, cifs, smb3, fuse.*, 9p, ceph, lustre and the like.
[[nodiscard]] bool is_network_file_system(std::string_view type);

}  // namespace tocd
