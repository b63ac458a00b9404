#include "index/path_test.hpp"

#include "search/case_fold.hpp"

namespace tocd {

PathPart::PathPart(const DirectoryTable& directories, const std::string& folded)
    : marks_(mark_path_part(directories, folded)) {
    if (marks_.reaches.empty()) in_names_.emplace(folded);
}

RowBits PathPart::find(const FileChunk& chunk, const RowBits& alive) const {
    thread_local std::string room;
    RowBits inside;
    RowBits out;
    for_each_run(chunk, [&](int64_t directory, size_t begin, size_t end) {
        if (is_marked(marks_.inside, directory)) return inside.set_range(begin, end);
        if (!is_marked(marks_.reaches, directory)) return;
        for (size_t row = begin; row < end; ++row) {
            if (!alive.has(row)) continue;
            fold_case(chunk.name(row), room);
            if (room.starts_with(marks_.rest)) out.set(row);
        }
    });
    if (in_names_) {
        RowBits rest = alive;
        out |= in_names_->find(chunk.names(), rest.take_out(inside));
    }
    out |= inside;
    return out & alive;
}

PathTest::PathTest(const DirectoryTable& directories, const TextValue& value)
    : directories_(directories),
      sought_(value),
      number_(memo_number(memo_question("paths " + std::to_string(directories.path_version()) + " ", value))),
      needed_(needed_literals(value)) {
    for (const std::string& text : needed_.texts) literals_.emplace_back(directories, text);
    if (value.match == TextMatch::below) below_ = mark_paths(directories, sought_);
}

RowBits PathTest::matching(const FileChunk& chunk, const RowBits& alive) const {
    if (sought_.match() == TextMatch::part && !literals_.empty()) return literals_.front().find(chunk, alive);
    return remembered(chunk.names(), number_, alive, [&](const RowBits& rows) { return look(chunk, rows); });
}

RowBits PathTest::look(const FileChunk& chunk, const RowBits& alive) const {
    RowBits sure;
    if (!below_.empty()) sure = alive & rows_in(chunk, [this](int64_t directory) { return is_marked(below_, directory); });
    RowBits rest = alive;
    rest.take_out(sure);
    sure |= verified(chunk, rows_with(needed_, rest, [&](size_t text, const RowBits& rows) { return literals_[text].find(chunk, rows); }));
    return sure;
}

RowBits PathTest::verified(const FileChunk& chunk, const RowBits& candidates) const {
    RowBits out;
    const bool folds = sought_.looks_at_folded();  // then a directory is folded once for all its files
    std::string name;
    std::string path;
    for_each_run_of(chunk, candidates, [&](int64_t directory, const RowBits& rows) {
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
