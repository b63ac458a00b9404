// What the index holds as of one commit of the catalogue. A query pins one and sees nothing of what comes after.
// Thread: any; never changes once it is published.
#pragma once

#include "index/directory_projects.hpp"
#include "index/directory_table.hpp"
#include "index/file_chunk.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocd {

struct IndexedOwner {
    uint32_t uid = 0, gid = 0;
    std::string user, group;  // names, or the numbers in decimal
};

struct IndexedShare {
    std::string name;
    UnixNs last_complete_ns = 0;  // start of its last scan that ended: what was first seen since then is fresh
};

// Numbered texts: place i is number i; those that do not exist are empty.
struct IndexDictionaries {
    std::vector<std::string> extensions;
    std::vector<IndexedOwner> owners;
    std::vector<IndexedShare> shares;
};

class KeptSums;
class AgeMemory;
class SightMemory;
class DatasetMemory;

struct IndexEpoch {
    uint64_t number = 0;    // counts up with every epoch
    uint64_t commit = 0;    // it holds all that was committed up to this one
    ChunkList chunks;       // ascending by id
    DirectoryTable directories;
    std::shared_ptr<const DirectoryProjects> projects = std::make_shared<const DirectoryProjects>();  // of these directories
    std::shared_ptr<const IndexDictionaries> dictionaries;
    std::shared_ptr<const KeptSums> sums;  // null: only while it is being made
    std::shared_ptr<AgeMemory> ages;       // of this epoch alone
    std::shared_ptr<SightMemory> sights;   // of all epochs
    std::shared_ptr<DatasetMemory> datasets;  // null: only while it is being made
};

}  // namespace tocd
