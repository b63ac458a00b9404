#include "index/name_column.hpp"

#include "base/text.hpp"
#include "search/case_fold.hpp"

#include <algorithm>
#include <cstring>

namespace tocd {

size_t NameColumn::bytes() const noexcept {
    return (size_ == 0 ? 0 : ends_[size_ - 1]) + kSlackBytes + size_ * sizeof(uint32_t) + trigrams_.capacity() * sizeof(TrigramSet);
}

void NameColumnMaker::add(std::string_view name) {
    const size_t row = ends_.size();
    text_ += name;
    ends_.push_back(static_cast<uint32_t>(text_.size()));
    if (row % TrigramSet::kNames == 0) trigrams_.emplace_back();
    fold_case(name, folded_);
    trigrams_.back().add(folded_);
    if (!is_ascii(name)) not_ascii_.set(row);
}

NameColumn NameColumnMaker::take() {
    NameColumn out;
    out.size_ = ends_.size();
    out.text_ = std::make_unique_for_overwrite<char[]>(text_.size() + NameColumn::kSlackBytes);
    std::memcpy(out.text_.get(), text_.data(), text_.size());
    std::memset(out.text_.get() + text_.size(), 0, NameColumn::kSlackBytes);
    out.ends_ = std::make_unique_for_overwrite<uint32_t[]>(ends_.size());
    std::copy(ends_.begin(), ends_.end(), out.ends_.get());
    out.trigrams_.assign(trigrams_.begin(), trigrams_.end());
    out.not_ascii_ = not_ascii_;
    text_.clear();
    ends_.clear();
    trigrams_.clear();
    not_ascii_ = {};
    return out;
}

}  // namespace tocd
