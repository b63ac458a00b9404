#include "index/name_column.hpp"

#include "base/text.hpp"
#include "search/case_fold.hpp"
#include "search/text_match.hpp"

#include <algorithm>
#include <cstring>

namespace tocd {
namespace {

bool is_ascii_byte(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

uint64_t NameRange::key(std::string_view name) noexcept {
    uint64_t out = 0;
    for (size_t i = 0; i < sizeof out; ++i) out = out << 8 | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
    return out;
}

unsigned NameColumn::groups_up_to(std::string_view name) const noexcept {
    const uint64_t key = NameRange::key(name);
    unsigned out = 0;
    for (size_t group = 0; group < ranges_.size(); ++group) out |= (ranges_[group].least <= key ? 1U : 0U) << group;
    return out;
}

unsigned NameColumn::groups_from(std::string_view name) const noexcept {
    const uint64_t key = NameRange::key(name);
    unsigned out = 0;
    for (size_t group = 0; group < ranges_.size(); ++group) out |= (ranges_[group].greatest >= key ? 1U : 0U) << group;
    return out;
}

size_t NameColumn::bytes() const noexcept {
    return (size_ == 0 ? 0 : end_of(size_ - 1) + 1) + kSlackBytes + size_ * (ends_ ? sizeof(uint16_t) : sizeof(uint32_t));
}

void NameColumnMaker::add(std::string_view name) {
    const size_t row = ends_.size();
    const size_t group = row / TrigramSets::kNames;
    const size_t begin = text_.size();
    text_ += name;
    std::replace(text_.begin() + static_cast<std::ptrdiff_t>(begin), text_.end(), '\0', '/');
    ends_.push_back(static_cast<uint32_t>(text_.size()) - begins_[row / 64]);
    text_ += '\0';
    begins_[row / 64 + 1] = static_cast<uint32_t>(text_.size());
    fold_case(name, folded_);
    trigrams_.add(group, folded_);
    name_begins_.add(group, folded_);
    for (size_t at = 0; at < folded_.size(); ++at)
        if (at == 0 || !is_word_byte(folded_[at - 1])) word_begins_.add(group, std::string_view(folded_).substr(at, BeginSets::kMost));
    NameRange& range = ranges_[group];
    range.least = std::min(range.least, NameRange::key(name));
    range.greatest = std::max(range.greatest, NameRange::key(name));
    if (is_ascii(name)) return;
    not_ascii_.set(row);
    if (std::count_if(name.begin(), name.end(), is_ascii_byte) != std::count_if(folded_.begin(), folded_.end(), is_ascii_byte)) folds_to_ascii_.set(row);
}

NameColumn NameColumnMaker::take() {
    NameColumn out;
    out.size_ = ends_.size();
    out.text_ = std::make_unique_for_overwrite<char[]>(text_.size() + NameColumn::kSlackBytes);
    std::memcpy(out.text_.get(), text_.data(), text_.size());
    std::memset(out.text_.get() + text_.size(), 0, NameColumn::kSlackBytes);
    out.begins_ = begins_;
    const auto put_ends = [&]<class End>(std::unique_ptr<End[]>& to) {
        to = std::make_unique_for_overwrite<End[]>(ends_.size());
        std::transform(ends_.begin(), ends_.end(), to.get(), [](uint32_t end) { return static_cast<End>(end); });
    };
    if (std::all_of(ends_.begin(), ends_.end(), [](uint32_t end) { return end <= std::numeric_limits<uint16_t>::max(); })) put_ends(out.ends_);
    else put_ends(out.wide_ends_);
    out.trigrams_ = trigrams_;
    out.name_begins_ = name_begins_;
    out.word_begins_ = word_begins_;
    out.ranges_ = ranges_;
    out.not_ascii_ = not_ascii_;
    out.folds_to_ascii_ = folds_to_ascii_;
    text_.clear();
    ends_.clear();
    begins_ = {};
    trigrams_ = {};
    name_begins_ = word_begins_ = {};
    ranges_ = {};
    not_ascii_ = folds_to_ascii_ = {};
    return out;
}

}  // namespace tocd
