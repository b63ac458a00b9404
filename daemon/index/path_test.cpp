#include "index/path_test.hpp"

#include "search/case_fold.hpp"
#include "search/regex_reach.hpp"

namespace tocd {

PathPart::PathPart(const DirectoryTable& directories, const std::string& folded)
    : marks_(mark_path_part(directories, folded)) {
    if (marks_.reaches.empty()) in_names_.emplace(folded);
    else if (!marks_.rest.empty()) begins_name_.emplace(marks_.rest);
}

RowBits PathPart::find(const FileChunk& chunk, const RowBits& alive) const {
    RowBits rest = alive;
    RowBits out;
    if (!marks_.inside.empty()) {
        out = rows_in(chunk, [this](int64_t directory) { return is_marked(marks_.inside, directory); }) & alive;
        rest.take_out(out);
        if (rest.none()) return out;
    }
    if (in_names_) return out |= in_names_->find(chunk.names(), rest);
    rest &= rows_in(chunk, [this](int64_t directory) { return is_marked(marks_.reaches, directory); });
    if (rest.none()) return out;
    return out |= begins_name_ ? begins_name_->beginning(chunk.names(), rest) : rest;
}

PathTest::PathTest(const DirectoryTable& directories, const TextValue& value)
    : directories_(directories),
      sought_(value),
      question_(memo_question("paths " + std::to_string(directories.path_version()) + " ", value)),
      needed_(needed_literals(value)) {
    const RegexReach reach = value.match == TextMatch::regex ? regex_reach(value.text) : RegexReach::path;
    if (reach != RegexReach::path) {
        names_.emplace(value);
        if (reach == RegexReach::part) inside_ = mark_names(directories, *names_, sought_);
        return;
    }
    for (const std::string& text : needed_.texts) literals_.emplace_back(directories, text);
    if (value.match == TextMatch::below) inside_ = mark_paths(directories, sought_);
    if (value.match != TextMatch::glob) return;
    if (const auto steps = GlobSteps::of(fold_case(value.text))) glob_.emplace(directories, *steps);
}

bool PathTest::may_match(const FileChunk& chunk) const {
    if (!inside_.empty()) return true;
    if (names_) return names_->may_match(chunk.names());
    return may_have(needed_, [&](size_t text) { return literals_[text].may_be_in(chunk.names()); });
}

RowBits PathTest::matching(const FileChunk& chunk, const RowBits& alive) const {
    if (names_) return look_at_names(chunk, alive);
    if (sought_.match() == TextMatch::part && !literals_.empty()) return literals_.front().find(chunk, alive);
    return remembered(chunk.names(), question_, alive, [&](const RowBits& rows) { return look(chunk, rows); });
}

RowBits PathTest::inside(const FileChunk& chunk, const RowBits& alive) const {
    if (inside_.empty()) return {};
    return alive & rows_in(chunk, [this](int64_t directory) { return is_marked(inside_, directory); });
}

RowBits PathTest::look_at_names(const FileChunk& chunk, const RowBits& alive) const {
    RowBits out = inside(chunk, alive);
    RowBits rest = alive;
    if (!rest.take_out(out).none()) out |= names_->matching(chunk.names(), rest);
    return out;
}

RowBits PathTest::look(const FileChunk& chunk, const RowBits& alive) const {
    RowBits sure = inside(chunk, alive);
    RowBits rest = alive;
    rest = rows_with(needed_, rest.take_out(sure), [&](size_t text, const RowBits& rows) { return literals_[text].find(chunk, rows); });
    return sure |= glob_ ? glob_->matching(chunk, rest) : verified(chunk, rest);
}

RowBits PathTest::verified(const FileChunk& chunk, const RowBits& candidates) const {
    RowBits out;
    const bool folds = sought_.looks_at_folded();  // then a directory is folded once for all its files
    std::string name;
    std::string path;
    for_each_run_of(chunk, candidates, [&](int64_t directory, const RunRows& rows) {
        path = directories_.path_of(directory);
        if (!path.ends_with('/')) path += '/';
        if (folds) path = fold_case(path);
        const size_t above = path.size();
        rows.for_each([&](size_t row) {
            path.resize(above);
            if (folds) fold_case(chunk.name(row), name);
            path += folds ? std::string_view(name) : chunk.name(row);
            if (folds ? sought_.is_in_folded(path) : sought_.is_in(path, name)) out.set(row);
        });
    });
    return out;
}

}  // namespace tocd
