// What a disk may hold after the power went: all that was synced, and of what was not, anything.
// Thread: any (pure).
#pragma once

#include "catalogue/test_disk.hpp"
#include "simulation/random.hpp"

#include <map>
#include <span>
#include <string>

namespace tocd {

using DiskImage = std::map<std::string, std::string>;  // path → bytes

// Makes of the files before the event, as the kernel shows them, those after it.
void apply(DiskImage& image, const TestDisk::Event& event);

// After a power loss behind these events: of the writes of a file since its last sync, each 512 bytes of any of them may be there or
// not, a shortened file may be long, and a removed one back.
[[nodiscard]] DiskImage crash_image(std::span<const TestDisk::Event> events, simulation::Random& random);

}  // namespace tocd
