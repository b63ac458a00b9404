// Which paths a viewer sees, told on the way down from a share's root: the one place that knows what `hidden` and `only`
// of a Viewer mean.
// Thread: any; never changes once it is made.
#pragma once

#include "model/query.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocd {

class Sight {
public:
    explicit Sight(const Viewer& viewer);  // names of directories are compared by their bytes

    // Of a directory: not there for him; there, with nothing in it but the way to what he sees below; or his with its files.
    enum class Seen : uint8_t { nothing, passage, all };

    // How far it is known on the way down. All below what is `decided` is seen, or not, as that itself.
    using State = uint32_t;
    static constexpr State kHidden = 0, kWhole = 1;
    [[nodiscard]] static bool is_decided(State state) noexcept { return state <= kWhole; }

    [[nodiscard]] bool is_whole() const noexcept { return at_root_ == kWhole; }  // no path is hidden
    [[nodiscard]] State at(std::string_view path) const;                        // absolute
    [[nodiscard]] State below(State parent, std::string_view name) const;       // "": the directory itself
    [[nodiscard]] Seen seen(State state) const noexcept;
    [[nodiscard]] bool shows(std::string_view path) const { return seen(at(path)) != Seen::nothing; }
    // The files directly in a directory of this path.
    [[nodiscard]] bool shows_files_in(std::string_view directory) const { return seen(at(directory)) == Seen::all; }
    // Names below an undecided directory that are not seen as itself is; a passage shows none but these.
    [[nodiscard]] std::vector<std::string> special_names(State state) const;

private:
    struct Node {
        std::map<std::string, uint32_t, std::less<>> children;
        bool hidden = false;
        bool only = false;
        bool leads_to_only = false;  // somewhere below
    };
    void add(const std::string& path, bool Node::*mark);
    bool mark_ways(uint32_t node);
    [[nodiscard]] State state_of(uint32_t node, bool inside) const noexcept;

    std::vector<Node> nodes_;
    State at_root_ = kWhole;
};

// Two viewers with the same text see the same; "" is who sees everything. For ETags and for what is kept for a while.
[[nodiscard]] std::string viewer_key(const Viewer& viewer);

// Whether the share of this name is one for him, whatever he sees of it.
[[nodiscard]] bool is_for(const Viewer& viewer, std::string_view share);
// Whether the share of this name and root is there for him, and whether all of it is.
[[nodiscard]] bool sees_share(const Viewer& viewer, std::string_view name, std::string_view path);
[[nodiscard]] bool sees_whole_share(const Viewer& viewer, std::string_view name, std::string_view path);

}  // namespace tocd
