// What a query can ask of one file, whoever holds it: a row of the catalogue or of an index.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tocd {

// Texts are as they are shown (base/text display_text), and belong to whoever made this.
struct FileFacts {
    std::string_view path;       // absolute, with the name
    std::string_view extension;  // lowercase; empty: none
    std::string_view share;
    std::string_view project;  // empty: none
    std::string_view owner;    // user name, or the uid in decimal where the system knows none
    std::string_view group;
    uint32_t uid = 0;
    uint32_t gid = 0;
    int64_t size_bytes = 0;
    UnixNs mtime_ns = 0;
    UnixNs ctime_ns = 0;
    std::optional<UnixNs> atime_ns;  // none: not kept
    UnixNs first_seen_ns = 0;
    UnixNs last_seen_ns = 0;
    uint32_t depth = 0;  // directories between the share's root and the file; 0: directly in the root
    uint32_t link_count = 1;
    bool gone = false;
    bool fresh = false;  // first seen by the last scan of its share that ended, or since then
};

}  // namespace tocd
