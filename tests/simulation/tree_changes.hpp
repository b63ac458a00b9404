// Random changes of a simulated tree: what people, programs and clusters do to a share.
// Thread: one.
#pragma once

#include "simulated_file_system.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tocd::simulation {

// A name that the kernel allows and programs trip over: stray bytes, escapes that look like others, line ends …
[[nodiscard]] std::string odd_name(Random& random);

class TreeChanges {
public:
    // `toggles_mounts`: mounts appear over directories and go away (nothing may be concluded from either).
    TreeChanges(SimulatedFileSystem& file_system, Random random, size_t max_names, bool toggles_mounts);

    // One change; sometimes none when the tree does not allow the one that was drawn.
    void change();

    // Lets some directories and names fail until repair().
    void break_something();
    void repair();

private:
    struct Place {
        SimNode* directory = nullptr;
        std::string name;
        [[nodiscard]] SimNode& node() const { return *directory->names.at(name).node; }
    };
    void collect();
    [[nodiscard]] std::string some_name(const SimNode& directory);
    void create();
    void create_deep();
    void write(SimNode& file);
    void touch(SimNode& node);
    void touch_unnoticed(FileStat& s);
    void rename(const Place& from);
    void exchange(const Place& a, const Place& b);
    void replace(const Place& place);
    void link(const Place& file);
    void recreate(const Place& place);
    void put_away(const Place& place);
    void bring_back();

    SimulatedFileSystem& fs_;
    Random random_;
    const size_t max_names_;
    const bool toggles_mounts_;
    struct Away {
        std::string directory;  // path
        std::string name;
        NodePtr node;
    };
    std::vector<Away> away_;             // taken out of the share; most come back to their place
    std::vector<SimNode*> directories_;  // of the whole tree, the root first
    std::vector<Place> files_;
    std::vector<Place> places_;  // every name
};

}  // namespace tocd::simulation
