#include "base/error.hpp"
#include "index/chunk_filter.hpp"
#include "index/directory_marks.hpp"
#include "index/path_test.hpp"
#include "search/case_fold.hpp"
#include "search/sought_text.hpp"

#include <algorithm>
#include <functional>

namespace tocd {
namespace {

using Numbers = Column FileChunk::*;

class NumberTest final : public RowTest {
public:
    NumberTest(Numbers column, const RangeValue& range) : column_(column), min_(range.min), max_(range.max) {}
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits&) const override {
        const Column& column = chunk.*column_;
        KleeneBits out = known(column.between(min_, max_, chunk.rows()));
        if (!column.has_none()) return out;
        RowBits unknown = RowBits::first(chunk.rows());
        out.maybe |= unknown.take_out(column.present(chunk.rows()));
        return out;
    }

private:
    const Numbers column_;
    const int64_t min_, max_;
};

RowBits rows_of(const FileChunk& chunk, const DirectoryMarks& marks) {
    return rows_in(chunk, [&](int64_t directory) { return is_marked(marks, directory); });
}

class DirectoryTest final : public RowTest {
public:
    explicit DirectoryTest(DirectoryMarks marks) : marks_(std::move(marks)) {}
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits&) const override { return known(rows_of(chunk, marks_)); }

private:
    const DirectoryMarks marks_;
};

// A time that most files have from their directory.
class InheritedTimeTest final : public RowTest {
public:
    InheritedTimeTest(Numbers column, DirectoryMarks directories, const RangeValue& range)
        : own_(column, range), column_(column), directories_(std::move(directories)) {}
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        RowBits own = own_.test(chunk, alive).yes;
        if (!(chunk.*column_).has_none()) return known(own);
        RowBits inherited = rows_of(chunk, directories_);
        inherited.take_out((chunk.*column_).present(chunk.rows()));
        return known(own |= inherited);
    }

private:
    const NumberTest own_;
    const Numbers column_;
    const DirectoryMarks directories_;
};

// A number of a dictionary.
class CodeTest final : public RowTest {
public:
    CodeTest(Numbers column, std::vector<bool> accepted) : column_(column), accepted_(std::move(accepted)) {
        for (size_t i = 0; i < accepted_.size() && few_.size() <= kFew; ++i)
            if (accepted_[i]) few_.push_back(static_cast<int64_t>(i));
    }
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        const Column& column = chunk.*column_;
        if (column.is_constant()) return known(accepts(column[0]) ? alive : RowBits());
        RowBits out;
        if (few_.size() <= kFew) {
            for (const int64_t number : few_) out |= column.between(number, number, chunk.rows());
            return known(out);
        }
        for (size_t word = 0; word * 64 < chunk.rows(); ++word) {
            const size_t count = std::min<size_t>(64, chunk.rows() - word * 64);
            for (size_t i = 0; i < count; ++i) out.word(word) |= uint64_t{accepts(column[word * 64 + i])} << i;
        }
        return known(out);
    }
    [[nodiscard]] int cost() const noexcept override { return 1; }

private:
    [[nodiscard]] bool accepts(int64_t number) const {
        return number >= 0 && static_cast<size_t>(number) < accepted_.size() && accepted_[static_cast<size_t>(number)];
    }
    const Numbers column_;
    static constexpr size_t kFew = 8;  // then a comparison with each is quicker than a look at each row
    const std::vector<bool> accepted_;
    std::vector<int64_t> few_;  // the accepted ones; more than kFew: not all of them
};

class InNames final : public RowTest {
public:
    explicit InNames(const TextValue& value) : names_(value) {}
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        return known(names_.matching(chunk.names(), alive));
    }
    [[nodiscard]] bool may_match(const FileChunk& chunk) const override { return names_.may_match(chunk.names()); }
    [[nodiscard]] int cost() const noexcept override { return names_.cost(); }

private:
    const NameTest names_;
};

class InPaths final : public RowTest {
public:
    InPaths(const DirectoryTable& directories, const TextValue& value) : paths_(directories, value) {}
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        return known(paths_.matching(chunk, alive));
    }
    [[nodiscard]] bool may_match(const FileChunk& chunk) const override { return paths_.may_match(chunk); }
    [[nodiscard]] int cost() const noexcept override { return paths_.cost(); }

private:
    const PathTest paths_;
};

class HiddenTest final : public RowTest {
public:
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        RowBits out;
        alive.for_each([&](size_t row) {
            if (chunk.name(row).starts_with('.')) out.set(row);
        });
        return known(out);
    }
    [[nodiscard]] int cost() const noexcept override { return 2; }
};

class GoneTest final : public RowTest {
public:
    explicit GoneTest(const DirectoryTable& directories) : directories_(directories) {}
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits&) const override { return known(gone_rows(directories_, chunk)); }

private:
    const DirectoryTable& directories_;
};

// First seen not before the last scan of its share that ended.
class FreshTest final : public RowTest {
public:
    explicit FreshTest(const IndexEpoch& epoch) : epoch_(epoch) {}
    [[nodiscard]] KleeneBits test(const FileChunk& chunk, const RowBits& alive) const override {
        RowBits out;
        for_each_run_of(chunk, alive, [&](int64_t directory, const RunRows& rows) {
            const auto share = static_cast<size_t>(epoch_.directories.share_id(directory));
            const std::vector<IndexedShare>& shares = epoch_.dictionaries->shares;
            const UnixNs since = share < shares.size() ? shares[share].last_complete_ns : 0;
            rows.for_each([&](size_t row) {
                const int64_t own = chunk.first_seen_ns[row];
                if ((own == Column::kNone ? epoch_.directories.first_listed_ns(directory) : own) >= since) out.set(row);
            });
        });
        return known(out);
    }
    [[nodiscard]] int cost() const noexcept override { return 2; }

private:
    const IndexEpoch& epoch_;
};

template <class Entries, class Accepts>
std::unique_ptr<const RowTest> code_test(Numbers column, const Entries& entries, Accepts&& accepts) {
    std::vector<bool> accepted;
    for (const auto& entry : entries) accepted.push_back(accepts(entry));
    return std::make_unique<CodeTest>(column, std::move(accepted));
}

bool is_within(const RangeValue& range, int64_t number) { return range.min <= number && number <= range.max; }

DirectoryMarks of_shares(const IndexEpoch& epoch, const std::function<bool(const IndexedShare&)>& accepts) {
    std::vector<bool> accepted;
    for (const IndexedShare& share : epoch.dictionaries->shares) accepted.push_back(accepts(share));
    return mark_directories(epoch.directories, [&](int64_t id) {
        const auto share = static_cast<size_t>(epoch.directories.share_id(id));
        return share < accepted.size() && accepted[share];
    });
}

DirectoryMarks of_projects(const IndexEpoch& epoch, const std::function<bool(const std::string&)>& accepts) {
    const DirectoryProjects& projects = *epoch.projects;
    std::vector<bool> accepted;
    for (const std::string& name : projects.names()) accepted.push_back(accepts(name));
    return mark_directories(epoch.directories, [&](int64_t id) { return accepted[projects.number(id)]; });
}

std::unique_ptr<const RowTest> text_test(const IndexEpoch& epoch, QueryKey key, const TextValue& value) {
    const IndexDictionaries& dictionaries = *epoch.dictionaries;
    std::string room;
    const auto holds = [&, sought = SoughtText(value)](std::string_view text) { return sought.is_in(text, room); };
    switch (key) {
        case QueryKey::text:
            // A pattern without a slash is one of names.
            if (value.match == TextMatch::glob && value.text.find('/') == std::string::npos) return std::make_unique<InNames>(value);
            return std::make_unique<InPaths>(epoch.directories, value);
        case QueryKey::path: return std::make_unique<InPaths>(epoch.directories, value);
        case QueryKey::name: return std::make_unique<InNames>(value);
        case QueryKey::dir:
            if (value.match == TextMatch::part && !value.text.empty())
                return std::make_unique<DirectoryTest>(mark_path_part(epoch.directories, fold_case(value.text)).inside);
            return std::make_unique<DirectoryTest>(mark_paths(epoch.directories, SoughtText(value)));
        case QueryKey::ext: return code_test(&FileChunk::extension_id, dictionaries.extensions, holds);
        case QueryKey::owner:
            return code_test(&FileChunk::owner_id, dictionaries.owners, [&](const IndexedOwner& owner) { return holds(owner.user); });
        case QueryKey::group:
            return code_test(&FileChunk::owner_id, dictionaries.owners, [&](const IndexedOwner& owner) { return holds(owner.group); });
        case QueryKey::share:
            return std::make_unique<DirectoryTest>(of_shares(epoch, [&](const IndexedShare& share) { return holds(share.name); }));
        case QueryKey::project: return std::make_unique<DirectoryTest>(of_projects(epoch, [&](const std::string& name) { return holds(name); }));
        default: throw Error(ErrorKind::internal, "a key without text has a text value");
    }
}

std::unique_ptr<const RowTest> range_test(const IndexEpoch& epoch, QueryKey key, const RangeValue& range) {
    const IndexDictionaries& dictionaries = *epoch.dictionaries;
    const DirectoryTable& directories = epoch.directories;
    switch (key) {
        case QueryKey::size: return std::make_unique<NumberTest>(&FileChunk::size_bytes, range);
        case QueryKey::modified:
        case QueryKey::age: return std::make_unique<NumberTest>(&FileChunk::mtime_ns, range);
        case QueryKey::accessed: return std::make_unique<NumberTest>(&FileChunk::atime_ns, range);
        case QueryKey::changed: return std::make_unique<NumberTest>(&FileChunk::ctime_ns, range);
        case QueryKey::links: return std::make_unique<NumberTest>(&FileChunk::link_count, range);
        case QueryKey::seen:
            return std::make_unique<InheritedTimeTest>(&FileChunk::last_seen_ns,
                                                       mark_directories(directories, [&](int64_t id) { return is_within(range, directories.last_listed_ns(id)); }), range);
        case QueryKey::first:
            return std::make_unique<InheritedTimeTest>(&FileChunk::first_seen_ns,
                                                       mark_directories(directories, [&](int64_t id) { return is_within(range, directories.first_listed_ns(id)); }), range);
        case QueryKey::owner:
            return code_test(&FileChunk::owner_id, dictionaries.owners, [&](const IndexedOwner& owner) { return is_within(range, owner.uid); });
        case QueryKey::group:
            return code_test(&FileChunk::owner_id, dictionaries.owners, [&](const IndexedOwner& owner) { return is_within(range, owner.gid); });
        case QueryKey::depth: return std::make_unique<DirectoryTest>(mark_depths(directories, range.min, range.max));
        default: throw Error(ErrorKind::internal, "a key without number has a range");
    }
}

std::unique_ptr<const RowTest> flag_test(const IndexEpoch& epoch, FileFlag flag) {
    switch (flag) {
        case FileFlag::empty: return std::make_unique<NumberTest>(&FileChunk::size_bytes, RangeValue{0, 0, {}});
        case FileFlag::hidden: return std::make_unique<HiddenTest>();
        case FileFlag::fresh: return std::make_unique<FreshTest>(epoch);
        case FileFlag::gone: return std::make_unique<GoneTest>(epoch.directories);
    }
    throw Error(ErrorKind::internal, "a flag that no file has");
}

}  // namespace

std::unique_ptr<const RowTest> term_test(const IndexEpoch& epoch, QueryKey key, const QueryValue& value) {
    if (const auto* text = std::get_if<TextValue>(&value)) return text_test(epoch, key, *text);
    if (const auto* range = std::get_if<RangeValue>(&value)) return range_test(epoch, key, *range);
    return flag_test(epoch, std::get<FileFlag>(value));
}

}  // namespace tocd
