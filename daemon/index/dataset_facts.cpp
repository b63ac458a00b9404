#include "index/dataset_facts.hpp"

#include "index/facet_codes.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace tocd {
namespace {

constexpr size_t kShownTypes = 3;
constexpr size_t kShownOwners = 3;
constexpr size_t kMostMonths = 24;
constexpr size_t kMostRemembered = 2000;  // directories; some 300 bytes each

using Counts = std::vector<int64_t>;  // of files, by code

void count(Counts& counts, size_t code) {
    if (code >= counts.size()) counts.resize(code + 1);
    ++counts[code];
}

// Several codes may have one text.
template <class TextOf>
std::vector<std::pair<std::string, int64_t>> most_frequent(const Counts& counts, TextOf&& text_of) {
    std::map<std::string, int64_t> by_text;
    for (size_t code = 0; code < counts.size(); ++code)
        if (counts[code] != 0) by_text[text_of(code)] += counts[code];
    std::vector<std::pair<std::string, int64_t>> out(by_text.begin(), by_text.end());
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return out;
}

std::vector<DatasetPeriod> periods_of(const Counts& months) {
    std::vector<DatasetPeriod> out;
    const auto has_files = [](int64_t files) { return files != 0; };
    const auto first = static_cast<size_t>(std::find_if(months.begin(), months.end(), has_files) - months.begin());
    if (first == months.size()) return out;
    const bool by_month = months.size() - 1 - first < kMostMonths;  // the last one has files
    for (size_t month = first; month < months.size(); ++month) {
        if (months[month] == 0) continue;
        const DatasetPeriod period{static_cast<int>(kFirstYear) + static_cast<int>(month / 12), by_month ? static_cast<int>(month % 12) + 1 : 0, months[month]};
        if (!out.empty() && out.back().year == period.year && out.back().month == period.month)
            out.back().files += period.files;
        else
            out.push_back(period);
    }
    return out;
}

}  // namespace

void tell_facts(const IndexEpoch& epoch, const ChunkFilter& filter, Dataset& to) {
    const IndexDictionaries& dictionaries = *epoch.dictionaries;
    to.oldest_ns = std::numeric_limits<UnixNs>::max();
    to.newest_ns = std::numeric_limits<UnixNs>::min();
    Counts types, owners, months;
    const int64_t first_id = first_file_id(to.directory_id);
    const int64_t last_id = last_file_id(to.directory_id);
    auto chunk = std::partition_point(epoch.chunks.begin(), epoch.chunks.end(), [&](const auto& c) { return c->last_id() < first_id; });
    for (; chunk != epoch.chunks.end() && (*chunk)->first_id() <= last_id; ++chunk) {
        const RowBits here = rows_in(**chunk, [&](int64_t directory) { return directory == to.directory_id; });
        (filter.matching(**chunk) & here).for_each([&](size_t row) {
            const UnixNs mtime_ns = (*chunk)->mtime_ns[row];
            to.oldest_ns = std::min(to.oldest_ns, mtime_ns);
            to.newest_ns = std::max(to.newest_ns, mtime_ns);
            count(types, static_cast<size_t>((*chunk)->extension_id[row]));
            count(owners, static_cast<size_t>((*chunk)->owner_id[row]));
            count(months, month_code(mtime_ns));
        });
    }
    const auto by_type = most_frequent(types, [&](size_t code) { return dictionaries.extensions.at(code); });
    const auto by_owner = most_frequent(owners, [&](size_t code) { return dictionaries.owners.at(code).user; });
    for (const auto& [extension, files] : by_type)
        if (to.types.size() < kShownTypes) to.types.push_back({extension, files});
    for (const auto& [owner, files] : by_owner)
        if (to.owners.size() < kShownOwners) to.owners.push_back(owner);
    to.periods = periods_of(months);
    to.more_types = static_cast<int64_t>(by_type.size() - to.types.size());
    to.more_owners = static_cast<int64_t>(by_owner.size() - to.owners.size());
}

void DatasetMemory::tell_facts(const IndexEpoch& epoch, const ChunkFilter& filter, Dataset& to) {
    std::shared_ptr<const Dataset> facts;
    {
        Lock lock(mutex_);
        if (const auto known = known_.find(to.directory_id); known != known_.end()) facts = known->second;
    }
    if (!facts) {
        auto told = std::make_shared<Dataset>();
        told->directory_id = to.directory_id;
        tocd::tell_facts(epoch, filter, *told);
        Lock lock(mutex_);
        if (known_.size() >= kMostRemembered) known_.clear();
        facts = known_[to.directory_id] = std::move(told);
    }
    to.oldest_ns = facts->oldest_ns;
    to.newest_ns = facts->newest_ns;
    to.types = facts->types;
    to.more_types = facts->more_types;
    to.owners = facts->owners;
    to.more_owners = facts->more_owners;
    to.periods = facts->periods;
}

std::shared_ptr<DatasetMemory> DatasetMemory::next(const std::vector<int64_t>& changed) const {
    auto out = std::make_shared<DatasetMemory>();
    Lock lock(mutex_);
    Lock new_lock(out->mutex_);
    out->known_ = known_;
    for (const int64_t id : changed) out->known_.erase(id);
    return out;
}

}  // namespace tocd
