#include "model/sight.hpp"

#include <algorithm>

namespace tocd {
namespace {

template <class Visit>
void for_each_part(std::string_view path, Visit&& visit) {
    while (!path.empty()) {
        const size_t slash = std::min(path.find('/'), path.size());
        if (slash > 0) visit(path.substr(0, slash));
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
}

}  // namespace

Sight::Sight(const Viewer& viewer) : nodes_(1) {
    for (const std::string& path : viewer.hidden) add(path, &Node::hidden);
    for (const std::string& path : viewer.only) add(path, &Node::only);
    mark_ways(0);
    at_root_ = nodes_[0].hidden ? kHidden : state_of(0, viewer.only.empty() || nodes_[0].only);
}

void Sight::add(const std::string& path, bool Node::*mark) {
    uint32_t at = 0;
    for_each_part(path, [&](std::string_view part) {
        const auto [child, is_new] = nodes_[at].children.emplace(std::string(part), static_cast<uint32_t>(nodes_.size()));
        const uint32_t next = child->second;
        if (is_new) nodes_.emplace_back();
        at = next;
    });
    nodes_[at].*mark = true;
}

bool Sight::mark_ways(uint32_t node) {
    bool leads = false;
    for (const auto& [name, child] : nodes_[node].children)
        if (!nodes_[child].hidden) leads = mark_ways(child) || nodes_[child].only || leads;
    return nodes_[node].leads_to_only = leads;
}

Sight::State Sight::state_of(uint32_t node, bool inside) const noexcept {
    if (inside && nodes_[node].children.empty()) return kWhole;
    if (!inside && !nodes_[node].leads_to_only) return kHidden;
    return (node + 1) * 2 + (inside ? 1 : 0);
}

Sight::State Sight::at(std::string_view path) const {
    State state = at_root_;
    for_each_part(path, [&](std::string_view part) { state = below(state, part); });
    return state;
}

Sight::State Sight::below(State parent, std::string_view name) const {
    if (is_decided(parent) || name.empty()) return parent;
    const Node& node = nodes_[parent / 2 - 1];
    const bool inside = parent % 2 != 0;
    const auto child = node.children.find(name);
    if (child == node.children.end()) return inside ? kWhole : kHidden;
    if (nodes_[child->second].hidden) return kHidden;
    return state_of(child->second, inside || nodes_[child->second].only);
}

Sight::Seen Sight::seen(State state) const noexcept {
    if (state == kHidden) return Seen::nothing;
    return state == kWhole || state % 2 != 0 ? Seen::all : Seen::passage;
}

std::vector<std::string> Sight::special_names(State state) const {
    std::vector<std::string> out;
    if (!is_decided(state))
        for (const auto& [name, child] : nodes_[state / 2 - 1].children) out.push_back(name);
    return out;
}

std::string viewer_key(const Viewer& viewer) {
    std::string key;
    const auto add = [&key](char kind, std::vector<std::string> list) {
        std::sort(list.begin(), list.end());
        for (const std::string& one : list) key.append(1, kind).append(std::to_string(one.size())).append(":").append(one);
    };
    if (!viewer.sees_all) {
        key = "s";
        add('s', viewer.shares);
    }
    add('x', viewer.hidden_shares);
    add('h', viewer.hidden);
    add('o', viewer.only);
    return key;
}

bool is_for(const Viewer& viewer, std::string_view share) {
    const auto has = [share](const std::vector<std::string>& names) { return std::find(names.begin(), names.end(), share) != names.end(); };
    return (viewer.sees_all || has(viewer.shares)) && !has(viewer.hidden_shares);
}

bool sees_share(const Viewer& viewer, std::string_view name, std::string_view path) {
    return is_for(viewer, name) && Sight(viewer).shows(path);
}

bool sees_whole_share(const Viewer& viewer, std::string_view name, std::string_view path) {
    return is_for(viewer, name) && Sight(viewer).at(path) == Sight::kWhole;
}

}  // namespace tocd
