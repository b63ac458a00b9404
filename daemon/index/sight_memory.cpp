#include "index/sight_memory.hpp"

namespace tocd {
namespace {

constexpr size_t kMostKept = 32;  // two bytes a directory each

}  // namespace

SeenDirectories mark_seen(const DirectoryTable& table, const Sight& sight, const ExactName& exact_name) {
    SeenDirectories out;
    const auto size = static_cast<size_t>(table.end_id());
    out.directories.resize(size);
    out.files.resize(size);
    std::vector<Sight::State> states(size, Sight::kHidden);
    for_each_parent_first(table, [&](int64_t id, int64_t parent) {
        const auto at = static_cast<size_t>(id);
        Sight::State state = parent == 0 ? sight.at("/") : states[static_cast<size_t>(parent)];
        if (!Sight::is_decided(state)) {
            std::string name(table.name(id));
            if (name.find("\\x") != std::string::npos) name = exact_name(id);
            state = parent == 0 ? sight.at(name) : sight.below(state, name);  // a root has its whole path for a name
        }
        states[at] = state;
        const Sight::Seen seen = sight.seen(state);
        out.directories[at] = seen != Sight::Seen::nothing;
        out.files[at] = seen == Sight::Seen::all;
    });
    return out;
}

std::shared_ptr<const SeenDirectories> SightMemory::of(const DirectoryTable& table, const std::string& key, const Sight& sight, const ExactName& exact_name) {
    {
        Lock lock(mutex_);
        for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
            if (kept->key != key || kept->path_version != table.path_version()) continue;
            kept_.splice(kept_.begin(), kept_, kept);
            return kept->seen;
        }
    }
    auto seen = std::make_shared<const SeenDirectories>(mark_seen(table, sight, exact_name));
    Lock lock(mutex_);
    std::erase_if(kept_, [&](const Kept& kept) { return kept.key == key && kept.path_version < table.path_version(); });
    kept_.push_front({key, table.path_version(), seen});
    if (kept_.size() > kMostKept) kept_.pop_back();
    return seen;
}

std::shared_ptr<const SeenSums> SightMemory::sums(uint64_t epoch, const std::string& key, int64_t share_id,
                                                  const std::function<std::shared_ptr<const SeenSums>()>& count) {
    {
        Lock lock(mutex_);
        for (const Counted& counted : counted_)
            if (counted.epoch == epoch && counted.share_id == share_id && counted.key == key) return counted.sums;
    }
    std::shared_ptr<const SeenSums> sums = count();
    if (!sums) return nullptr;
    Lock lock(mutex_);
    counted_.push_front({epoch, key, share_id, sums});
    if (counted_.size() > kMostKept) counted_.pop_back();
    return sums;
}

}  // namespace tocd
